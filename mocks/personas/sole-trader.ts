import { breakdownCover, cloudStorage, insurance, mobile } from '#mocks/payments/bills.ts'
import { onRandomDays } from '#mocks/people/payday.ts'
import type { Persona } from '#mocks/people/persona.ts'

export const soleTrader: Persona = {
  id: 'sole-trader',
  title: 'Sole trader',
  about:
    'A plumber or joiner: customers pay by transfer when it suits them, materials go out first, tax waits in savings.',
  named: { first: 'Dev', last: 'Patel', female: false },
  weight: 9,
  category: 'Business',
  trades: ['Plumbing', 'Joinery', 'Electrical', 'Decorating', 'Roofing'],
  age: [25, 62],
  main: 'business',
  income: [3200, 6200],
  incomes: [
    {
      share: 1,
      when: onRandomDays(5, 9),
      varies: 0.45,
      kind: 'payment-in',
      from: ['A Whitlock', 'Brackenbury Lettings', 'Mrs D Okafor', 'Quayside Homes', 'S & P Menon'],
      reference: 'INVOICE',
    },
  ],
  bills: [
    {
      name: 'Own drawings',
      by: 'standing-order',
      costs: { ofIncome: [0.26, 0.36] },
      day: [1, 5],
      to: ['Own household account'],
    },
    { ...insurance, name: 'Liability insurance' },
    mobile,
    cloudStorage,
    breakdownCover,
    {
      name: 'Van lease',
      by: 'direct-debit',
      costs: { pounds: [220, 340] },
      day: [8, 20],
      to: ['Convoy Leasing', 'Wheelhouse Finance'],
    },
    {
      name: 'Accountant',
      by: 'direct-debit',
      costs: { pounds: [45, 90] },
      day: [10, 20],
      to: ['Tally & Partners', 'Brightbooks'],
    },
  ],
  saves: [0.1, 0.16],
  onCard: [0.03, 0.08],
  holds: { savings: 0.85, card: 0.4, overdraft: 0.5 },
  opensMonthWith: [1.24, 1.28, 1.3, 1.34, 1.36, 1.38, 1.38, 1.34, 1.34, 1.38, 1.4, 1.36],
  spending: {
    materials: 6,
    fuel: 6,
    lunch: 5,
    coffee: 3,
    software: 1,
    advertising: 0.6,
    post: 0.6,
    home: 1,
    online: 1,
    cash: 0.8,
  },
}
