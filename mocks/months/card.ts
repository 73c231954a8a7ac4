import type { Account } from '#mocks/account.ts'
import type { Bank } from '#mocks/bank.ts'
import { type Month, secondsPerDay, startOf } from '#mocks/calendar.ts'
import { stream } from '#mocks/chance.ts'
import { cardMonth } from '#mocks/credit-card.ts'
import { type AccountMonth, booked, type Entry, entry } from '#mocks/entry.ts'
import { habitsOf } from '#mocks/habits.ts'
import { categories } from '#mocks/merchants.ts'
import { products } from '#mocks/products.ts'
import { spend } from '#mocks/spending.ts'
import { transfersIn } from '#mocks/transfers.ts'

const carding = stream('card purchases')

/** A credit card: what is owed stands below zero. */
export function cardMonthOf(bank: Bank, account: Account, month: Month): AccountMonth {
  const { customer } = account
  const { owed, interest, fee, spent } = cardMonth(bank, customer, month)
  const haunts = habitsOf(customer).haunts.filter(
    ({ category }) => category !== categories.cash && category !== categories.friends,
  )
  const entries: Entry[] = spend(customer, month, { pence: spent, haunts, by: 'credit-card-purchase', of: carding })
  for (const { at, to, amount, reference, ...kinds } of transfersIn(bank, customer, month)) {
    if (to === 'card')
      entries.push(entry(at, amount, kinds.in, products[customer.persona.main].title, reference, customer.persona.main))
  }
  if (interest > 0)
    entries.push(entry(startOf(month) + 4 * 3600, -interest, 'interest-charged', 'Sandbank', 'INTEREST'))
  if (fee > 0) entries.push(entry(startOf(month) + 22 * secondsPerDay, -fee, 'fee', 'Sandbank', 'LATE PAYMENT FEE'))
  return booked(0 - owed, entries)
}
