import { type Account, accountsOf } from '#mocks/accounts/account.ts'
import type { Bank } from '#mocks/base/bank.ts'
import type { Month } from '#mocks/base/calendar.ts'
import type { AccountMonth, Entry } from '#mocks/history/entry.ts'
import { monthOf } from '#mocks/history/month.ts'
import { type Customer, customerAt } from '#mocks/people/customer.ts'

/**
 * One account as the measures read it: its months, oldest first. Amounts are minor units of the
 * account's currency.
 */
type Ledger = { readonly account: Account; readonly months: readonly AccountMonth[] }

/**
 * One customer with all accounts, the main one first. `from` is the first month read, `to` is not
 * included.
 */
export type Life = {
  readonly customer: Customer
  readonly from: Month
  readonly to: Month
  readonly ledgers: readonly Ledger[]
}

/**
 * Returns the given number of months before the bank begins, for its customers. A large bank is
 * sampled evenly: at most `most` customers.
 */
export function livesOf(bank: Bank, months: number, most: number): Life[] {
  const count = Math.min(bank.size, most)
  return Array.from({ length: count }, (_, n) => lifeOf(bank, Math.floor((n * bank.size) / count), months))
}

/** Returns one customer's months before the bank begins. Younger accounts have fewer months. */
function lifeOf(bank: Bank, index: number, months: number): Life {
  const customer = customerAt(bank, index)
  if (!customer) throw new Error(`the bank has no customer ${index}`)
  const [from, to] = [bank.start - months, bank.start]
  const ledgers = accountsOf(bank, customer).map((account) => {
    const first = Math.max(from, account.firstMonth)
    return {
      account,
      months: Array.from({ length: Math.max(0, to - first) }, (_, n) => monthOf(bank, account, first + n)),
    }
  })
  return { customer, from, to, ledgers }
}

/** Yields every entry of some customers, account by account, oldest first. */
export function* entriesOf(lives: readonly Life[]): Generator<Entry> {
  for (const { ledgers } of lives) for (const { months } of ledgers) for (const { entries } of months) yield* entries
}

const cards: ReadonlySet<string> = new Set(['card-purchase', 'credit-card-purchase'])

/** Returns whether a customer paid by card, of any kind. */
export const isCardSpending = ({ kind }: Entry): boolean => cards.has(kind)
