import { household, mortgage } from '#mocks/bills.ts'
import { dated } from '#mocks/payday.ts'
import type { Bill, Persona } from '#mocks/persona.ts'

const nursery: Bill = {
  name: 'Nursery',
  by: 'standing-order',
  costs: { ofIncome: [0.06, 0.12] },
  day: [1, 5],
  held: 0.6,
  to: ['Acorn Nursery', 'Little Orchard Nursery'],
}

export const salariedFamily: Persona = {
  id: 'salaried-family',
  title: 'Salaried family',
  about: 'Two children, one salary towards the end of each month, a mortgage, and a Saturday supermarket shop.',
  weight: 26,
  category: 'Personal',
  age: [30, 52],
  income: [2900, 4600],
  incomes: [
    {
      share: 0.96,
      when: dated(25, 26, 27, 28),
      varies: 0,
      kind: 'salary',
      from: [
        'Hargreave Logistics',
        'Pennine Health Trust',
        'Castle Engineering',
        'Meridian Council',
        'Northway Schools',
      ],
      reference: 'SALARY',
    },
    {
      share: 0.04,
      when: dated(7, 14, 21),
      varies: 0,
      kind: 'direct-credit',
      from: ['Child Benefit'],
      reference: 'CHB',
    },
  ],
  bills: [mortgage, ...household, nursery],
  saves: [0.04, 0.1],
  onCard: [0.08, 0.18],
  holds: { savings: 0.9, card: 0.8, overdraft: 0.4 },
  opensMonthWith: [1.02, 1.08, 1.1, 1.1, 1.12, 1.12, 1.1, 1.06, 1.08, 1.12, 1.14, 1.18],
  spending: {
    groceries: 16,
    corner: 3,
    coffee: 3,
    lunch: 2,
    eatingOut: 3,
    takeaway: 3,
    transport: 2,
    fuel: 4,
    clothes: 3,
    online: 5,
    electronics: 0.4,
    pharmacy: 2,
    beauty: 1,
    leisure: 2,
    books: 1,
    home: 2,
    children: 4,
    travel: 0.3,
    cash: 1,
    charity: 0.5,
  },
}
