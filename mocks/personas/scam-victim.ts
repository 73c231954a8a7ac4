import { broadband, car, councilTax, energy, insurance, retired, tvLicence, water } from '#mocks/payments/bills.ts'
import { dated, fourWeekly } from '#mocks/people/payday.ts'
import type { Persona } from '#mocks/people/persona.ts'

export const scamVictim: Persona = {
  id: 'scam-victim',
  title: 'Victim of a scam',
  about:
    'Somebody rang and said the savings were not safe: three payments in an hour, and most of it made good a month later.',
  named: { first: 'Margaret', last: 'Ellison', female: true },
  weight: 2,
  category: 'Personal',
  age: [58, 84],
  main: 'current',
  income: [1500, 2500],
  incomes: [
    {
      share: 0.5,
      when: fourWeekly,
      varies: 0,
      kind: 'direct-credit',
      from: ['State Pension'],
      reference: 'STATE PENSION',
    },
    {
      share: 0.5,
      when: dated(15, 28),
      varies: 0,
      kind: 'direct-credit',
      from: ['Teachers Pension Fund', 'Civic Pension Fund'],
      reference: 'PENSION',
    },
  ],
  bills: [councilTax, energy, water, broadband, insurance, tvLicence, ...car, ...retired],
  saves: [0.06, 0.1],
  onCard: [0.02, 0.05],
  holds: { savings: 1, card: 0.4 },
  opensMonthWith: [1.25, 1.28, 1.3, 1.3, 1.3, 1.3, 1.3, 1.28, 1.28, 1.3, 1.32, 1.36],
  spending: {
    groceries: 12,
    corner: 3,
    coffee: 3,
    eatingOut: 2,
    transport: 1,
    fuel: 1.5,
    clothes: 1,
    online: 1.5,
    pharmacy: 2.5,
    beauty: 1,
    books: 1.5,
    home: 1.5,
    charity: 2,
    cash: 2.5,
  },
  event: { what: 'scam', monthsBefore: [2, 8] },
}
