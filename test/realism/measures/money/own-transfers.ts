import type { Entry } from '#mocks/history/entry.ts'
import type { Life } from '#test/realism/life.ts'
import type { Measure } from '#test/realism/measure.ts'
import { tallyFaults } from '#test/realism/tallies.ts'

/**
 * Transfers between two accounts of a customer: each debit has exactly one credit with the same
 * second, reference and amount.
 */
export const ownTransfers: Measure = {
  id: 'own-transfers-alone',
  name: 'internal transfers without their other side',
  unit: 'percent',
  range: [0, 0],
  source: 'a rule of the bank',
  byPersona: 'same',
  start: tallyFaults((life, count) => {
    const sides = new Map<string, number>()
    for (const [key, entry] of internalOf(life)) {
      count(false)
      sides.set(key, (sides.get(key) ?? 0) + Math.sign(entry.amount))
    }
    for (const left of sides.values()) for (let n = 0; n < Math.abs(left); n++) count(true)
  }),
}

/**
 * Yields each internal entry under a key that both of its sides share: the two products, the
 * second, the reference and the amount in pounds.
 */
function* internalOf({ ledgers }: Life): Generator<[string, Entry]> {
  for (const { product, months } of ledgers) {
    for (const { entries } of months) {
      for (const entry of entries) {
        if (!entry.own) continue
        const pair = [product, entry.own].sort().join(' ')
        // Euros bought with pounds: the credit must equal the debit at the rate of the entry.
        const amount = pair.includes('euro') ? 'at the rate' : Math.abs(entry.amount)
        yield [`${pair} ${entry.at} ${entry.reference} ${amount}`, entry]
      }
    }
  }
}
