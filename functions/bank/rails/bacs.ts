import type { Rail } from './rail.ts'

/**
 * Three working days: submitted on the first, processed on the second, on both accounts early on
 * the third.
 */
export const bacs = {
  name: 'bacs',
  title: 'Bacs Direct Credit',
  orders: ['domestic'],
  reaches: 'uk',
  currencies: ['GBP'],
  instruments: ['UK.OBIE.BACS'],
  byDefault: 'never',
  // 20,000,000 pounds, the scheme's limit.
  limit: 2_000_000_000n,
  hours: { opens: '07:00', cutsOff: '16:00' },
  steps: [
    { status: 'ACSP', after: { seconds: 1 } },
    { status: 'ACSC', after: { workingDays: 2, at: '06:00' } },
    { status: 'ACCC', after: { workingDays: 2, at: '07:00' } },
  ],
  failureSteps: [
    {
      // The payee's bank submits an unapplied credit in the other direction on the day after, which
      // takes three days more.
      when: ['account-unknown', 'account-closed', 'account-blocked'],
      ages: [
        { status: 'ACSP', after: { seconds: 1 } },
        { status: 'ACSC', after: { workingDays: 2, at: '06:00' } },
        { status: 'ACWP', after: { workingDays: 2, at: '07:00' } },
        { status: 'RJCT', after: { workingDays: 5, at: '07:00' } },
      ],
    },
  ],
  fees: [],
} as const satisfies Rail
