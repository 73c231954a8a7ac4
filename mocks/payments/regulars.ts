import { interestBookedAt } from '#mocks/accounts/interest.ts'
import {
  firstDay,
  type Month,
  monthOfYear,
  priceLevel,
  secondsPerDay,
  workingDayOnOrAfter,
  yearOf,
} from '#mocks/base/calendar.ts'
import { chance, draw, drawNumber, stream } from '#mocks/base/chance.ts'
import { type Entry, entry } from '#mocks/history/entry.ts'
import type { Customer } from '#mocks/people/customer.ts'
import { type CustomerBill, habitsOf, incomeIn } from '#mocks/people/habits.ts'

const earning = stream('income')
const owing = stream('bills')
const bouncing = stream('returned direct debit')

/** Returns the incomes of a month, by the persona's pay-day rules. */
export function incomesIn(customer: Customer, month: Month): Entry[] {
  const yearly = incomeIn(customer, month) * 12
  const entries: Entry[] = []
  const next = chance(customer.seed, customer.index, month, earning)
  for (const { income, from, lot } of habitsOf(customer).incomes) {
    const usual = (yearly * income.share) / income.when.perYear
    for (const day of income.when.days(month, lot, next)) {
      const amount = Math.round(income.varies === 0 ? usual : usual * drawVariation(next, income.varies))
      // Direct credits and salaries are booked before the day begins; people and branches book
      // during the day.
      const isEarly = income.kind === 'salary' || income.kind === 'direct-credit'
      const second = isEarly ? 2 * 3600 + drawNumber(next, [0, 3600]) : drawNumber(next, [9, 17]) * 3600
      const whole = income.kind === 'cash-deposit' ? Math.max(500, Math.round(amount / 500) * 500) : amount
      entries.push(entry(day * secondsPerDay + Math.floor(second), whole, income.kind, from, income.reference))
    }
  }
  return entries
}

/** Draws a factor with mean 1, at least a quarter, skewed to the right like tips and overtime. */
function drawVariation(next: () => number, by: number): number {
  const lot = next() + next() + next() - 1.5
  return Math.max(0.25, 1 + lot * by * 1.6 + (lot > 0.8 ? by : 0))
}

/** Returns whether a bill is due in a month. */
export const isDue = ({ bill }: CustomerBill, month: Month): boolean =>
  bill.inMonths?.includes(monthOfYear(month)) ?? true

/**
 * Returns the total cost of a bill paid in `month`, in pence of that month, and when it is
 * collected.
 */
export function billPayment(customer: Customer, owed: CustomerBill, month: Month): { at: number; amount: number } {
  const { bill, day, pence } = owed
  const due = pence * priceLevel(yearOf(month)) * (12 / (bill.inMonths?.length ?? 12))
  const next = chance(customer.seed, customer.index, month * 64 + day, owing)
  const season = 1 + (bill.varies ?? 0) * Math.cos(((monthOfYear(month) - 0.5) * Math.PI) / 6)
  const fixed = bill.by === 'standing-order' ? Math.max(500, Math.round(due / 500) * 500) : due
  const amount = bill.varies ? due * season * drawNumber(next, [0.95, 1.05]) : fixed
  const taken = workingDayOnOrAfter(firstDay(month) + day - 1)
  return {
    at: taken * secondsPerDay + (bill.by === 'standing-order' ? 6 : 5) * 3600 + day * 37,
    amount: Math.round(amount),
  }
}

/**
 * Returns the bills of a month, by direct debit or standing order. A bill with several payees
 * becomes several entries.
 */
export function billsIn(customer: Customer, bills: readonly CustomerBill[], month: Month): Entry[] {
  const entries: Entry[] = []
  for (const owed of bills) {
    if (!isDue(owed, month)) continue
    const { at, amount } = billPayment(customer, owed, month)
    const reference = mandateReference(customer, owed)
    const [first = '', ...others] = owed.to
    const part = Math.floor(amount / owed.to.length)
    entries.push(entry(at, -(amount - part * others.length), owed.bill.by, first, reference))
    for (const [n, to] of others.entries()) entries.push(entry(at + n + 1, -part, owed.bill.by, to, reference))
  }
  return entries
}

/**
 * Returns the direct debit that is returned unpaid in this month, some hours after its collection,
 * if there is one.
 */
export function returnedDebitIn({ seed, index, persona }: Customer, entries: readonly Entry[], month: Month): Entry[] {
  if (!persona.bounces || draw(seed, index, month, bouncing) >= persona.bounces) return []
  const debits = entries.filter(({ kind, own }) => kind === 'direct-debit' && !own)
  const returned = debits[Math.floor(draw(seed, index, month + 1, bouncing) * debits.length)]
  return returned
    ? [entry(returned.at + 4 * 3600, -returned.amount, 'direct-debit-return', returned.party, returned.reference)]
    : []
}

/** Returns the payee's reference for the customer: the same on every payment of a bill. */
export function mandateReference(customer: Customer, owed: CustomerBill): string {
  const name = owed.bill.name
    .replaceAll(/[^A-Za-z]/g, '')
    .slice(0, 4)
    .toUpperCase()
  return `${name}${100_000 + ((customer.index * 7919 + owed.day * 104_729) % 900_000)}`
}

/**
 * Returns interest on an overdraft and the account's monthly fee, booked on the first working day
 * for the month before.
 */
export function chargesIn(month: Month, before: number, rate: number, fee: number): Entry[] {
  const at = interestBookedAt.main(month - 1)
  const entries: Entry[] = []
  const interest = Math.round((Math.max(0, -before) * rate) / 12)
  if (interest > 0) entries.push(entry(at, -interest, 'interest-charged', 'Sandbank', 'OVERDRAFT INTEREST'))
  if (fee > 0) entries.push(entry(at + 1, -fee, 'fee', 'Sandbank', 'ACCOUNT FEE'))
  return entries
}
