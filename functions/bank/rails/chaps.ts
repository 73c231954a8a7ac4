import type { Rail } from './rail.ts'

/**
 * One by one through the accounts at the Bank of England, the same working day, whatever the
 * amount.
 */
export const chaps = {
  name: 'chaps',
  title: 'CHAPS',
  orders: ['domestic'],
  reaches: 'uk',
  currencies: ['GBP'],
  instruments: ['UK.OBIE.CHAPS'],
  byDefault: 'always',
  // The scheme takes customers' payments until 17:40.
  hours: { opens: '08:00', cutsOff: '17:40' },
  steps: [
    { status: 'ACSP', after: { seconds: 1 } },
    { status: 'ACSC', after: { seconds: 2 * 60 } },
    { status: 'ACCC', after: { seconds: 15 * 60 } },
  ],
  failureSteps: [
    {
      when: ['account-unknown', 'account-closed', 'account-blocked'],
      ages: [
        { status: 'ACSP', after: { seconds: 1 } },
        { status: 'ACSC', after: { seconds: 2 * 60 } },
        { status: 'ACWP', after: { seconds: 15 * 60 } },
        { status: 'RJCT', after: { workingDays: 1, at: '10:00' } },
      ],
    },
  ],
  fees: [{ type: 'UK.OBIE.CHAPSOut', takenBy: 'this bank', tiers: [{ pence: 2_000n }] }],
} as const satisfies Rail
