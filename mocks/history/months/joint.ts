import type { Account } from '#mocks/accounts/account.ts'
import { products } from '#mocks/accounts/products.ts'
import type { Bank } from '#mocks/base/bank.ts'
import { type Month, startOf } from '#mocks/base/calendar.ts'
import { draw, stream } from '#mocks/base/chance.ts'
import { type AccountMonth, bookEntries, entry, sum } from '#mocks/history/entry.ts'
import { billsIn } from '#mocks/payments/regulars.ts'
import { buildPurchases } from '#mocks/payments/spending.ts'
import { contribution, transfersIn } from '#mocks/payments/transfers.ts'
import type { Customer } from '#mocks/people/customer.ts'
import { habitsOf } from '#mocks/people/habits.ts'

const wavering = stream('joint balance')
const shopping = stream('joint purchases')

/** Returns the opening balance of the joint account in a month, before both partners pay in. */
function openingBalance(customer: Customer, month: Month): number {
  return Math.round(
    contribution(customer, month) * (1.05 + 0.25 * draw(customer.seed, customer.index, month, wavering)),
  )
}

/**
 * Computes a month of a joint account: both pay in, the bills leave, and the rest is the
 * household's shopping.
 */
export function jointMonth(bank: Bank, account: Account, month: Month): AccountMonth {
  const { customer } = account
  const { joint, partner } = habitsOf(customer)
  if (!joint) throw new Error(`${account.id} belongs to a household that the persona does not declare`)
  const isFirst = month === customer.opened
  const opening = isFirst ? 0 : openingBalance(customer, month)
  const entries = billsIn(customer, joint.bills, month)
  if (isFirst)
    entries.push(
      entry(startOf(month) + 60, openingBalance(customer, month), 'payment-in', 'Opening deposit', 'OPENING'),
    )
  for (const { at, from, to, amount, reference, ...kinds } of transfersIn(bank, customer, month)) {
    if (to !== 'joint') continue
    entries.push(entry(at, amount, kinds.in, products[from].title, reference, from))
    entries.push(entry(at + 3600, amount, 'payment-in', partner, reference))
  }
  const pence = opening + sum(entries) - openingBalance(customer, month + 1)
  return bookEntries(opening, [
    ...entries,
    ...buildPurchases(customer, month, { pence, haunts: joint.haunts, by: 'card-purchase', of: shopping }),
  ])
}
