import { secondsPerDay } from '#mocks/base/calendar.ts'
import type { Entry } from '#mocks/history/entry.ts'
import { entriesOf } from '#test/realism/life.ts'
import type { Measure } from '#test/realism/measure.ts'
import { tallyShare } from '#test/realism/tallies.ts'
import { collectionsOf } from './collections.ts'

/** The next regular collection of a monthly bill comes later than this. */
const longest = 24 * secondsPerDay
const largestFee = 1.25

/** Returned debits that are paid within 24 days: collected again, or by the customer. */
export const paidLater: Measure = {
  id: 'returned-then-paid',
  name: 'returned debits that are retried or paid late',
  unit: 'percent',
  range: [0.3, 0.95],
  source: 'own estimate: Bacs lets the payee collect again within a month; some give up',
  byPersona: [0.15, 1],
  start: tallyShare((life, count) => {
    const { collections } = collectionsOf(life)
    const returned = collections.filter((one) => one.returned)
    if (returned.length === 0) return
    const paid = [...entriesOf(life)].filter(({ amount, own }) => amount < 0 && !own)
    const failed = new Set<Entry>(returned.map(({ debit }) => debit))
    for (const { debit } of returned) count(paid.some((entry) => !failed.has(entry) && isPayment(entry, debit)))
  }),
}

const isPayment = ({ at, party, amount }: Entry, debit: Entry): boolean =>
  at > debit.at &&
  at - debit.at <= longest &&
  party === debit.party &&
  amount <= debit.amount &&
  amount >= debit.amount * largestFee

/** Customers with at least one returned debit. */
export const customersWithReturns: Measure = {
  id: 'customers-with-returns',
  name: 'customers with a returned debit in four years',
  unit: 'percent',
  range: [0.08, 0.5],
  source: 'own estimate: 1 % to 2 % of some 500 debits are returned, of those who are short, not of a few',
  byPersona: 'shown',
  start: tallyShare((life, count) => {
    const { collections } = collectionsOf(life)
    if (collections.length > 0) count(collections.some(({ returned }) => returned))
  }),
}

/** The customer with the most returned debits a year. */
export const mostReturns: Measure = {
  id: 'most-returns-of-a-customer',
  name: 'most returned debits of one customer, a year',
  unit: 1,
  range: [0, 36],
  source: 'own estimate: three a month; then billers and the bank stop them',
  byPersona: 'same',
  start() {
    let most: number | undefined
    return {
      add(life) {
        const { collections } = collectionsOf(life)
        if (collections.length === 0) return
        const count = collections.filter(({ returned }) => returned).length
        most = Math.max(most ?? 0, (count * 12) / (life.to - life.from))
      },
      figure: () => (most === undefined ? undefined : { value: most }),
    }
  },
}
