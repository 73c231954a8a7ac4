import type { Bill } from './persona.ts'

/** Bills that many personas share; a persona changes what differs: `{ ...rent, held: 0.3 }`. */
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
  to: ['Reelhouse', 'Boxset', 'Tunely'],
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
export const phoneAndData: readonly Bill[] = [mobile, streaming]
export const household: readonly Bill[] = [
  councilTax,
  energy,
  water,
  broadband,
  mobile,
  insurance,
  streaming,
  tvLicence,
]
