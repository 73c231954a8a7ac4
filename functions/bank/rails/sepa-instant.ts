import type { Rail } from './rail.ts'

/** Settles euros within ten seconds or not at all, around the clock. */
export const sepaInstant = {
  name: 'sepa-instant',
  title: 'SEPA Instant Credit Transfer',
  orders: ['international'],
  reaches: 'sepa',
  currencies: ['EUR'],
  instruments: ['UK.OBIE.SEPAInstantCreditTransfer'],
  byDefault: 'when urgent',
  // 100,000 euros. The scheme has lifted its limit; this bank keeps the old one.
  limit: 10_000_000n,
  hours: 'always',
  steps: [
    { status: 'ACSP', after: { seconds: 1 } },
    { status: 'ACSC', after: { seconds: 5 } },
    { status: 'ACCC', after: { seconds: 8 } },
  ],
  failureSteps: [
    {
      when: ['account-unknown', 'account-closed', 'account-blocked'],
      ages: [
        { status: 'ACSP', after: { seconds: 1 } },
        { status: 'RJCT', after: { seconds: 5 } },
      ],
    },
  ],
  fees: [],
} as const satisfies Rail
