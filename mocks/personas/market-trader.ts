import { carTax, insurance, mobile, rent } from '#mocks/payments/bills.ts'
import { onRandomDays } from '#mocks/people/payday.ts'
import type { Persona } from '#mocks/people/persona.ts'

export const marketTrader: Persona = {
  id: 'market-trader',
  title: 'Market trader',
  about: 'Takings in notes, paid in over the counter after market days; stock bought early, half of it in cash.',
  named: { first: 'Yusuf', last: 'Demir', female: false },
  weight: 4,
  category: 'Business',
  trades: ['Fruit & Veg', 'Fabrics', 'Hot Food', 'Plants'],
  age: [24, 66],
  main: 'business',
  income: [2400, 4400],
  incomes: [
    {
      share: 0.78,
      when: onRandomDays(6, 10),
      varies: 0.35,
      kind: 'cash-deposit',
      from: ['Counter Station Road', 'Counter Market Place'],
      reference: 'TAKINGS',
    },
    {
      share: 0.22,
      when: onRandomDays(8, 12),
      varies: 0.4,
      kind: 'direct-credit',
      from: ['Tillpoint Settlements'],
      reference: 'CARD TAKINGS',
    },
  ],
  bills: [
    { ...rent, name: 'Pitch', costs: { ofIncome: [0.06, 0.1] }, to: ['Borough Markets'] },
    {
      name: 'Own drawings',
      by: 'standing-order',
      costs: { ofIncome: [0.28, 0.36] },
      day: [1, 5],
      to: ['Own household account'],
    },
    insurance,
    mobile,
    carTax,
  ],
  saves: [0.04, 0.08],
  onCard: [0, 0],
  holds: { savings: 0.5, overdraft: 0.3 },
  opensMonthWith: [1, 1.02, 1.04, 1.08, 1.1, 1.12, 1.12, 1.1, 1.08, 1.1, 1.12, 1.16],
  spending: { stock: 3, cash: 9, fuel: 5, lunch: 4, corner: 4, materials: 0.5 },
}
