import type { Rail } from './rail.ts'

/**
 * Settles in seconds, around the clock. The payee's bank accepts or rejects each payment at once,
 * and returns later what it cannot post.
 */
export const fasterPayments = {
  name: 'faster-payments',
  title: 'Faster Payments',
  orders: ['domestic'],
  reaches: 'uk',
  currencies: ['GBP'],
  // Paym addressed an account by a phone number and paid by Faster Payments.
  instruments: ['UK.OBIE.FPS', 'UK.OBIE.Paym'],
  byDefault: 'always',
  // 1,000,000 pounds, the scheme's limit since 2022.
  limit: 100_000_000n,
  hours: 'always',
  steps: [
    { status: 'ACSP', after: { seconds: 1 } },
    { status: 'ACSC', after: { seconds: 3 } },
    { status: 'ACCC', after: { seconds: 5 } },
  ],
  failureSteps: [
    {
      when: ['account-unknown', 'account-closed'],
      ages: [
        { status: 'ACSP', after: { seconds: 1 } },
        { status: 'RJCT', after: { seconds: 3 } },
      ],
    },
    {
      when: ['account-blocked'],
      ages: [
        { status: 'ACSP', after: { seconds: 1 } },
        { status: 'ACSC', after: { seconds: 3 } },
        { status: 'ACWP', after: { seconds: 5 } },
        { status: 'RJCT', after: { workingDays: 1, at: '12:00' } },
      ],
    },
  ],
  fees: [],
} as const satisfies Rail
