import { energy, mobile, rent, subscriptions, tenantBills } from '#mocks/payments/bills.ts'
import { onDates } from '#mocks/people/payday.ts'
import type { Persona } from '#mocks/people/persona.ts'

export const gambler: Persona = {
  id: 'gambler',
  title: 'Gambler',
  about: 'Bets in the evening and at night, small wins that go straight back, and help from the family before pay-day.',
  named: { first: 'Craig', last: 'Munro', female: false },
  weight: 3,
  category: 'Personal',
  age: [21, 58],
  main: 'current',
  income: [1700, 2800],
  incomes: [
    {
      share: 1,
      when: onDates(25, 28),
      varies: 0,
      kind: 'salary',
      from: ['Castle Engineering', 'Northern Counties Rail', 'Hargreave Logistics'],
      reference: 'SALARY',
    },
  ],
  bills: [rent, energy, mobile, ...subscriptions, ...tenantBills],
  saves: [0, 0.005],
  onCard: [0.02, 0.05],
  repays: { part: 0.03, owedAtFirst: 0.5, late: 0.06 },
  holds: { card: 0.5, loan: 0.3, overdraft: 1 },
  opensMonthWith: [0.86, 0.88, 0.88, 0.88, 0.9, 0.9, 0.9, 0.88, 0.88, 0.9, 0.9, 0.92],
  spending: { friends: 0.7, betting: 16, groceries: 8, corner: 6, pub: 4, takeaway: 4, transport: 2, fuel: 2, cash: 4 },
  exceedsLimit: true,
}
