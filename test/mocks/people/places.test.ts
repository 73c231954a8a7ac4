import { describe, expect, test } from 'vitest'
import type { Bank } from '#mocks/base/bank.ts'
import { monthOf } from '#mocks/base/calendar.ts'
import { chance, stream } from '#mocks/base/chance.ts'
import { type Address, customerAt, identityOf } from '#mocks/people/customer.ts'
import { personas } from '#mocks/people/personas.ts'
import { drawPostcode, drawTown, totalPeople, townList } from '#mocks/people/places.ts'

const bank: Bank = { seed: 7, size: 1_000_000, start: monthOf(2026, 11) }
const addressOf = (index: number, of = bank): Address => identityOf(of, customerAt(of, index)!).address
const placeOf = (town: string) => townList.find((place) => place.town === town)!

describe('a town of the catalogue', () => {
  test.each([
    ['London', 'Greater London', ['E1', 'N22', 'NW3', 'SE15', 'SW19', 'W14']],
    ['Leeds', 'West Yorkshire', ['LS1', 'LS6', 'LS17']],
    ['Glasgow', 'Glasgow City', ['G1', 'G12', 'G42']],
    ['Cardiff', 'South Glamorgan', ['CF10', 'CF24']],
    ['Belfast', 'County Antrim', ['BT1', 'BT9']],
    ['Truro', 'Cornwall', ['TR1']],
  ])('%s lies in %s, and has its well-known postcode districts', (town, county, districts) => {
    expect(placeOf(town).county).toBe(county)
    expect(placeOf(town).districts).toEqual(expect.arrayContaining(districts))
  })

  test('has every district of a range, and none between two ranges', () => {
    expect(placeOf('Brighton').districts).toEqual(['BN1', 'BN2'])
    expect(placeOf('Croydon').districts).toEqual(['CR0'])
    expect(placeOf('Newport').districts).toEqual(['NP10', 'NP18', 'NP19', 'NP20'])
  })

  test('is listed once, from the largest to the smallest, and shares no district', () => {
    const towns = townList.map(({ town }) => town)
    const districts = townList.flatMap((place) => place.districts)
    expect(new Set(towns).size).toBe(towns.length)
    expect(new Set(districts).size).toBe(districts.length)
    expect(townList).toEqual(townList.toSorted((a, b) => b.people - a.people))
  })

  test('fits the fields of an address, and its districts have the form of one', () => {
    for (const { town, county, districts } of townList) {
      expect(county.length, town).toBeLessThanOrEqual(35)
      expect(districts.length, town).toBeGreaterThan(0)
      for (const district of districts) expect(district, town).toMatch(/^[A-PR-UWYZ][A-HK-Y]?\d{1,2}$/)
    }
  })
})

describe('the address of a customer', () => {
  test('has town, county and postcode of one place', () => {
    for (let index = 0; index < 5000; index++) {
      const { town, county, postcode } = addressOf(index)
      const [district, inward] = postcode.split(' ')
      expect(placeOf(town).county).toBe(county)
      expect(placeOf(town).districts).toContain(district)
      expect(inward).toMatch(/^\dZ[ABD-HJLNP-UW-Z]$/)
    }
  })

  test("is in a town with the probability of the town's weight", () => {
    const count = 50_000
    const next = chance(7, 0, 0, stream('places'))
    const seen = new Map<string, number>()
    for (let n = 0; n < count; n++) {
      const { town } = drawTown(next)
      seen.set(town, (seen.get(town) ?? 0) + 1)
    }
    for (const { town, people } of townList) {
      const share = people / totalPeople
      const deviation = Math.sqrt((share * (1 - share)) / count)
      expect(Math.abs((seen.get(town) ?? 0) / count - share), town).toBeLessThan(4 * deviation)
    }
  })

  test('may be in any district of a town', () => {
    const leeds = placeOf('Leeds')
    const next = chance(7, 0, 0, stream('places'))
    const seen = new Set(Array.from({ length: 1000 }, () => drawPostcode(leeds, next).split(' ')[0]))
    expect(seen).toEqual(new Set(leeds.districts))
  })

  test('is the same for the same seed: one customer of this world, word for word', () => {
    expect(addressOf(100)).toMatchInlineSnapshot(`
      {
        "building": "83",
        "county": "Greater Manchester",
        "postcode": "M14 6ZD",
        "street": "Birch Grove",
        "town": "Manchester",
      }
    `)
  })

  test('differs with another seed, except for the named customers', () => {
    const other: Bank = { ...bank, seed: 8 }
    expect(addressOf(100, other)).not.toEqual(addressOf(100))
    for (const index of personas.keys()) expect(addressOf(index, other)).toEqual(addressOf(index))
  })
})
