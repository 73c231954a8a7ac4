import { type Ledger, ledgerEntries } from '#test/realism/life.ts'
import type { Measure, Tally } from '#test/realism/measure.ts'

/**
 * Accounts that were ever beyond their overdraft or credit limit at the end of a second. Within a
 * second a debit may pass the limit before its return.
 */
export const limits: Measure = {
  id: 'limits-broken',
  name: 'accounts ever beyond their limit, by instant',
  unit: 'percent',
  range: [0, 0],
  source: 'a rule of the bank: limits are hard',
  byPersona: 'same',
  start(): Tally {
    let [broken, total, instants] = [0, 0, 0]
    return {
      add({ ledgers }) {
        for (const ledger of ledgers) {
          if (ledger.months.length === 0) continue
          const beyond = instantsBeyond(ledger)
          total++
          instants += beyond
          if (beyond > 0) broken++
        }
      },
      figure: () =>
        total === 0
          ? undefined
          : { value: broken / total, detail: `${broken} of ${total} accounts, ${instants} instants` },
    }
  },
}

function instantsBeyond(ledger: Ledger): number {
  let beyond = (ledger.months[0]?.opening ?? 0) < -ledger.creditLine ? 1 : 0
  let [at, balance] = [Number.NEGATIVE_INFINITY, 0]
  for (const entry of ledgerEntries(ledger)) {
    if (entry.at !== at && balance < -ledger.creditLine) beyond++
    at = entry.at
    balance = entry.balance
  }
  return balance < -ledger.creditLine ? beyond + 1 : beyond
}
