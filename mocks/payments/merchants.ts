import { type Chance, drawAround, drawNumber, pick } from '#mocks/base/chance.ts'

/**
 * How prices end: as shelf prices (.99, .95, .49, .00), whole pounds, tens (a cash machine), or
 * anything.
 */
type Ending = 'shelf' | 'pounds' | 'tens' | 'any'

/**
 * A kind of spending: the cost of a visit in pence of 2024 (median, spread), the opening hours, and
 * the merchants.
 */
export type Category = {
  readonly mcc: string
  readonly median: number
  readonly spread: number
  readonly ending: Ending
  /** Opening hours [from, to) in hours of the day in London; they may extend past midnight. */
  readonly hours: readonly [number, number]
  /** The part of purchases that come back: returned goods, won bets. Parts of one. */
  readonly comesBack: number
  /** Relative frequency by weekday from Monday to Sunday, 1 at the busiest. */
  readonly week: readonly [number, number, number, number, number, number, number]
  readonly names: readonly string[]
}

const everyDay = [0.85, 0.85, 0.85, 0.9, 1, 1, 0.9] as const
const workDays = [1, 1, 1, 1, 1, 0.35, 0.2] as const
const weekends = [0.3, 0.35, 0.4, 0.5, 0.9, 1, 0.7] as const
const shopDays = [0.5, 0.5, 0.55, 0.6, 0.75, 1, 0.7] as const

