import type { Rail } from './rail.ts'

/**
 * From one account of this bank to another: both are here, so that nobody has to be asked and
 * nothing can go wrong on the way.
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
      ages: [{ status: 'RJCT', after: { seconds: 1 } }],
    },
  ],
  fees: [],
} as const satisfies Rail
