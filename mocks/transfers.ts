import type { Bank } from './bank.ts'
import {
  daysIn,
  firstDay,
  type Month,
  monthOf,
  monthOfYear,
  secondsPerDay,
  workingDayOnOrAfter,
  yearOf,
} from './calendar.ts'
import { between, chance, stream, within } from './chance.ts'
import type { Customer } from './customer.ts'
import { habitsOf, incomeIn } from './habits.ts'

/** Money between two accounts of one customer: each side writes its own entry from the same facts. `amount` is above zero. */
export type Transfer = { readonly at: number; readonly amount: number; readonly reference: string }

const resting = stream('savings withdrawal')
const breaking = stream('rainy day')
const carding = stream('card budget')

const morning = 6 * 3600
const label = (month: Month) => `${yearOf(month)}${String(monthOfYear(month) + 1).padStart(2, '0')}`

/** What the standing order to savings moves, the same in every month of a year. */
export function savingAmount(bank: Bank, customer: Customer, month: Month): number {
  const january = monthOf(yearOf(month), 1)
  return Math.max(1, Math.round((incomeIn(bank, customer, january) * habitsOf(bank, customer).saves) / 500)) * 500
}

/** The monthly standing order to savings. */
export function saving(bank: Bank, customer: Customer, month: Month): Transfer {
  const day = workingDayOnOrAfter(firstDay(month) + habitsOf(bank, customer).savesOn - 1)
  return {
    at: day * secondsPerDay + morning,
    amount: savingAmount(bank, customer, month),
    reference: `SAVINGS ${label(month)}`,
  }
}

/**
 * Money taken back from savings this month: once in most years for a holiday, now and then for something that broke. A year's
 * withdrawals never exceed a year's deposits, and none comes in the first year, so the savings can never run out.
 */
export function withdrawal(
  bank: Bank,
  customer: Customer,
  month: Month,
): (Transfer & { readonly holiday: boolean }) | undefined {
  if (month < customer.opened + 12) return undefined
  const habits = habitsOf(bank, customer)
  const time = (day: number) => (firstDay(month) + day) * secondsPerDay + 19 * 3600
  if (monthOfYear(month) === habits.holiday) {
    const next = chance(bank.seed, customer.index, yearOf(month), resting)
    if (next() > 0.7) return undefined
    const amount = Math.round((savingAmount(bank, customer, month - 12) * 12 * within(next, [0.3, 0.75])) / 1000) * 1000
    return { at: time(between(next, 2, 12)), amount, reference: `HOLIDAY ${label(month)}`, holiday: true }
  }
  const next = chance(bank.seed, customer.index, yearOf(month), breaking)
  if (between(next, 0, 11) !== monthOfYear(month) || next() > 0.35) return undefined
  const amount = Math.round((savingAmount(bank, customer, month - 12) * 12 * within(next, [0.06, 0.18])) / 1000) * 1000
  if (amount < 5000) return undefined
  return { at: time(between(next, 2, 20)), amount, reference: `RAINY DAY ${label(month)}`, holiday: false }
}

const cardSeason = [0.85, 0.88, 0.95, 0.98, 1, 1.05, 1.15, 1.1, 0.98, 1, 1.12, 1.35] as const

/** All that is spent by credit card in one month, exactly. */
export function cardBudget(bank: Bank, customer: Customer, month: Month): number {
  const habits = habitsOf(bank, customer)
  const lot = within(chance(bank.seed, customer.index, month, carding), [0.8, 1.2])
  return Math.round(incomeIn(bank, customer, month) * habits.onCard * lot * (cardSeason[monthOfYear(month)] as number))
}

/** Last month's card spending, repaid in full. Undefined in the month the card was opened. */
export function repayment(bank: Bank, customer: Customer, month: Month): Transfer | undefined {
  if (month <= customer.opened) return undefined
  const day = workingDayOnOrAfter(firstDay(month) + habitsOf(bank, customer).repaysOn - 1)
  return {
    at: day * secondsPerDay + morning,
    amount: cardBudget(bank, customer, month - 1),
    reference: `CARD ${label(month)}`,
  }
}

/** The last second but one of a month: interest is booked when the books close. */
export const closing = (month: Month): number => (firstDay(month) + daysIn(month)) * secondsPerDay - 2
