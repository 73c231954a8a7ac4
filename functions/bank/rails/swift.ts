import { type CurrencyCode, currencies } from '#bank/money/currency.ts'
import type { Rail } from './rail.ts'

/** Reaches any bank by SWIFT messages through correspondent banks. Each of them charges a fee. */
export const swift = {
  name: 'swift',
  title: 'SWIFT',
  orders: ['international'],
  reaches: 'world',
  currencies: Object.keys(currencies) as CurrencyCode[],
  instruments: ['UK.OBIE.SWIFT'],
  byDefault: 'always',
  hours: { opens: '08:00', cutsOff: '16:00' },
  steps: [
    { status: 'ACSP', after: { seconds: 1 } },
    { status: 'ACSC', after: { workingDays: 1, at: '09:00' } },
    { status: 'ACCC', after: { workingDays: 2, at: '12:00' } },
  ],
  failureSteps: [
    {
      when: ['account-unknown', 'account-closed', 'account-blocked'],
      ages: [
        { status: 'ACSP', after: { seconds: 1 } },
        { status: 'ACSC', after: { workingDays: 1, at: '09:00' } },
        { status: 'ACWP', after: { workingDays: 2, at: '12:00' } },
        { status: 'RJCT', after: { workingDays: 5, at: '12:00' } },
      ],
    },
  ],
  fees: [
    // The standard has no code for either fee: the first uses its code for a money transfer, the
    // second a code of this bank's namespace.
    {
      type: 'UK.OBIE.MoneyTransferOut',
      takenBy: 'this bank',
      tiers: [{ upToPence: 10_000n, pence: 500n }, { upToPence: 500_000n, pence: 1_500n }, { pence: 2_500n }],
    },
    { type: 'UK.Sandbank.CorrespondentOut', takenBy: 'correspondents', tiers: [{ pence: 1_200n }] },
  ],
} as const satisfies Rail
