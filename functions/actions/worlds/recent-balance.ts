import { accountsOf } from '#mocks/accounts/account.ts'
import type { Bank } from '#mocks/base/bank.ts'
import { monthAt } from '#mocks/base/calendar.ts'
import type { Entry } from '#mocks/history/entry.ts'
import { monthOf } from '#mocks/history/month.ts'
import { customerOf } from '#mocks/people/customer.ts'
import { personas } from '#mocks/people/personas.ts'

/** How many months are read, the present one included. */
const monthsShown = 3

/** A movement that the chart names. Amounts are in pence; `at` is in epoch seconds. */
export type Movement = {
  readonly at: number
  readonly amount: number
  readonly party: string
  readonly balance: number
}

/**
 * The main account of a named customer over some months. Instants are epoch seconds, amounts pence.
 */
export type RecentBalance = {
  readonly account: string
  readonly from: number
  readonly to: number
  /** The balance when the span begins, and after each movement. */
  readonly steps: readonly { readonly at: number; readonly balance: number }[]
  /** The salaries that came. */
  readonly pays: readonly Movement[]
  /** The largest payment to others. */
  readonly largest: Movement | undefined
}

/**
 * Reads the history of a named customer's main account: the three months that end `now`, in a world
 * that started at `start` (both in epoch milliseconds). It is computed from the seed: payments of
 * partners are not in it.
 */
export function readRecentBalance(customerId: string, start: number, now: number): RecentBalance | undefined {
  const to = Math.floor(now / 1000)
  const last = monthAt(to)
  const bank: Bank = { seed: 0, size: personas.length, start: monthAt(start / 1000) }
  const customer = customerOf(bank, customerId)
  const account = customer && accountsOf(bank, customer)[0]
  if (!account) return undefined
  const first = last - monthsShown + 1
  const whole = Array.from({ length: last - first + 1 }, (_, n) => monthOf(bank, account, first + n))
  const entries = whole.flatMap((month) => month.entries).filter(({ at }) => at <= to)
  const movement = ({ at, amount, party, balance }: Entry): Movement => ({ at, amount, party, balance })
  const out = entries.filter(({ own }) => !own)
  const largest = out.reduce<Entry | undefined>((a, b) => (b.amount < (a?.amount ?? 0) ? b : a), undefined)
  const from = entries[0]?.at ?? to
  return {
    account: account.id,
    from,
    to,
    steps: [{ at: from, balance: whole[0]?.opening ?? 0 }, ...entries.map(({ at, balance }) => ({ at, balance }))],
    pays: entries.filter(({ kind }) => kind === 'salary').map(movement),
    largest: largest && movement(largest),
  }
}