/** The kinds of spending. Every name is invented. */
export const categories = {
  groceries: {
    comesBack: 0,
    mcc: '5411',
    median: 2600,
    spread: 0.75,
    ending: 'any',
    hours: [7, 22],
    week: [0.7, 0.65, 0.7, 0.8, 0.95, 1, 0.8],
    names: [
      'Marlow & Finch',
      'Greenbarrow',
      'Dailyfare',
      'Holt Street Market',
      'Fernway Foods',
      'Copper Kettle Grocers',
      'Wharfside Stores',
      'Pennyloaf',
    ],
  },
  corner: {
    comesBack: 0,
    mcc: '5499',
    median: 720,
    spread: 0.6,
    ending: 'shelf',
    hours: [6, 23],
    week: everyDay,
    names: ['Corner & Co', 'Nightlight Stores', 'Parade Mini Market', 'Lamplight Express', 'Two Steps Shop'],
  },
  coffee: {
    comesBack: 0,
    mcc: '5814',
    median: 430,
    spread: 0.35,
    ending: 'shelf',
    hours: [7, 17],
    week: workDays,
    names: ['Kestrel Coffee', 'Bean Assembly', 'Harbour Grind', 'The Tin Cup', 'Small Hours Espresso'],
  },
  lunch: {
    comesBack: 0,
    mcc: '5814',
    median: 860,
    spread: 0.35,
    ending: 'shelf',
    hours: [11, 15],
    week: workDays,
    names: ['Fold & Crust', 'Noodle Parade', 'Leaf & Ladle', 'Saltbox Deli', 'Bao Alley'],
  },
  eatingOut: {
    comesBack: 0,
    mcc: '5812',
    median: 3200,
    spread: 0.6,
    ending: 'any',
    hours: [12, 23],
    week: weekends,
    names: ['Olive & Thyme', 'Curry Lantern', 'The Copper Pan', 'Trattoria Sabina', 'Smoke & Oak', 'Lotus House'],
  },
  pub: {
    comesBack: 0,
    mcc: '5813',
    median: 1600,
    spread: 0.65,
    ending: 'any',
    hours: [16, 25],
    week: weekends,
    names: ['The Drowsy Heron', 'The Plough & Star', 'The Brass Fiddle', 'The Old Signal Box', 'The Three Larks'],
  },
  takeaway: {
    comesBack: 0,
    mcc: '5814',
    median: 2150,
    spread: 0.4,
    ending: 'shelf',
    hours: [17, 24],
    week: weekends,
    names: ['Doorbell Dinners', 'Wok to You', 'Saffron Box', 'Fryday & Sons'],
  },
  transport: {
    comesBack: 0,
    mcc: '4111',
    median: 480,
    spread: 0.7,
    ending: 'any',
    hours: [6, 23],
    week: workDays,
    names: ['Metroline Travel', 'Citytram', 'Northern Counties Rail', 'Redcoat Buses'],
  },
  taxi: {
    comesBack: 0,
    mcc: '4121',
    median: 1080,
    spread: 0.5,
    ending: 'any',
    hours: [8, 28],
    week: weekends,
    names: ['Hailo Street Cars', 'Comet Cabs', 'Ridewell'],
  },
  fuel: {
    comesBack: 0,
    mcc: '5541',
    median: 4900,
    spread: 0.35,
    ending: 'any',
    hours: [6, 22],
    week: everyDay,
    names: ['Beacon Fuel', 'Three Oaks Services', 'Motorway Star', 'Hillcrest Garage'],
  },
  clothes: {
    comesBack: 0.07,
    mcc: '5651',
    median: 3400,
    spread: 0.7,
    ending: 'shelf',
    hours: [9, 20],
    week: shopDays,
    names: ['Thread & Tide', 'Parkhouse', 'Lark Lane', 'Northcote Outfitters', 'Denim Yard'],
  },
  online: {
    comesBack: 0.05,
    mcc: '5964',
    median: 2100,
    spread: 0.9,
    ending: 'shelf',
    hours: [8, 25],
    week: everyDay,
    names: ['Parcelry', 'Findly Market', 'Boxmoor Online', 'Everything Barn'],
  },
  electronics: {
    comesBack: 0.05,
    mcc: '5732',
    median: 8900,
    spread: 1.0,
    ending: 'shelf',
    hours: [9, 21],
    week: shopDays,
    names: ['Voltline', 'Circuit & Spark', 'Handset House'],
  },
  pharmacy: {
    comesBack: 0,
    mcc: '5912',
    median: 1120,
    spread: 0.6,
    ending: 'shelf',
    hours: [8, 20],
    week: everyDay,
    names: ['Wellbrook Pharmacy', 'Greencross Chemist', 'Mortar & Pestle'],
  },
  beauty: {
    comesBack: 0,
    mcc: '7230',
    median: 3200,
    spread: 0.5,
    ending: 'pounds',
    hours: [9, 19],
    week: shopDays,
    names: ['Sharp & Shear', 'The Parting', 'Bloom Studio'],
  },
  leisure: {
    comesBack: 0,
    mcc: '7832',
    median: 1690,
    spread: 0.55,
    ending: 'shelf',
    hours: [10, 23],
    week: weekends,
    names: ['Regent Screens', 'Strike Bowling', 'The Playhouse', 'Summit Climbing'],
  },
  books: {
    comesBack: 0.01,
    mcc: '5942',
    median: 1299,
    spread: 0.5,
    ending: 'shelf',
    hours: [9, 19],
    week: shopDays,
    names: ['Inkwell Books', 'Second Chapter', 'Foxed Pages'],
  },
  home: {
    comesBack: 0.03,
    mcc: '5200',
    median: 4100,
    spread: 0.9,
    ending: 'shelf',
    hours: [8, 20],
    week: shopDays,
    names: ['Hammer & Nail', 'Oakridge Home', 'Larch & Loom', 'Plot & Plant'],
  },
  children: {
    comesBack: 0.03,
    mcc: '5945',
    median: 2250,
    spread: 0.7,
    ending: 'shelf',
    hours: [9, 19],
    week: shopDays,
    names: ['Toybox Lane', 'Little Larks', 'Puddle & Boot'],
  },
  travel: {
    comesBack: 0.02,
    mcc: '4722',
    median: 21000,
    spread: 0.8,
    ending: 'any',
    hours: [8, 23],
    week: everyDay,
    names: ['Farpoint Holidays', 'Wayfarer Breaks', 'Skylark Air', 'Coast & Castle Stays'],
  },
  cash: {
    comesBack: 0,
    mcc: '6011',
    median: 3500,
    spread: 0.6,
    ending: 'tens',
    hours: [7, 24],
    week: everyDay,
    names: ['Cash Machine High Street', 'Cash Machine Station Road', 'Cash Machine Market Place'],
  },
  charity: {
    comesBack: 0,
    mcc: '8398',
    median: 1000,
    spread: 0.5,
    ending: 'pounds',
    hours: [9, 21],
    week: everyDay,
    names: ['Harbour Rescue', 'Shelter Street Trust', 'Woodland Fund'],
  },
  materials: {
    comesBack: 0,
    mcc: '5211',
    median: 11800,
    spread: 0.9,
    ending: 'any',
    hours: [7, 17],
    week: workDays,
    names: ['Brickworks Trade', 'Timberline Supply', 'Plumbline Merchants', 'Trade Counter 8'],
  },
  stock: {
    comesBack: 0,
    mcc: '5199',
    median: 38000,
    spread: 1.0,
    ending: 'any',
    hours: [7, 17],
    week: workDays,
    names: ['Harrow Wholesale', 'Dockside Imports', 'Pallet & Co', 'Meridian Trade Supply'],
  },
  software: {
    comesBack: 0,
    mcc: '5734',
    median: 2400,
    spread: 0.8,
    ending: 'shelf',
    hours: [6, 24],
    week: everyDay,
    names: ['Ledgerly', 'Cloudshed', 'Docketbook', 'Pixelbench'],
  },
  advertising: {
    comesBack: 0,
    mcc: '7311',
    median: 14500,
    spread: 0.8,
    ending: 'any',
    hours: [8, 22],
    week: workDays,
    names: ['Adfield', 'Signpost Media', 'Searchlight Ads'],
  },
  post: {
    comesBack: 0,
    mcc: '4215',
    median: 1380,
    spread: 0.7,
    ending: 'any',
    hours: [8, 18],
    week: workDays,
    names: ['Parcel Relay', 'Swiftpost', 'Courier Lane'],
  },
  friends: {
    comesBack: 0,
    mcc: '',
    median: 1800,
    spread: 0.8,
    ending: 'pounds',
    hours: [9, 23],
    week: weekends,
    names: [],
  },
  betting: {
    comesBack: 0.24,
    mcc: '7995',
    median: 1800,
    spread: 0.9,
    ending: 'pounds',
    hours: [16, 28],
    week: everyDay,
    names: ['Longshot Sports', 'Reelspin', 'Trackside Bets', 'Ace & Anchor'],
  },
} as const satisfies Record<string, Category>

export type CategoryId = keyof typeof categories

/**
 * Draws the cost of a visit in pence. `scale` contains the year's price level and the customer's
 * taste.
 */
export function priceOf(category: Category, scale: number, next: Chance): number {
  const pence = Math.max(60, drawAround(next, category.median * scale, category.spread))
  return endings[category.ending](pence, next)
}

const shelf = [99, 99, 99, 95, 50, 49, 0] as const
export const endings: Record<Ending, (pence: number, next: Chance) => number> = {
  any: (pence) => Math.round(pence),
  pounds: (pence) => Math.max(100, Math.round(pence / 100) * 100),
  tens: (pence) => Math.max(1000, Math.round(pence / 1000) * 1000),
  shelf: (pence, next) => Math.floor(pence / 100) * 100 + (pence < 100 ? 99 : pick(next, shelf)),
}

/**
 * Draws the time of a visit in seconds after midnight, most often near the middle of the opening
 * hours. A time past midnight is on the next morning.
 */
export function hourOf(category: Category, next: Chance): number {
  return Math.floor((drawNumber(next, category.hours) + drawNumber(next, category.hours)) * 1800)
}
