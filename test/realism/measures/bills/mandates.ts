import { secondsPerDay, startOf } from '#mocks/base/calendar.ts'
import type { Entry } from '#mocks/history/entry.ts'
import { type Ledger, type Life, ledgerEntries } from '#test/realism/life.ts'
import { meanOf } from '#test/realism/tallies.ts'

/**
 * A mandate as a stranger finds it: payments to one party under one reference. Days are of 1970.
 */
export type Mandate = {
  readonly payments: readonly Entry[]
  readonly firstDay: number
  readonly lastDay: number
  /** The years in which it was alive. */
  readonly years: number
  /** Whether it began or ended in the months read, and not merely before or after them. */
  readonly isStarted: boolean
  readonly isStopped: boolean
}

const daysOfYear = 365.25
/** Customers who open an account bring their bills within a season. */
const settlingIn = 92
const shortest = 45

/** Returns the direct debits and standing orders to others with at least two payments. */
export const mandatesOf = ({ ledgers, from }: Life): Mandate[] =>
  ledgers.filter(({ role }) => role === 'main' || role === 'joint').flatMap((ledger) => mandatesIn(ledger, from))

function mandatesIn(ledger: Ledger, from: number): Mandate[] {
  const byKey = new Map<string, Entry[]>()
  let last = 0
  for (const entry of ledgerEntries(ledger)) {
    last = entry.at / secondsPerDay
    if (entry.own || (entry.kind !== 'direct-debit' && entry.kind !== 'standing-order')) continue
    const key = `${entry.kind} ${entry.party} ${entry.reference}`
    const known = byKey.get(key)
    if (known) known.push(entry)
    else byKey.set(key, [entry])
  }
  const opens = startOf(ledger.first) / secondsPerDay + (ledger.first > from ? settlingIn : 0)
  return [...byKey.values()].filter(({ length }) => length > 1).map((payments) => mandateOf(payments, opens, last))
}

/** `opens` and `closes` are the days between which payments can be seen. */
function mandateOf(payments: readonly Entry[], opens: number, closes: number): Mandate {
  const days = payments.map(({ at }) => at / secondsPerDay)
  const gaps = days.slice(1).map((day, n) => day - (days[n] as number))
  const [firstDay, lastDay] = [days[0] as number, days.at(-1) as number]
  // Council tax skips two months and some bills are quarterly: silence counts beyond the longest
  // gap.
  const silence = Math.max(shortest, Math.max(...gaps) * 1.2 + 10)
  return {
    payments,
    firstDay,
    lastDay,
    years: (lastDay - firstDay + meanOf(gaps)) / daysOfYear,
    isStarted: firstDay - opens > silence,
    isStopped: closes - lastDay > silence,
  }
}
