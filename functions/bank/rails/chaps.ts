import type { Rail } from './rail.ts'

/**
 * Settles each payment singly across the accounts at the Bank of England, on the same working day,
 * for any amount.
 */
export const chaps = {
  name: 'chaps',
  title: 'CHAPS',
  orders: ['domestic'],
  reaches: 'uk',
  currencies: ['GBP'],
  instruments: ['UK.OBIE.CHAPS'],
  byDefault: 'always',
  // The scheme's cut-off for customer payments is 17:40.
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
