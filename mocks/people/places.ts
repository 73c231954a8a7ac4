import { type Chance, pick } from '#mocks/base/chance.ts'

/** A town as an address names it, with its data. */
type Town = {
  readonly town: string
  /**
   * The county that residents write: a ceremonial county in England, a preserved county in Wales, a
   * council area in Scotland.
   */
  readonly county: string
  /**
   * The population in tens of thousands, roughly: the probability that a customer lives here,
   * relative to other towns.
   */
  readonly people: number
  /** The postcode districts: the outward halves of its postcodes. */
  readonly districts: readonly string[]
}

/**
 * Approximate facts about real towns: a district that is largely in the next county is omitted, and
 * a weight is a round number. From the largest to the smallest. The order determines the bank's
 * bytes: a change moves every customer.
 */
const towns: readonly [town: string, county: string, people: number, districts: string][] = [
  ['London', 'Greater London', 480, 'E1-18 N1-22 NW1-11 SE1-28 SW2-20 W2-14'],
  ['Birmingham', 'West Midlands', 112, 'B1-21 B23-35 B37-38 B42-44'],
  ['Glasgow', 'Glasgow City', 62, 'G1-5 G11-15 G20-23 G31-34 G40-45 G51-53'],
  ['Leeds', 'West Yorkshire', 56, 'LS1-18'],
  ['Manchester', 'Greater Manchester', 56, 'M1-4 M8-9 M11-23 M40'],
  ['Sheffield', 'South Yorkshire', 53, 'S1-14 S17 S20'],
  ['Edinburgh', 'City of Edinburgh', 51, 'EH1-17'],
  ['Liverpool', 'Merseyside', 50, 'L1-9 L11-19 L24-25'],
  ['Bristol', 'Bristol', 46, 'BS1-11 BS13-14'],
  ['Leicester', 'Leicestershire', 37, 'LE1-5'],
  ['Cardiff', 'South Glamorgan', 36, 'CF3 CF5 CF10-11 CF14 CF23-24'],
  ['Coventry', 'West Midlands', 35, 'CV1-6'],
  ['Nottingham', 'Nottinghamshire', 34, 'NG1-9 NG11'],
  ['Belfast', 'County Antrim', 34, 'BT1-2 BT9-15'],
  ['Bradford', 'West Yorkshire', 33, 'BD1-10 BD12-15'],
  ['Newcastle upon Tyne', 'Tyne and Wear', 29, 'NE1-7'],
  ['Hull', 'East Riding of Yorkshire', 27, 'HU1-9'],
  ['Milton Keynes', 'Buckinghamshire', 27, 'MK1-15'],
  ['Plymouth', 'Devon', 27, 'PL1-7 PL9'],
  ['Wolverhampton', 'West Midlands', 26, 'WV1-4 WV11'],
  ['Derby', 'Derbyshire', 26, 'DE1 DE3 DE21-24'],
  ['Stoke-on-Trent', 'Staffordshire', 26, 'ST1-4 ST6'],
  ['Southampton', 'Hampshire', 25, 'SO14-19'],
  ['Northampton', 'Northamptonshire', 24, 'NN1-5'],
  ['Brighton', 'East Sussex', 23, 'BN1-2'],
  ['Luton', 'Bedfordshire', 23, 'LU1-4'],
  ['Portsmouth', 'Hampshire', 21, 'PO1-6'],
  ['Reading', 'Berkshire', 20, 'RG1-2 RG6 RG30-31'],
  ['Aberdeen', 'Aberdeen City', 20, 'AB10-11 AB15-16 AB24-25'],
  ['Norwich', 'Norfolk', 20, 'NR1-7'],
  ['Croydon', 'Greater London', 19, 'CR0'],
  ['Bournemouth', 'Dorset', 19, 'BH1-11'],
  ['Bolton', 'Greater Manchester', 19, 'BL1-3'],
  ['Swindon', 'Wiltshire', 19, 'SN1-3 SN25'],
  ['Peterborough', 'Cambridgeshire', 18, 'PE1-4'],
  ['Sunderland', 'Tyne and Wear', 17, 'SR1-6'],
  ['Swansea', 'West Glamorgan', 17, 'SA1-3 SA5-7'],
  ['Walsall', 'West Midlands', 17, 'WS1-5'],
  ['Oxford', 'Oxfordshire', 16, 'OX1-4'],
  ['Slough', 'Berkshire', 16, 'SL1 SL3'],
  ['Telford', 'Shropshire', 16, 'TF1-4 TF7'],
  ['Dundee', 'Dundee City', 15, 'DD1-4'],
  ['Middlesbrough', 'North Yorkshire', 15, 'TS1-5'],
  ['Preston', 'Lancashire', 15, 'PR1-2'],
  ['Cambridge', 'Cambridgeshire', 15, 'CB1-5'],
  ['Newport', 'Gwent', 15, 'NP10 NP18-20'],
  ['York', 'North Yorkshire', 14, 'YO1 YO10 YO24 YO26 YO30-32'],
  ['Huddersfield', 'West Yorkshire', 14, 'HD1-5'],
  ['Blackpool', 'Lancashire', 14, 'FY1-4'],
  ['Ipswich', 'Suffolk', 14, 'IP1-4'],
  ['Gloucester', 'Gloucestershire', 13, 'GL1-4'],
  ['Romford', 'Greater London', 13, 'RM1-3 RM7'],
  ['Exeter', 'Devon', 13, 'EX1-4'],
  ['Colchester', 'Essex', 13, 'CO1-4'],
  ['Stockport', 'Greater Manchester', 13, 'SK1-5'],
  ['Chelmsford', 'Essex', 12, 'CM1-2'],
  ['Cheltenham', 'Gloucestershire', 12, 'GL50-53'],
  ['Crawley', 'West Sussex', 12, 'RH10-11'],
  ['Basingstoke', 'Hampshire', 12, 'RG21-24'],
  ['Doncaster', 'South Yorkshire', 11, 'DN1-5'],
  ['Maidstone', 'Kent', 11, 'ME14-16'],
  ['Bedford', 'Bedfordshire', 11, 'MK40-42'],
  ['Lincoln', 'Lincolnshire', 10, 'LN1-2 LN5-6'],
  ['Worcester', 'Worcestershire', 10, 'WR1-5'],
  ['Bath', 'Somerset', 9, 'BA1-2'],
  ['Darlington', 'County Durham', 9, 'DL1 DL3'],
  ['Chester', 'Cheshire', 9, 'CH1-3'],
  ['Londonderry', 'County Londonderry', 9, 'BT47-48'],
  ['Paisley', 'Renfrewshire', 8, 'PA1-3'],
  ['Carlisle', 'Cumbria', 7, 'CA1-3'],
  ['Bangor', 'County Down', 6, 'BT19-20'],
  ['Inverness', 'Highland', 6, 'IV1-3'],
  ['Wrexham', 'Clwyd', 6, 'LL11-13'],
  ['Dunfermline', 'Fife', 6, 'KY11-12'],
  ['Hereford', 'Herefordshire', 5, 'HR1-2 HR4'],
  ['Stirling', 'Stirling', 4, 'FK7-9'],
  ['Truro', 'Cornwall', 2, 'TR1-4'],
]

