import type { Account } from '#mocks/accounts/account.ts'
import { products } from '#mocks/accounts/products.ts'
import type { Bank } from '#mocks/base/bank.ts'
import { type Month, startOf } from '#mocks/base/calendar.ts'
import { stream } from '#mocks/base/chance.ts'
import { type AccountMonth, bookEntries, type Entry, entry, sum } from '#mocks/history/entry.ts'
import { euroOpeningBalance } from '#mocks/payments/euros.ts'
import { categories } from '#mocks/payments/merchants.ts'
import { buildPurchases } from '#mocks/payments/spending.ts'
import { transfersIn } from '#mocks/payments/transfers.ts'
import type { VisitedShops } from '#mocks/people/habits.ts'

const shopping = stream('euro purchases')

const haunts: readonly Omit<VisitedShops, 'share'>[] = [
  { category: categories.groceries, names: ['Supermercado Sol', 'Marché Bellevue'], upTo: 0.4 },
  { category: categories.eatingOut, names: ['Café Mirador', 'Taverna Galini', 'Trattoria del Molo'], upTo: 0.65 },
  { category: categories.coffee, names: ['Bäckerei Lindner', 'Café Mirador'], upTo: 0.85 },
  { category: categories.leisure, names: ['Musée du Port', 'Lido Azzurro'], upTo: 1 },
]

/**
 * Computes a month of a euro account: topped up from pounds, spent in euros. Amounts are in euro
 * cents.
 */
export function euroMonth(bank: Bank, account: Account, month: Month): AccountMonth {
  const { customer } = account
  const isFirst = month === customer.opened
  const opening = isFirst ? 0 : euroOpeningBalance(customer, month)
  const entries: Entry[] = []
  if (isFirst)
    entries.push(
      entry(startOf(month) + 60, euroOpeningBalance(customer, month), 'payment-in', 'Opening deposit', 'OPENING'),
    )
  for (const { at, from, to, amount, arrives = amount, reference, ...kinds } of transfersIn(bank, customer, month)) {
    if (to !== 'euro') continue
    const exchange = {
      currency: 'EUR',
      amount: arrives,
      rate: Math.round((arrives / amount) * 10_000) / 10_000,
    } as const
    entries.push({ ...entry(at, arrives, kinds.in, products[from].title, reference, from), exchange })
  }
  const left = opening + sum(entries) - euroOpeningBalance(customer, month + 1)
  // Before the summer more is saved. If too little is left to spend, friends pay their share.
  if (left < 500)
    entries.push(entry(startOf(month) + 20 * 86_400 + 50_000, 500 - left, 'payment-in', 'Familia Ortega', 'GASTOS'))
  return bookEntries(opening, [
    ...entries,
    ...buildPurchases(customer, month, { pence: Math.max(left, 500), haunts, by: 'card-purchase', of: shopping }),
  ])
}
