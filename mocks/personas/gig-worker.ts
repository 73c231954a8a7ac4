import { energy, insurance, mobile, rent, streaming } from '#mocks/bills.ts'
import { weekly } from '#mocks/payday.ts'
import type { Persona } from '#mocks/persona.ts'

export const gigWorker: Persona = {
  id: 'gig-worker',
  title: 'Gig worker',
  about: 'Two platforms pay every week, never the same twice; fuel and phone are working tools.',
  weight: 11,
  category: 'Personal',
  age: [20, 55],
  income: [1500, 2500],
  incomes: [
    {
      share: 0.68,
      when: weekly(1),
      varies: 0.3,
      kind: 'direct-credit',
      from: ['Doorbell Dinners', 'Ridewell Partners'],
      reference: 'WEEKLY EARNINGS',
    },
    {
      share: 0.32,
      when: weekly(3),
      varies: 0.4,
      kind: 'payment-in',
      from: ['Parcel Relay Couriers', 'Taskhands'],
      reference: 'PAYOUT',
    },
  ],
  bills: [rent, energy, mobile, { ...insurance, costs: { pounds: [70, 130] } }, streaming],
  saves: [0.01, 0.05],
  onCard: [0.04, 0.1],
  holds: { savings: 0.4, card: 0.35, overdraft: 0.6 },
  opensMonthWith: [0.5, 0.54, 0.56, 0.56, 0.56, 0.58, 0.58, 0.56, 0.56, 0.58, 0.6, 0.62],
  spending: {
    groceries: 10,
    corner: 7,
    coffee: 4,
    lunch: 6,
    eatingOut: 1,
    pub: 2,
    takeaway: 4,
    transport: 1,
    fuel: 8,
    clothes: 1.5,
    online: 3,
    pharmacy: 1,
    leisure: 1,
    home: 0.5,
    cash: 3,
  },
}
