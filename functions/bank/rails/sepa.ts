import type { Rail } from './rail.ts'

/**
 * Credits euros to the payee on the next working day. This bank uses England's holidays, not those
 * of the euro system.
 */
export const sepa = {
  name: 'sepa',
  title: 'SEPA Credit Transfer',
  orders: ['international'],
  reaches: 'sepa',
  currencies: ['EUR'],
  instruments: ['UK.OBIE.SEPACreditTransfer'],
  byDefault: 'always',
  // 999,999,999.99 euros, the most that the scheme's field can hold.
  limit: 99_999_999_999n,
  hours: { opens: '07:00', cutsOff: '14:00' },
  steps: [
    { status: 'ACSP', after: { seconds: 1 } },
    { status: 'ACSC', after: { workingDays: 0, at: '17:00' } },
    { status: 'ACCC', after: { workingDays: 1, at: '09:00' } },
  ],
  failureSteps: [
    {
      // The payee's bank has three working days to return it.
      when: ['account-unknown', 'account-closed', 'account-blocked'],
      ages: [
        { status: 'ACSP', after: { seconds: 1 } },
        { status: 'ACSC', after: { workingDays: 0, at: '17:00' } },
        { status: 'ACWP', after: { workingDays: 1, at: '09:00' } },
        { status: 'RJCT', after: { workingDays: 4, at: '09:00' } },
      ],
    },
  ],
  fees: [],
} as const satisfies Rail
