import type { Account } from './account.ts'
import type { Bank } from './bank.ts'
import { type Month, monthAt, startOf } from './calendar.ts'
import type { Entry } from './entry.ts'
import { monthOf } from './month.ts'

/** A month of one account, closed. Minor units of its currency; epoch seconds, `to` not included. */
export type Statement = {
  readonly id: string
  readonly month: Month
  readonly from: number
  readonly to: number
  readonly opening: number
  readonly closing: number
  readonly paidIn: number
  readonly paidOut: number
  readonly interest: number
  readonly fees: number
  readonly entries: readonly Entry[]
}

/** The statement of a month that has ended by `at` (epoch seconds) and that can be read, else undefined. */
export function statementOf(bank: Bank, account: Account, month: Month, at: number): Statement | undefined {
  if (month < account.firstMonth || startOf(month + 1) > at) return undefined
  const { opening, closing, entries } = monthOf(bank, account, month)
  const total = (take: (entry: Entry) => boolean) =>
    entries.reduce((sum, entry) => sum + (take(entry) ? entry.amount : 0), 0)
  return {
    id: `st_${account.customer.index}_${account.product}_${month}`,
    month,
    from: startOf(month),
    to: startOf(month + 1),
    opening,
    closing,
    paidIn: total(({ amount }) => amount > 0),
    paidOut: -total(({ amount }) => amount < 0),
    interest: total(({ kind }) => kind === 'interest' || kind === 'interest-charged'),
    fees: -total(({ kind }) => kind === 'fee'),
    entries,
  }
}

/** Every statement there is at an instant, the newest first. */
export function* statementsOf(bank: Bank, account: Account, at: number): Generator<Statement> {
  for (let month = monthAt(at) - 1; month >= account.firstMonth; month--) {
    const one = statementOf(bank, account, month, at)
    if (one) yield one
  }
}
