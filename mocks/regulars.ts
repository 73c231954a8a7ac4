import type { Bank } from './bank.ts'
import {
  firstDay,
  type Month,
  monthOfYear,
  priceLevel,
  secondsPerDay,
  workingDayOnOrAfter,
  yearOf,
} from './calendar.ts'
import { chance, stream, within } from './chance.ts'
import type { Customer } from './customer.ts'
import { type Entry, entry } from './entry.ts'
import { type Habits, habitsOf, incomeIn } from './habits.ts'

const earning = stream('income')
const owing = stream('bills')

/** What comes in this month, as persona and pay-day rules say. */
export function incomesIn(bank: Bank, customer: Customer, month: Month): Entry[] {
  const yearly = incomeIn(bank, customer, month) * 12
  const entries: Entry[] = []
  const next = chance(bank.seed, customer.index, month, earning)
  for (const { income, from, lot } of habitsOf(bank, customer).incomes) {
    const usual = (yearly * income.share) / income.when.perYear
    for (const day of income.when.days(month, lot, next)) {
      const amount = Math.round(income.varies === 0 ? usual : usual * varied(next, income.varies))
      // Direct credits and salaries are booked before the day begins; people pay in the day.
      const second = income.kind === 'payment-in' ? within(next, [8, 20]) * 3600 : 2 * 3600 + within(next, [0, 3600])
      entries.push(entry(day * secondsPerDay + Math.floor(second), amount, income.kind, from, income.reference))
    }
  }
  return entries
}

/** Mean 1, never below a quarter, skewed to the right as tips and overtime are. */
function varied(next: () => number, by: number): number {
  const lot = next() + next() + next() - 1.5
  return Math.max(0.25, 1 + lot * by * 1.6 + (lot > 0.8 ? by : 0))
}

/** Whether a bill falls due in a month: every month, or every third or twelfth from the customer's own. */
export function isDue({ bill, phase }: Habits['bills'][number], month: Month): boolean {
  return month % (bill.everyMonths ?? 1) === phase % (bill.everyMonths ?? 1)
}

/** What a bill costs when it is paid in `month`, in pence of that month, and the day it is taken. */
export function billed(
  bank: Bank,
  customer: Customer,
  owed: Habits['bills'][number],
  month: Month,
): { at: number; amount: number } {
  const { bill, day, pence } = owed
  const yearly = pence * priceLevel(yearOf(month)) * (bill.everyMonths ?? 1)
  const next = chance(bank.seed, customer.index, month * 64 + day, owing)
  const season = 1 + (bill.varies ?? 0) * Math.cos(((monthOfYear(month) - 0.5) * Math.PI) / 6)
  const amount = bill.varies
    ? yearly * season * within(next, [0.95, 1.05])
    : bill.by === 'standing-order'
      ? Math.round(yearly / 500) * 500
      : yearly
  const due = workingDayOnOrAfter(firstDay(month) + day - 1)
  return {
    at: due * secondsPerDay + (bill.by === 'standing-order' ? 6 : 5) * 3600 + day * 37,
    amount: Math.round(amount),
  }
}

/** Bills taken this month, by direct debit or standing order. */
export function billsIn(bank: Bank, customer: Customer, month: Month): Entry[] {
  return habitsOf(bank, customer)
    .bills.filter((owed) => isDue(owed, month))
    .map((owed) => {
      const { at, amount } = billed(bank, customer, owed, month)
      return entry(at, -amount, owed.bill.by, owed.to, mandateReference(customer, owed))
    })
}

/** What the payee calls the customer; the same on every payment of one bill. */
export function mandateReference(customer: Customer, owed: Habits['bills'][number]): string {
  return `${owed.bill.name
    .replaceAll(/[^A-Za-z]/g, '')
    .slice(0, 4)
    .toUpperCase()}${100_000 + ((customer.index * 7919 + owed.day * 104_729) % 900_000)}`
}
