import { gym, household, mortgage } from '#mocks/bills.ts'
import { lastWorkingDay } from '#mocks/payday.ts'
import type { Bill, Persona } from '#mocks/persona.ts'

const schoolFees: Bill = {
  name: 'School fees',
  by: 'direct-debit',
  costs: { ofIncome: [0.08, 0.14] },
  day: [3, 8],
  held: 0.35,
  to: ['Abbeyfield School', 'St Wilfrid School'],
}

export const highEarner: Persona = {
  id: 'high-earner',
  title: 'High earner',
  about:
    'A large salary on the last working day, most spending on the credit card, repaid in full, and a growing savings account.',
  weight: 6,
  category: 'Personal',
  age: [32, 60],
  income: [6500, 13500],
  incomes: [
    {
      share: 1,
      when: lastWorkingDay,
      varies: 0,
      kind: 'salary',
      from: ['Aldgate Partners', 'Corbel Capital', 'Lumen Systems', 'Thornbury Chambers'],
      reference: 'SALARY',
    },
  ],
  bills: [mortgage, ...household, { ...gym, held: 0.8, costs: { pounds: [60, 140] } }, schoolFees],
  saves: [0.12, 0.24],
  onCard: [0.16, 0.28],
  holds: { savings: 1, card: 0.95, overdraft: 0.5 },
  opensMonthWith: [1.1, 1.16, 1.18, 1.18, 1.2, 1.2, 1.16, 1.12, 1.18, 1.2, 1.22, 1.26],
  spending: {
    groceries: 9,
    coffee: 7,
    lunch: 5,
    eatingOut: 6,
    pub: 2,
    takeaway: 2,
    transport: 4,
    taxi: 4,
    fuel: 2,
    clothes: 3,
    online: 5,
    electronics: 0.8,
    pharmacy: 1,
    beauty: 1.5,
    leisure: 2,
    books: 1,
    home: 2,
    travel: 0.8,
    cash: 0.8,
    charity: 1,
  },
}
