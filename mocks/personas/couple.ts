import { car, giving, gym, household, mobile, mortgage, music } from '#mocks/payments/bills.ts'
import { onDates } from '#mocks/people/payday.ts'
import type { Persona } from '#mocks/people/persona.ts'

export const couple: Persona = {
  id: 'couple',
  title: 'Couple with a joint account',
  about: 'Two earn, both pay into a joint account for house and food, and each keeps an account of their own.',
  named: { first: 'Hannah', last: 'Brooks', female: true },
  weight: 12,
  category: 'Personal',
  age: [27, 48],
  main: 'current',
  income: [2100, 3600],
  incomes: [
    {
      share: 1,
      when: onDates(15, 25, 28),
      varies: 0,
      kind: 'salary',
      from: ['Lumen Systems', 'Northway Schools', 'Pennine Health Trust', 'Tern Mobile Stores'],
      reference: 'SALARY',
    },
  ],
  bills: [mobile, gym, music, giving],
  saves: [0.05, 0.11],
  onCard: [0.05, 0.12],
  holds: { joint: 1, savings: 0.85, isa: 0.2, card: 0.6, overdraft: 0.4 },
  opensMonthWith: [1.12, 1.16, 1.18, 1.18, 1.2, 1.2, 1.18, 1.16, 1.16, 1.2, 1.22, 1.24],
  spending: {
    friends: 2,
    coffee: 5,
    lunch: 5,
    eatingOut: 3,
    pub: 2,
    transport: 5,
    clothes: 3,
    online: 4,
    beauty: 1.5,
    leisure: 2,
    books: 1,
    pharmacy: 1,
    cash: 0.8,
  },
  joint: {
    share: [0.42, 0.5],
    bills: [
      { ...mortgage, costs: { ofIncome: [0.3, 0.4] } },
      ...household.filter(({ name }) => name !== 'Mobile' && name !== 'Music' && name !== 'Giving'),
      ...car,
    ],
    spending: { groceries: 16, corner: 3, eatingOut: 2, takeaway: 3, fuel: 3, home: 3, pharmacy: 1, leisure: 1 },
  },
}
