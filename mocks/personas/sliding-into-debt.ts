import { household, rent } from '#mocks/payments/bills.ts'
import { onDates } from '#mocks/people/payday.ts'
import type { Persona } from '#mocks/people/persona.ts'

export const slidingIntoDebt: Persona = {
  id: 'sliding-into-debt',
  title: 'Sliding into debt',
  about:
    'The salary is steady and the spending is not: the overdraft deepens, the card pays its minimum, a debit comes back.',
  named: { first: 'Gary', last: 'Slater', female: false },
  weight: 5,
  category: 'Personal',
  age: [24, 55],
  main: 'current',
  income: [1700, 2700],
  incomes: [
    {
      share: 1,
      when: onDates(25, 26, 28),
      varies: 0,
      kind: 'salary',
      from: ['Hargreave Logistics', 'Harbour Hotels', 'Tern Mobile Stores'],
      reference: 'SALARY',
    },
  ],
  bills: [rent, ...household],
  saves: [0, 0.005],
  onCard: [0.14, 0.2],
  repays: { part: 0.02, owedAtFirst: 0.25, late: 0.12 },
  holds: { card: 1, loan: 0.5, overdraft: 1 },
  opensMonthWith: [0.94, 0.98, 1, 1, 1.02, 1.02, 1, 0.98, 1, 1.02, 1.04, 1.1],
  drifts: { from: 0.15, to: -0.62, months: 30 },
  spending: {
    friends: 1,
    groceries: 9,
    corner: 6,
    coffee: 3,
    lunch: 3,
    eatingOut: 3,
    pub: 4,
    takeaway: 6,
    transport: 3,
    taxi: 2,
    clothes: 3,
    online: 7,
    electronics: 0.6,
    leisure: 2,
    cash: 3,
  },
  bounces: 0.22,
  exceedsLimit: true,
}
