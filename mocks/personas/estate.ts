import { councilTax, energy, insurance, lifeCover, newspaper, tvLicence, water } from '#mocks/payments/bills.ts'
import { fourWeekly, onDates } from '#mocks/people/payday.ts'
import type { Persona } from '#mocks/people/persona.ts'

export const estate: Persona = {
  id: 'estate',
  title: 'Estate of a deceased customer',
  about:
    'The pension stops, the bills run one month longer, the funeral is paid, and the account waits for its executor.',
  named: { first: 'Arthur', last: 'Finch', female: false },
  weight: 1,
  category: 'Personal',
  age: [74, 96],
  main: 'current',
  income: [1400, 2200],
  incomes: [
    {
      share: 0.6,
      when: fourWeekly,
      varies: 0,
      kind: 'direct-credit',
      from: ['State Pension'],
      reference: 'STATE PENSION',
    },
    {
      share: 0.4,
      when: onDates(15, 28),
      varies: 0,
      kind: 'direct-credit',
      from: ['Railworks Pension Scheme', 'Civic Pension Fund'],
      reference: 'PENSION',
    },
  ],
  bills: [councilTax, energy, water, insurance, tvLicence, lifeCover, newspaper],
  saves: [0.04, 0.08],
  onCard: [0, 0],
  holds: { savings: 0.9, isa: 0.3 },
  opensMonthWith: [3.6, 3.6, 3.6, 3.6, 3.6, 3.6, 3.6, 3.6, 3.6, 3.6, 3.6, 3.6],
  spending: { groceries: 14, corner: 6, coffee: 1, fuel: 0.6, pharmacy: 4, home: 1, charity: 1, cash: 5 },
  event: { what: 'death', monthsBefore: [2, 5] },
}
