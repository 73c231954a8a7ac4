import { insurance, mobile } from '#mocks/bills.ts'
import { dated } from '#mocks/payday.ts'
import type { Persona } from '#mocks/persona.ts'

export const contractor: Persona = {
  id: 'contractor',
  title: 'One-person company',
  about:
    'A consultant with one client and a limited company: a day-rate invoice a month, a salary, VAT and corporation tax.',
  named: { first: 'Rohan', last: 'Mehta', female: false },
  weight: 5,
  category: 'Business',
  trades: ['Consulting Ltd', 'Systems Ltd', 'Advisory Ltd'],
  age: [29, 58],
  main: 'business',
  income: [7000, 13000],
  incomes: [
    {
      share: 1,
      when: dated(10, 12, 14),
      varies: 0.12,
      kind: 'payment-in',
      from: ['Aldgate Partners', 'Lumen Systems', 'Meridian Council', 'Corbel Capital'],
      reference: 'INVOICE',
    },
  ],
  bills: [
    {
      name: 'Director salary',
      by: 'standing-order',
      costs: { ofIncome: [0.3, 0.36] },
      day: [24, 25],
      to: ['Own household account'],
    },
    {
      name: 'VAT',
      by: 'direct-debit',
      costs: { ofIncome: [0.12, 0.14] },
      day: [7, 10],
      inMonths: [0, 3, 6, 9],
      fromSavings: true,
      to: ['HM Revenue VAT'],
    },
    {
      name: 'Corporation tax',
      by: 'direct-debit',
      costs: { ofIncome: [0.07, 0.09] },
      day: [3, 6],
      inMonths: [8],
      fromSavings: true,
      to: ['HM Revenue Corporation Tax'],
    },
    {
      name: 'Accountant',
      by: 'direct-debit',
      costs: { pounds: [90, 160] },
      day: [10, 20],
      to: ['Tally & Partners', 'Brightbooks'],
    },
    insurance,
    mobile,
  ],
  saves: [0.26, 0.3],
  onCard: [0.02, 0.05],
  holds: { savings: 1, card: 0.5 },
  opensMonthWith: [1.4, 1.4, 1.42, 1.42, 1.42, 1.42, 1.42, 1.42, 1.42, 1.42, 1.42, 1.42],
  spending: {
    software: 6,
    coffee: 4,
    lunch: 4,
    transport: 5,
    travel: 1,
    online: 2,
    electronics: 0.6,
    post: 0.5,
    advertising: 0.4,
  },
}
