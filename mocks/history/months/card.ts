import type { Account } from '#mocks/accounts/account.ts'
import { cardMonth } from '#mocks/accounts/credit-card.ts'
import { products } from '#mocks/accounts/products.ts'
import type { Bank } from '#mocks/base/bank.ts'
import { type Month, secondsPerDay, startOf } from '#mocks/base/calendar.ts'
import { stream } from '#mocks/base/chance.ts'
import { type AccountMonth, bookEntries, type Entry, entry } from '#mocks/history/entry.ts'
import { categories } from '#mocks/payments/merchants.ts'
import { buildPurchases } from '#mocks/payments/spending.ts'
import { transfersIn } from '#mocks/payments/transfers.ts'
import { habitsOf } from '#mocks/people/habits.ts'

const carding = stream('card purchases')

/** Computes a month of a credit card. A debt is a balance below zero. */
export function cardMonthOf(bank: Bank, account: Account, month: Month): AccountMonth {
  const { customer } = account
  const { owed, interest, fee, spent } = cardMonth(bank, customer, month)
  const haunts = habitsOf(customer).haunts.filter(
    ({ category }) => category !== categories.cash && category !== categories.friends,
  )
  const entries: Entry[] = buildPurchases(customer, month, {
    pence: spent,
    haunts,
    by: 'credit-card-purchase',
    of: carding,
  })
  for (const { at, to, amount, reference, ...kinds } of transfersIn(bank, customer, month)) {
    if (to === 'card')
      entries.push(entry(at, amount, kinds.in, products[customer.persona.main].title, reference, customer.persona.main))
  }
  if (interest > 0)
    entries.push(entry(startOf(month) + 4 * 3600, -interest, 'interest-charged', 'Sandbank', 'INTEREST'))
  if (fee > 0) entries.push(entry(startOf(month) + 22 * secondsPerDay, -fee, 'fee', 'Sandbank', 'LATE PAYMENT FEE'))
  return bookEntries(0 - owed, entries)
}
