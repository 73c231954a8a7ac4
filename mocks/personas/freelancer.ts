import { household, rent } from '#mocks/payments/bills.ts'
import { onRandomDays } from '#mocks/people/payday.ts'
import type { Persona } from '#mocks/people/persona.ts'

export const freelancer: Persona = {
  id: 'freelancer',
  title: 'Freelancer',
  about:
    'Three to six invoices a month, never alike; a part of each is set aside and leaves again with the tax in January and July.',
  named: { first: 'Clara', last: 'Voss', female: true },
  weight: 8,
  category: 'Personal',
  age: [26, 58],
  main: 'current',
  income: [2300, 4400],
  incomes: [
    {
      share: 1,
      when: onRandomDays(3, 6),
      varies: 0.4,
      kind: 'payment-in',
      from: ['Signpost Media', 'Pixelbench', 'Lumen Systems', 'Searchlight Ads', 'Foxed Pages Press'],
      reference: 'INVOICE',
    },
  ],
  bills: [
    { ...rent, costs: { ofIncome: [0.18, 0.26] } },
    ...household,
    {
      name: 'Tax',
      by: 'direct-debit',
      costs: { ofIncome: [0.08, 0.1] },
      day: [24, 25],
      inMonths: [0, 6],
      fromSavings: true,
      to: ['HM Revenue Self Assessment'],
    },
  ],
  saves: [0.12, 0.15],
  onCard: [0.03, 0.08],
  holds: { savings: 1, card: 0.5, euro: 0.08, overdraft: 0.5 },
  opensMonthWith: [1.25, 1.29, 1.31, 1.31, 1.33, 1.33, 1.31, 1.29, 1.31, 1.33, 1.35, 1.37],
  spending: {
    friends: 1.5,
    groceries: 10,
    coffee: 7,
    lunch: 3,
    eatingOut: 3,
    pub: 1.5,
    transport: 4,
    software: 2.5,
    online: 4,
    books: 2,
    leisure: 2,
    clothes: 1.5,
    pharmacy: 1,
    travel: 0.3,
    cash: 0.6,
  },
}
