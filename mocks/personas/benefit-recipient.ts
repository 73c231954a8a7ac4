import { contentsCover, energy, lottery, mobile, rent, streaming, tvLicence, water } from '#mocks/payments/bills.ts'
import { fourWeekly, onDates } from '#mocks/people/payday.ts'
import type { Persona } from '#mocks/people/persona.ts'

export const benefitRecipient: Persona = {
  id: 'benefit-recipient',
  title: 'Benefit recipient',
  about: 'Universal Credit once a month into a basic account with no overdraft; every pound has a place to go.',
  named: { first: 'Tracey', last: 'Holt', female: true },
  weight: 9,
  category: 'Personal',
  age: [22, 63],
  main: 'basic',
  income: [950, 1500],
  incomes: [
    {
      share: 0.8,
      when: onDates(3, 9, 17, 23),
      varies: 0,
      kind: 'direct-credit',
      from: ['DWP Universal Credit'],
      reference: 'UNIVERSAL CREDIT',
    },
    {
      share: 0.2,
      when: fourWeekly,
      varies: 0,
      kind: 'direct-credit',
      from: ['DWP PIP'],
      reference: 'PERSONAL INDEPENDENCE',
    },
  ],
  bills: [
    { ...rent, costs: { ofIncome: [0.3, 0.38] } },
    { ...energy, costs: { pounds: [60, 95] } },
    { ...water, costs: { pounds: [18, 26] } },
    { ...mobile, costs: { pounds: [6, 12] } },
    tvLicence,
    { ...streaming, held: 0.4 },
    { ...contentsCover, held: 0.35, costs: { pounds: [3, 7] } },
    { ...lottery, held: 0.25 },
  ],
  saves: [0.005, 0.01],
  onCard: [0, 0],
  holds: { savings: 0.15 },
  opensMonthWith: [1.04, 1.04, 1.05, 1.05, 1.06, 1.06, 1.06, 1.06, 1.06, 1.07, 1.07, 1.08],
  spending: {
    groceries: 14,
    corner: 9,
    takeaway: 1,
    transport: 4,
    clothes: 1,
    online: 1,
    children: 1,
    pharmacy: 1,
    cash: 5,
  },
}