/** Every town where a customer may live. */
export const townList: readonly Town[] = towns.map(([town, county, people, ranges]) => ({
  town,
  county,
  people,
  districts: ranges.split(' ').flatMap(expandDistricts),
}))

/** Expands a range: `LS1-3` is LS1, LS2 and LS3. */
function expandDistricts(range: string): string[] {
  const [, area, first, last = first] = /^([A-Z]+)(\d+)(?:-(\d+))?$/.exec(range) ?? []
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, n) => `${area}${Number(first) + n}`)
}

/** Every town as many times as its weight, so that a uniform pick follows the weights. */
const townsByWeight: readonly Town[] = townList.flatMap((place) => Array<Town>(place.people).fill(place))

/** The sum of the weights of all towns. */
export const totalPeople = townsByWeight.length

/** The letters that the Royal Mail uses in the inward half. */
const letters = [...'ABDEFGHJLNPQRSTUWXYZ']

/**
 * The inward halves: of valid form, always with Z before the last letter, because it is the letter
 * assigned least often there. By the postcode directory of the Office for National Statistics, one
 * in six of the postcodes that this can draw has ever existed. With any letter it would be one in
 * three. So most are unassigned, but some are real.
 */
const inwardCodes = Array.from({ length: 10 }, (_, sector) => letters.map((letter) => `${sector}Z${letter}`)).flat()

/** Draws a town by population. */
export const drawTown = (next: Chance): Town => pick(next, townsByWeight)

/** Draws a postcode of the town. */
export const drawPostcode = ({ districts }: Town, next: Chance): string =>
  `${pick(next, districts)} ${pick(next, inwardCodes)}`
