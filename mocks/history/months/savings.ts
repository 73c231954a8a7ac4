import { boundedCache } from '#bank/base/bounded-cache.ts'
import type { Account } from '#mocks/accounts/account.ts'
import { interestBookedAt, monthsBooked } from '#mocks/accounts/interest.ts'
import { products, type SavingsProduct, savingsRate } from '#mocks/accounts/products.ts'
import type { Bank } from '#mocks/base/bank.ts'
import { type Month, startOf, yearOf } from '#mocks/base/calendar.ts'
import { type AccountMonth, bookEntries, type Entry, entry, sum } from '#mocks/history/entry.ts'
import { savingAmount, transfersIn, withdrawalsFrom } from '#mocks/payments/transfers.ts'
import type { Customer } from '#mocks/people/customer.ts'
import { hasDied } from '#mocks/people/events.ts'

/**
 * Caches the month-end balances since the opening, so that reading consecutive months recomputes
 * nothing. Without it an export costs 26 % more CPU.
 */
const closings = boundedCache<number[]>(500)

/**
 * Computes a month of savings, adding up all months since the opening: only amounts, a few
 * additions a month, microseconds for twenty years.
 */
export function savingsMonth(bank: Bank, account: Account, month: Month): AccountMonth {
  const { customer } = account
  const product = account.product as SavingsProduct
  const known = closings(`${customer.key}.${product}`, () => [0])
  for (let past = customer.opened + known.length - 1; past < month; past++) {
    const before = (known.at(-1) as number) + movedIn(bank, customer, past, product)
    known.push(before + interestOn(before, past, product))
  }
  const opening = known[month - customer.opened] as number

  const entries: Entry[] = []
  const first = openingDeposit(customer, month, product)
  if (first > 0) entries.push(entry(startOf(month) + 60, first, 'payment-in', 'Opening deposit', 'OPENING'))
  for (const { at, from, to, amount, reference, ...kinds } of transfersIn(bank, customer, month)) {
    if (to === product) entries.push(entry(at, amount, kinds.in, products[from].title, reference, from))
    if (from === product) entries.push(entry(at, -amount, kinds.out, products[to].title, reference, to))
  }
  const interest = interestOn(opening + sum(entries), month, product)
  if (interest > 0) entries.push(entry(interestBookedAt.savings(month), interest, 'interest', 'Sandbank', 'INTEREST'))
  return bookEntries(opening, entries)
}

function movedIn(bank: Bank, customer: Customer, month: Month, product: SavingsProduct): number {
  let moved = openingDeposit(customer, month, product)
  if (hasDied(bank, customer, month)) return moved
  moved += savingAmount(customer, month, product)
  for (const { to, amount } of withdrawalsFrom(bank, customer, month, product))
    moved += to === product ? amount : -amount
  return moved
}

/** Returns the opening deposit of a savings account: a year of its standing orders. */
function openingDeposit(customer: Customer, month: Month, product: SavingsProduct): number {
  return month === customer.opened ? savingAmount(customer, month, product) * 12 : 0
}

function interestOn(balance: number, month: Month, product: SavingsProduct): number {
  const rate = savingsRate(yearOf(month)) + products[product].interest
  const months = monthsBooked(product, month)
  return months === 12 ? Math.floor(balance * rate) : Math.floor((balance * rate * months) / 12)
}
