import { car, councilTax, energy, phoneAndData, rent, tenantBills, water } from '#mocks/payments/bills.ts'
import { weekly } from '#mocks/people/payday.ts'
import type { Persona } from '#mocks/people/persona.ts'

export const shiftWorker: Persona = {
  id: 'shift-worker',
  title: 'Shift worker',
  about: 'Paid every Friday by a warehouse or a care home, more in weeks with nights and overtime.',
  named: { first: 'Leon', last: 'Baptiste', female: false },
  weight: 14,
  category: 'Personal',
  age: [20, 60],
  main: 'current',
  income: [1600, 2400],
  incomes: [
    {
      share: 1,
      when: weekly(4),
      varies: 0.14,
      kind: 'salary',
      from: ['Hargreave Logistics', 'Bramble Care Homes', 'Fernway Foods Depot', 'Northern Counties Rail'],
      reference: 'WAGES',
    },
  ],
  bills: [rent, councilTax, energy, water, ...phoneAndData, ...tenantBills, ...car],
  saves: [0.01, 0.05],
  onCard: [0.02, 0.07],
  holds: { savings: 0.5, card: 0.35, loan: 0.15, overdraft: 0.6 },
  opensMonthWith: [0.7, 0.74, 0.76, 0.76, 0.78, 0.78, 0.78, 0.76, 0.76, 0.78, 0.8, 0.82],
  spending: {
    friends: 1,
    groceries: 12,
    corner: 7,
    lunch: 4,
    takeaway: 4,
    pub: 2.5,
    transport: 3,
    fuel: 3,
    clothes: 2,
    online: 3,
    children: 1,
    leisure: 1,
    pharmacy: 1,
    home: 1,
    cash: 2,
  },
}
