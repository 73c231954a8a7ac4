import type { Rail } from './rail.ts'

/**
 * A transfer between two accounts of this bank. No other bank is involved, so it cannot be delayed.
 */
export const book = {
  name: 'book',
  title: 'Internal transfer',
  orders: ['domestic', 'international'],
  reaches: 'here',
  currencies: ['GBP', 'EUR'],
  instruments: ['UK.OBIE.BalanceTransfer', 'UK.OBIE.MoneyTransfer'],
  byDefault: 'always',
  hours: 'always',
  steps: [
    { status: 'ACSP', after: { seconds: 1 } },
    { status: 'ACSC', after: { seconds: 1 } },
    { status: 'ACCC', after: { seconds: 1 } },
  ],
  failureSteps: [
    {
      when: ['account-unknown', 'account-closed', 'account-blocked'],
      ages: [
        { status: 'ACSP', after: { seconds: 1 } },
        { status: 'RJCT', after: { seconds: 2 } },
      ],
    },
  ],
  fees: [],
} as const satisfies Rail
