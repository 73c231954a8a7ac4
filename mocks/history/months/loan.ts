import type { Account } from '#mocks/accounts/account.ts'
import { interestBookedAt } from '#mocks/accounts/interest.ts'
import { loanMonth } from '#mocks/accounts/loan.ts'
import { products } from '#mocks/accounts/products.ts'
import type { Bank } from '#mocks/base/bank.ts'
import type { Month } from '#mocks/base/calendar.ts'
import { type AccountMonth, bookEntries, type Entry, entry } from '#mocks/history/entry.ts'
import { transfersIn } from '#mocks/payments/transfers.ts'

/** Computes a month of a personal loan. The debt is a balance below zero that ends at zero. */
export function loanMonthOf(bank: Bank, account: Account, month: Month): AccountMonth {
  const { customer } = account
  const { owed, interest } = loanMonth(bank, customer, month)
  const entries: Entry[] = []
  if (interest > 0)
    entries.push(entry(interestBookedAt.loan(month - 1), -interest, 'interest-charged', 'Sandbank', 'INTEREST'))
  for (const { at, from, to, amount, reference, ...kinds } of transfersIn(bank, customer, month)) {
    if (to === 'loan') entries.push(entry(at, amount, kinds.in, products[from].title, reference, from))
    if (from === 'loan') entries.push(entry(at, -amount, kinds.out, products[to].title, reference, to))
  }
  return bookEntries(0 - owed, entries)
}
