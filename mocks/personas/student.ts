import { mobile, rent, streaming } from '#mocks/bills.ts'
import { inMonths, weekly } from '#mocks/payday.ts'
import type { Persona } from '#mocks/persona.ts'

export const student: Persona = {
  id: 'student',
  title: 'Student',
  about: 'Three loan instalments a year and a weekend job; the balance falls through every term.',
  weight: 12,
  category: 'Personal',
  age: [19, 24],
  income: [1150, 1500],
  incomes: [
    {
      share: 0.62,
      when: inMonths(0, 3, 8),
      varies: 0,
      kind: 'direct-credit',
      from: ['Student Finance'],
      reference: 'MAINTENANCE LOAN',
    },
    {
      share: 0.38,
      when: weekly(4),
      varies: 0.3,
      kind: 'salary',
      from: ['Fold & Crust', 'Denim Yard', 'Regent Screens'],
      reference: 'WAGES',
    },
  ],
  bills: [{ ...rent, costs: { ofIncome: [0.34, 0.42] } }, mobile, streaming],
  saves: [0.01, 0.04],
  onCard: [0.03, 0.08],
  holds: { savings: 0.5, card: 0.25, overdraft: 0.9 },
  opensMonthWith: [0.72, 1.85, 1.25, 0.68, 1.85, 1.5, 1.15, 0.82, 0.6, 1.9, 1.55, 1.15],
  spending: {
    groceries: 10,
    corner: 7,
    coffee: 6,
    lunch: 5,
    eatingOut: 2,
    pub: 6,
    takeaway: 5,
    transport: 5,
    taxi: 2,
    clothes: 2,
    online: 4,
    leisure: 2,
    books: 1,
    pharmacy: 1,
    cash: 1.5,
  },
}
