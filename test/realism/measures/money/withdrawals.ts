import { ledgerEntries } from '#test/realism/life.ts'
import type { Measure } from '#test/realism/measure.ts'
import { tallyRate } from '#test/realism/tallies.ts'

/** Withdrawals from ISA and notice accounts: people need that money too. */
export const withdrawals: Measure = {
  id: 'isa-and-notice-withdrawals',
  name: 'withdrawals from an ISA or notice account, a year',
  unit: 2,
  range: [0.1, 3],
  source: 'own estimate: one in ten years at the least',
  byPersona: [0.05, 4],
  start: tallyRate(({ ledgers }, count) => {
    for (const ledger of ledgers) {
      if (ledger.product !== 'isa' && ledger.product !== 'notice') continue
      const taken = [...ledgerEntries(ledger)].filter(({ amount }) => amount < 0)
      count(taken.length, ledger.months.length / 12)
    }
  }),
}
