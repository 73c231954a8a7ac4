import { car, gym, mortgage, windowCleaning } from '#mocks/payments/bills.ts'
import { asOwner, atWork, livedHousehold, subscribed } from '#mocks/payments/following.ts'
import { lastWorkingDay } from '#mocks/people/payday.ts'
import type { Bill, Persona } from '#mocks/people/persona.ts'

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
  named: { first: 'Tobias', last: 'Lindqvist', female: false },
  weight: 6,
  category: 'Personal',
  age: [32, 60],
  main: 'current',
  income: [6500, 13500],
  incomes: [
    {
      share: 1,
      when: lastWorkingDay,
      varies: 0,
      kind: 'salary',
      from: ['Aldgate Partners', 'Corbel Capital', 'Lumen Systems', 'Thornbury Chambers'],
      reference: 'SALARY',
      follows: atWork,
    },
  ],
  bills: [
    { ...mortgage, fixedTerm: true, follows: asOwner },
    ...livedHousehold,
    ...car,
    windowCleaning,
    subscribed({ ...gym, held: 0.8, costs: { pounds: [60, 140] } }),
    schoolFees,
  ],
  saves: [0.07, 0.13],
  onCard: [0.16, 0.28],
  holds: { savings: 1, notice: 0.35, isa: 0.6, card: 0.95, euro: 0.2, overdraft: 0.5 },
  walks: { begins: { home: 'fixed' } },
  spending: {
    groceries: 9,
    friends: 1.5,
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
