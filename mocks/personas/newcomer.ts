import { mobile, music, rent, streaming } from '#mocks/payments/bills.ts'
import { asTenant, atWork, subscribed } from '#mocks/payments/following.ts'
import { lastWorkingDay } from '#mocks/people/payday.ts'
import type { Persona } from '#mocks/people/persona.ts'

export const newcomer: Persona = {
  id: 'newcomer',
  title: 'Newcomer with a thin file',
  about: 'Arrived a few months ago: one salary, a room, money sent home, and no history for a credit bureau to read.',
  named: { first: 'Sofia', last: 'Marques', female: true },
  weight: 6,
  category: 'Personal',
  age: [21, 40],
  monthsWithBank: [3, 9],
  main: 'basic',
  income: [1600, 2500],
  incomes: [
    {
      share: 1,
      when: lastWorkingDay,
      varies: 0.08,
      kind: 'salary',
      from: ['Pennine Health Trust', 'Olive & Thyme', 'Hargreave Logistics', 'Harbour Hotels'],
      reference: 'SALARY',
      follows: atWork,
    },
  ],
  bills: [
    { ...rent, name: 'Room', follows: asTenant },
    mobile,
    subscribed(streaming),
    subscribed(music),
    {
      name: 'Money home',
      by: 'standing-order',
      costs: { ofIncome: [0.06, 0.14] },
      day: [1, 6],
      held: 0.7,
      to: ['Farbridge Remit', 'Homeward Transfers'],
    },
  ],
  saves: [0.02, 0.06],
  onCard: [0.02, 0.05],
  holds: { savings: 0.3, card: 0.1 },
  walks: { begins: { home: 'renting' } },
  spending: {
    groceries: 11,
    friends: 1.5,
    corner: 6,
    coffee: 2,
    lunch: 3,
    eatingOut: 1.5,
    takeaway: 2,
    transport: 9,
    clothes: 2,
    online: 3,
    electronics: 0.3,
    pharmacy: 1,
    home: 1.5,
    cash: 2,
  },
}
