import { monthAt, secondsPerDay } from '#mocks/base/calendar.ts'
import type { Entry } from '#mocks/history/entry.ts'
import { entriesOf } from '#test/realism/life.ts'
import type { Measure } from '#test/realism/measure.ts'
import { tallyShare } from '#test/realism/tallies.ts'

/** Counts the neighbours in each group of payments with other parties that have equal amounts. */
const tallyEqual = (groupOf: (entry: Entry) => string | undefined) =>
  tallyShare((life, count) => {
    const groups = Map.groupBy(entriesOf(life), groupOf)
    groups.delete(undefined)
    for (const group of groups.values()) {
      for (const [n, { amount, party }] of group.entries()) {
        const next = group[n + 1]
        // A penny of rest goes to one of them.
        if (next && next.party !== party) count(Math.abs(next.amount - amount) <= group.length)
      }
    }
  })

/** Wages of one employer on one day: staff earn what they earn. */
const wages: Measure = {
  id: 'equal-wages',
  name: 'wages paid together that are equal',
  unit: 'percent',
  range: [0, 0.4],
  source: 'own estimate: some colleagues earn the same',
  byPersona: 'same',
  start: tallyEqual(({ amount, own, kind, reference, at }) =>
    amount < 0 && !own && (kind === 'standing-order' || kind === 'payment-out') && /^(WAGE|SALAR|PAY)/.test(reference)
      ? `${reference} ${Math.floor(at / secondsPerDay)}`
      : undefined,
  ),
}

/** Rents of one landlord in one month: no two homes are alike. */
const rents: Measure = {
  id: 'equal-rents',
  name: "rents of a landlord's tenants that are equal",
  unit: 'percent',
  range: [0, 0.3],
  source: 'own estimate: flats of one house may be alike',
  byPersona: 'same',
  start: tallyEqual(({ amount, own, reference, at }) =>
    amount > 0 && !own && /^RENT/.test(reference) ? String(monthAt(at)) : undefined,
  ),
}

export const equalParts: readonly Measure[] = [wages, rents]
