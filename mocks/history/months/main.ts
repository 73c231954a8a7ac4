import type { Account } from '#mocks/accounts/account.ts'
import { products } from '#mocks/accounts/products.ts'
import type { Bank } from '#mocks/base/bank.ts'
import { type Month, monthOfYear, secondsPerDay, startOf } from '#mocks/base/calendar.ts'
import { draw, stream } from '#mocks/base/chance.ts'
import { type AccountMonth, bookEntries, type Entry, entry, sum } from '#mocks/history/entry.ts'
import { categories } from '#mocks/payments/merchants.ts'
import { billsIn, chargesIn, incomesIn, returnedDebitIn } from '#mocks/payments/regulars.ts'
import { scheduledIn } from '#mocks/payments/scheduled.ts'
import { buildPurchases, purchasesAbroad } from '#mocks/payments/spending.ts'
import { type Transfer, transfersIn } from '#mocks/payments/transfers.ts'
import type { Customer } from '#mocks/people/customer.ts'
import { eventMonth, hasDied, scamIn } from '#mocks/people/events.ts'
import { habitsOf, incomeIn } from '#mocks/people/habits.ts'

const wavering = stream('opening balance')
const shopping = stream('purchases')

/**
 * Returns the opening balance of a main account in a month: the persona's part of a month's income,
 * varied by chance. The month before ends at exactly this balance, so that no month depends on
 * another.
 */
function openingBalance(bank: Bank, customer: Customer, month: Month): number {
  const { opensMonthWith: parts = [0], drifts } = customer.persona
  const wave = (draw(customer.seed, customer.index, month, wavering) - 0.5) * 0.1
  let part = (parts[monthOfYear(month) % parts.length] as number) + wave
  if (drifts) {
    const passed = Math.min(1, Math.max(0, (month - bank.start + drifts.months) / drifts.months))
    part += drifts.from + (drifts.to - drifts.from) * passed
  }
  return Math.round(incomeIn(customer, month) * part)
}

/**
 * Computes a month of a current, basic, student or business account: incomes and bills come first,
 * and purchases spend the rest.
 */
export function mainMonth(bank: Bank, account: Account, month: Month): AccountMonth {
  const { customer } = account
  if (hasDied(bank, customer, month)) return estateMonth(bank, customer, month)
  const { interest, fee } = products[customer.persona.main]
  const isFirst = month === customer.opened
  const opening = isFirst ? 0 : openingBalance(bank, customer, month)
  const owed = isFirst ? 0 : (opening + openingBalance(bank, customer, month - 1)) / 2

  const entries = [...incomesIn(customer, month), ...billsIn(customer, habitsOf(customer).bills, month)]
  entries.push(
    ...returnedDebitIn(customer, entries, month),
    ...chargesIn(month, owed, interest, fee),
    ...scheduledIn(customer, month),
  )
  if (isFirst)
    entries.push(
      entry(startOf(month) + 60, openingBalance(bank, customer, month), 'payment-in', 'Opening deposit', 'OPENING'),
    )
  for (const transfer of transfersIn(bank, customer, month)) entries.push(...transferEntries(customer, month, transfer))
  entries.push(...fraudEntries(bank, customer, month))

  const left = opening + sum(entries) - openingBalance(bank, customer, month + 1)
  const help = familyHelp(left, Math.round(incomeIn(customer, month) * 0.05))
  if (help > 0) entries.push(entry(startOf(month) + 2 * secondsPerDay + 43_200, help, 'payment-in', 'Family', 'HELP'))
  const budget = { pence: left + help, haunts: habitsOf(customer).haunts, by: 'card-purchase', of: shopping } as const
  return bookEntries(opening, [...entries, ...buildPurchases(customer, month, budget)])
}

/**
 * Returns the family's help, in tens of pounds, for a month that would leave too little to live on.
 */
function familyHelp(left: number, least: number): number {
  return left < least ? Math.ceil((least - left) / 1000) * 1000 : 0
}

/**
 * Returns this account's entry of a transfer, and the purchase that the money was for, if it is
 * spent at once.
 */
function transferEntries(
  customer: Customer,
  month: Month,
  { at, from, to, amount, reference, ...transfer }: Transfer,
): Entry[] {
  const { main } = customer.persona
  if (from === main) return [entry(at, -amount, transfer.out, products[to].title, reference, to)]
  const arrived = entry(at, amount, transfer.in, products[from].title, reference, from)
  // An odd amount, because shop purchases are rarely round sums.
  const part = (share: number) => Math.round(amount * share) - (amount % 7) - 1
  const later = at + 2 * secondsPerDay
  switch (transfer.for) {
    case 'holiday': {
      const name = categories.travel.names[(customer.index + amount) % categories.travel.names.length] as string
      return [
        arrived,
        { ...entry(later, -part(0.6), 'card-purchase', name, ''), mcc: categories.travel.mcc },
        ...purchasesAbroad(customer, month, later, part(0.22)),
      ]
    }
    case 'repair': {
      const name = categories.electronics.names[amount % categories.electronics.names.length] as string
      return [arrived, { ...entry(later, -part(0.88), 'card-purchase', name, ''), mcc: categories.electronics.mcc }]
    }
    case 'car':
      return [arrived, entry(later, -part(0.95), 'payment-out', 'Hillcrest Motors', 'CAR')]
    default:
      return [arrived]
  }
}

/**
 * Returns the entries of a fraud: the savings lost within an hour, and the bank's refund in the
 * month after.
 */
function fraudEntries(bank: Bank, customer: Customer, month: Month): Entry[] {
  const scam = scamIn(bank, customer, month)
  if (!scam) return []
  if (scam.returned > 0) return [entry(scam.at, scam.returned, 'payment-in', 'Sandbank Reimbursement', 'APP CLAIM')]
  const parts = [0.1, 0.3, 0.6].map((part) => Math.round((scam.taken * part) / 1000) * 1000)
  return parts.map((amount, n) =>
    entry(scam.at + n * 900, -amount, 'payment-out', 'R Halloran Trading', 'SAFE ACCOUNT'),
  )
}

/**
 * Computes a month after the customer's death: bills for one more month, the funeral, and then
 * nothing.
 */
function estateMonth(bank: Bank, customer: Customer, month: Month): AccountMonth {
  const first = (eventMonth(bank, customer) as Month) + 1
  const opening = openingBalance(bank, customer, first)
  const settled = settleEstate(customer, first)
  return month === first ? bookEntries(opening, settled) : bookEntries(opening + sum(settled), [])
}

/** Builds the last bills and the funeral, in the month after the death. */
function settleEstate(customer: Customer, month: Month): Entry[] {
  const funeral = entry(
    startOf(month) + 16 * secondsPerDay + 39_600,
    -Math.round(incomeIn(customer, month) * 1.9),
    'payment-out',
    'Harland & Daughters Funerals',
    'FUNERAL',
  )
  return [...billsIn(customer, habitsOf(customer).bills, month), funeral]
}
