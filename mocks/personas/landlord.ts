import { car, household, mortgage, windowCleaning } from '#mocks/payments/bills.ts'
import { onDates } from '#mocks/people/payday.ts'
import type { Persona } from '#mocks/people/persona.ts'

const tenant = (name: string, ...days: number[]) =>
  ({ share: 0.2, when: onDates(...days), varies: 0, kind: 'payment-in', from: [name], reference: 'RENT' }) as const

export const landlord: Persona = {
  id: 'landlord',
  title: 'Landlord',
  about:
    'Three tenants pay at the start of the month, two mortgages and an agent follow, and a boiler breaks in winter.',
  named: { first: 'Martin', last: 'Ashdown', female: false },
  weight: 4,
  category: 'Personal',
  age: [40, 72],
  main: 'current',
  income: [4200, 7200],
  incomes: [
    tenant('Flat 1 J Okoro', 1, 2),
    tenant('Flat 2 L Marsh', 1, 3),
    tenant('Mill Lane Tenant', 4, 5),
    {
      share: 0.4,
      when: onDates(27, 28),
      varies: 0,
      kind: 'salary',
      from: ['Meridian Council', 'Castle Engineering'],
      reference: 'SALARY',
    },
  ],
  bills: [
    { ...mortgage, name: 'Mortgage, flats', costs: { ofIncome: [0.16, 0.2] }, day: [6, 8] },
    { ...mortgage, costs: { ofIncome: [0.1, 0.14] } },
    {
      name: 'Letting agent',
      by: 'direct-debit',
      costs: { ofIncome: [0.05, 0.07] },
      day: [8, 12],
      to: ['Brackenbury Lettings', 'Alder Court Management'],
    },
    ...household,
    ...car,
    windowCleaning,
    {
      name: 'Tax',
      by: 'direct-debit',
      costs: { ofIncome: [0.06, 0.08] },
      day: [24, 25],
      inMonths: [0, 6],
      fromSavings: true,
      to: ['HM Revenue Self Assessment'],
    },
  ],
  saves: [0.1, 0.14],
  onCard: [0.05, 0.1],
  holds: { savings: 1, notice: 0.3, card: 0.7, overdraft: 0.5 },
  opensMonthWith: [0.9, 0.94, 0.96, 0.96, 0.96, 0.96, 0.94, 0.92, 0.94, 0.96, 0.98, 1],
  spending: {
    friends: 0.5,
    groceries: 10,
    coffee: 2,
    eatingOut: 3,
    fuel: 3,
    home: 5,
    materials: 2,
    online: 3,
    clothes: 1.5,
    electronics: 0.4,
    travel: 0.3,
    leisure: 1,
    cash: 1,
  },
}
