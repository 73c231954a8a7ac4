import type { Bill } from '#mocks/people/persona.ts'

/** Bills that many personas share. A persona overrides what differs: `{ ...rent, held: 0.3 }`. */
export const rent: Bill = {
  name: 'Rent',
  by: 'standing-order',
  costs: { ofIncome: [0.24, 0.34] },
  day: [1, 5],
  to: ['Brackenbury Lettings', 'Quayside Homes', 'J & R Property', 'Stonebridge Housing', 'Alder Court Management'],
}
export const mortgage: Bill = {
  name: 'Mortgage',
  by: 'direct-debit',
  costs: { ofIncome: [0.18, 0.27] },
  day: [1, 5],
  to: ['Tarn Building Society', 'Homestead Mutual', 'Keystone Mortgages'],
}
export const councilTax: Bill = {
  name: 'Council tax',
  by: 'direct-debit',
  costs: { pounds: [110, 240] },
  day: [1, 15],
  to: ['Borough Council Tax', 'County Council Tax'],
}
export const energy: Bill = {
  name: 'Energy',
  by: 'direct-debit',
  costs: { pounds: [85, 210] },
  day: [5, 24],
  varies: 0.35,
  to: ['Brightside Energy', 'Northlight Power', 'Tidewater Gas & Electric'],
}
export const water: Bill = {
  name: 'Water',
  by: 'direct-debit',
  costs: { pounds: [28, 52] },
  day: [5, 24],
  to: ['Dale Water', 'Southern Vale Water'],
}
export const broadband: Bill = {
  name: 'Broadband',
  by: 'direct-debit',
  costs: { pounds: [24, 48] },
  day: [5, 24],
  to: ['Fibrelark', 'Hearth Broadband', 'Copperline'],
}
export const mobile: Bill = {
  name: 'Mobile',
  by: 'direct-debit',
  costs: { pounds: [8, 38] },
  day: [5, 24],
  to: ['Tern Mobile', 'Pocketwave', 'Onecell'],
}
export const insurance: Bill = {
  name: 'Insurance',
  by: 'direct-debit',
  costs: { pounds: [24, 78] },
  day: [5, 24],
  to: ['Harbourline Insurance', 'Sureground', 'Fenwick Mutual'],
}
export const streaming: Bill = {
  name: 'Streaming',
  by: 'direct-debit',
  costs: { pounds: [8, 18] },
  day: [3, 24],
  held: 0.75,
  to: ['Reelhouse', 'Boxset'],
}
export const gym: Bill = {
  name: 'Gym',
  by: 'direct-debit',
  costs: { pounds: [18, 45] },
  day: [1, 10],
  held: 0.35,
  to: ['Iron & Oak Gym', 'Lane Four Leisure'],
}
export const tvLicence: Bill = {
  name: 'TV licence',
  by: 'direct-debit',
  costs: { pounds: [14.5, 14.5] },
  day: [1, 20],
  held: 0.8,
  to: ['TV Licence'],
}
export const music: Bill = {
  name: 'Music',
  by: 'direct-debit',
  costs: { pounds: [6, 13] },
  day: [3, 24],
  held: 0.65,
  to: ['Tunely', 'Sleeve & Groove'],
}
export const cloudStorage: Bill = {
  name: 'Cloud storage',
  by: 'direct-debit',
  costs: { pounds: [1, 9] },
  day: [2, 24],
  held: 0.55,
  to: ['Attic Cloud', 'Keepsake Storage'],
}
export const carInsurance: Bill = {
  name: 'Car insurance',
  by: 'direct-debit',
  costs: { pounds: [32, 78] },
  day: [3, 20],
  held: 0.85,
  to: ['Milestone Motor Cover', 'Crossroads Insurance'],
}
export const carTax: Bill = {
  name: 'Vehicle tax',
  by: 'direct-debit',
  costs: { pounds: [12, 19] },
  day: [1, 3],
  held: 0.85,
  to: ['Vehicle Tax'],
}
export const breakdownCover: Bill = {
  name: 'Roadside cover',
  by: 'direct-debit',
  costs: { pounds: [6, 15] },
  day: [4, 24],
  held: 0.45,
  to: ['Hard Shoulder Club', 'Tow & Go'],
}
export const lifeCover: Bill = {
  name: 'Life cover',
  by: 'direct-debit',
  costs: { pounds: [8, 32] },
  day: [2, 20],
  held: 0.5,
  to: ['Oakheart Life', 'Evermore Assurance'],
}
const petCover: Bill = {
  name: 'Pet cover',
  by: 'direct-debit',
  costs: { pounds: [12, 36] },
  day: [5, 24],
  held: 0.35,
  to: ['Pawprint Cover', 'Whisker & Wag'],
}
export const contentsCover: Bill = {
  name: 'Home contents',
  by: 'direct-debit',
  costs: { pounds: [6, 14] },
  day: [5, 24],
  held: 0.55,
  to: ['Sureground Home', 'Cupboard Cover'],
}
export const giving: Bill = {
  name: 'Giving',
  by: 'direct-debit',
  costs: { pounds: [3, 20] },
  day: [1, 15],
  held: 0.4,
  to: ['Harbour Rescue', 'Shelter Street Trust', 'Woodland Fund'],
}
export const newspaper: Bill = {
  name: 'Newspaper',
  by: 'direct-debit',
  costs: { pounds: [9, 28] },
  day: [1, 12],
  held: 0.45,
  to: ['The Evening Heron', 'Parish & County Post'],
}
export const lottery: Bill = {
  name: 'Lottery',
  by: 'direct-debit',
  costs: { pounds: [4.34, 17.34] },
  day: [4, 18],
  held: 0.4,
  to: ['Postcode Prize Draw', 'Lifeboat Lottery'],
}
export const windowCleaning: Bill = {
  name: 'Window cleaner',
  by: 'standing-order',
  costs: { pounds: [10, 20] },
  day: [8, 24],
  held: 0.35,
  to: ['Clearview Windows', 'R Bright'],
}

export const subscriptions: readonly Bill[] = [streaming, music, cloudStorage]
export const phoneAndData: readonly Bill[] = [mobile, ...subscriptions]
export const car: readonly Bill[] = [carInsurance, carTax, breakdownCover]
/** The bills of tenants. */
export const tenantBills: readonly Bill[] = [contentsCover, tvLicence]
/** The long-standing bills of pensioners. */
export const pensionerBills: readonly Bill[] = [lifeCover, newspaper, lottery, giving, windowCleaning]
export const household: readonly Bill[] = [
  councilTax,
  energy,
  water,
  broadband,
  ...phoneAndData,
  insurance,
  tvLicence,
  lifeCover,
  giving,
  petCover,
]
