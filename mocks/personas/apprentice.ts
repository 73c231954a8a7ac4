import { car, mobile, subscriptions } from '#mocks/payments/bills.ts'
import { atWork, subscribed } from '#mocks/payments/following.ts'
import { weekly } from '#mocks/people/payday.ts'
import type { Persona } from '#mocks/people/persona.ts'

export const apprentice: Persona = {
  id: 'apprentice',
  title: 'Apprentice',
  about: 'A first job and a first account, living at home: board to the parents, the rest to Saturday.',
  named: { first: 'Owen', last: 'Hughes', female: false },
  weight: 5,
  category: 'Personal',
  age: [17, 21],
  monthsWithBank: [6, 18],
  main: 'basic',
  income: [820, 1150],
  incomes: [
    {
      share: 1,
      when: weekly(3),
      varies: 0.05,
      kind: 'salary',
      from: ['Castle Engineering', 'Three Oaks Garage', 'Sharp & Shear'],
      reference: 'APPRENTICE PAY',
      follows: atWork,
    },
  ],
  bills: [
    { name: 'Board', by: 'standing-order', costs: { ofIncome: [0.12, 0.2] }, day: [1, 4], to: ['Mum'] },
    mobile,
    ...subscriptions.map(subscribed),
    ...car.map((bill) => ({ ...bill, held: 0.4 })),
  ],
  saves: [0.03, 0.1],
  onCard: [0, 0],
  holds: { savings: 0.5 },
  walks: { begins: {} },
  spending: {
    friends: 2,
    corner: 9,
    lunch: 6,
    takeaway: 5,
    pub: 2,
    transport: 7,
    clothes: 4,
    online: 5,
    leisure: 3,
    electronics: 0.3,
    cash: 1,
  },
}
