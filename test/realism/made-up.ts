import type { Product, Role } from '#mocks/accounts/products.ts'
import { daysIn, firstDay, type Month, monthAt, monthOf, secondsPerDay, startOf } from '#mocks/base/calendar.ts'
import { bookEntries, type Entry } from '#mocks/history/entry.ts'
import type { Ledger, Life } from './life.ts'
import { type Figure, type Measure, mayBeWithin } from './measure.ts'

/** Made-up lives for tests of measures: 36 months before a world that begins in November 2026. */
export const now: Month = monthOf(2026, 11)
export const from: Month = now - 36
export const to: Month = now + 12

/** Returns an instant of a day of a month (both from 1), at noon unless told. */
export const on = (month: Month, day: number, hour = 12): number =>
  (firstDay(month) + Math.min(day, daysIn(month)) - 1) * secondsPerDay + Math.round(hour * 3600)

/** Returns the months of a made-up life. */
export const months = (first = from, last = to - 1): Month[] =>
  Array.from({ length: last - first + 1 }, (_, n) => first + n)

/** Returns an entry in pence; booked when made unless told. */
export const entryAt = (made: number, amount: number, facts: Partial<Entry> = {}): Entry => ({
  at: made,
  made,
  amount,
  balance: 0,
  kind: 'card-purchase',
  party: 'Corner Shop',
  mcc: '5411',
  reference: '',
  ...facts,
})

type LedgerFacts = Partial<Pick<Ledger, 'product' | 'role' | 'currency' | 'creditLine' | 'opened'>> & {
  readonly opening?: number
}

/** Builds an account from its entries in any order: months and running balances follow. */
export function ledgerOf(entries: readonly Entry[], facts: LedgerFacts = {}): Ledger {
  const { product = 'current' as Product, role = 'main' as Role, currency = 'GBP', creditLine = 0 } = facts
  const byMonth = Map.groupBy(
    entries.map((one) => ({ ...one })),
    ({ at }) => monthAt(at),
  )
  let opening = facts.opening ?? 100_000
  const booked = months().map((month) => {
    const one = bookEntries(opening, byMonth.get(month) ?? [])
    opening = one.closing
    return one
  })
  const opened = facts.opened ?? startOf(monthOf(2010, 1)) / secondsPerDay
  return { product, role, currency, creditLine, opened, first: from, months: booked }
}

/** Builds a customer from accounts. */
export const lifeWith = (ledgers: readonly Ledger[], facts: Partial<Life> = {}): Life => ({
  index: 0,
  persona: 'salaried-family',
  category: 'Personal',
  title: 'Ms',
  person: 'Grace Whitfield',
  born: firstDay(monthOf(1985, 6)),
  since: monthOf(2010, 1),
  from,
  now,
  to,
  ledgers,
  ...facts,
})

/** Measures made-up lives. */
export function figureOf(measure: Measure, lives: readonly Life[]): Figure | undefined {
  const tally = measure.start()
  for (const life of lives) tally.add(life)
  return tally.figure()
}

/** Returns whether a measure passes made-up lives. */
export function passes(measure: Measure, lives: readonly Life[]): boolean {
  const figure = figureOf(measure, lives)
  return figure !== undefined && mayBeWithin(figure, measure.range)
}

/** Returns numbers in [0, 1) that are always the same and look like chance. */
export function numbers(): () => number {
  let state = 12_345
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) / 0x100_0000
  }
}
