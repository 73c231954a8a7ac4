import { household, rent } from '#mocks/payments/bills.ts'
import { lastWorkingDay } from '#mocks/people/payday.ts'
import type { Persona } from '#mocks/people/persona.ts'

export const crossBorder: Persona = {
  id: 'cross-border',
  title: 'Two countries',
  about: 'Works here, has family there: a euro account topped up every month, and a card that is used in both.',
  named: { first: 'Elena', last: 'Ruiz', female: true },
  weight: 4,
  category: 'Personal',
  age: [26, 55],
  main: 'current',
  income: [2300, 4200],
  incomes: [
    {
      share: 1,
      when: lastWorkingDay,
      varies: 0,
      kind: 'salary',
      from: ['Lumen Systems', 'Harbour Hotels', 'Corbel Capital'],
      reference: 'SALARY',
    },
  ],
  bills: [rent, ...household],
  saves: [0.03, 0.08],
  onCard: [0.05, 0.1],
  holds: { savings: 0.8, card: 0.6, euro: 1, overdraft: 0.4 },
  opensMonthWith: [1.1, 1.14, 1.16, 1.16, 1.16, 1.16, 1.14, 1.12, 1.14, 1.16, 1.18, 1.22],
  spending: {
    friends: 2,
    groceries: 11,
    corner: 3,
    coffee: 4,
    lunch: 3,
    eatingOut: 3,
    transport: 4,
    taxi: 1,
    clothes: 2,
    online: 4,
    travel: 0.9,
    leisure: 1.5,
    books: 1,
    pharmacy: 1,
    cash: 1,
  },
}
