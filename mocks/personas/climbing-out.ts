import { household, rent } from '#mocks/payments/bills.ts'
import { lastWorkingDay } from '#mocks/people/payday.ts'
import type { Persona } from '#mocks/people/persona.ts'

export const climbingOut: Persona = {
  id: 'climbing-out',
  title: 'Climbing out of debt',
  about:
    'Three years ago the card was full and the overdraft in use; since then a twelfth of the debt goes every month.',
  named: { first: 'Nadia', last: 'Rahman', female: true },
  weight: 4,
  category: 'Personal',
  age: [26, 52],
  main: 'current',
  income: [1900, 2900],
  incomes: [
    {
      share: 1,
      when: lastWorkingDay,
      varies: 0,
      kind: 'salary',
      from: ['Pennine Health Trust', 'Meridian Council', 'Castle Engineering'],
      reference: 'SALARY',
    },
  ],
  bills: [rent, ...household],
  saves: [0.01, 0.03],
  onCard: [0.01, 0.025],
  repays: { part: 0.085, owedAtFirst: 0.92, late: 0 },
  holds: { savings: 0.4, card: 1, overdraft: 1 },
  opensMonthWith: [1.02, 1.04, 1.05, 1.05, 1.06, 1.06, 1.06, 1.05, 1.06, 1.06, 1.08, 1.08],
  drifts: { from: -0.5, to: 0.12, months: 30 },
  spending: {
    groceries: 14,
    corner: 3,
    coffee: 1,
    lunch: 1,
    eatingOut: 0.7,
    transport: 5,
    clothes: 1,
    online: 2,
    leisure: 0.7,
    books: 1,
    pharmacy: 1,
    cash: 1,
  },
  exceedsLimit: true,
}
