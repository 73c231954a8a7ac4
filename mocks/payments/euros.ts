import {
  firstDay,
  type Month,
  monthOf,
  monthOfYear,
  priceLevel,
  secondsPerDay,
  workingDayOnOrAfter,
  yearOf,
} from '#mocks/base/calendar.ts'
import { draw, stream } from '#mocks/base/chance.ts'
import { rateOn } from '#mocks/base/exchange.ts'
import type { Customer } from '#mocks/people/customer.ts'
import { incomeIn } from '#mocks/people/habits.ts'

const topping = stream('euro top-up')
const wavering = stream('euro balance')

/** The part of the monthly income that goes to the euro account. */
const part = 0.06

/**
 * Returns the monthly top-up: its instant, the pence that leave, and the cents that arrive at the
 * day's rate.
 */
export function topUp(customer: Customer, month: Month): { at: number; amount: number; arrives: number } {
  const amount = Math.round((incomeIn(customer, monthOf(yearOf(month), 1)) * part) / 1000) * 1000
  const day = workingDayOnOrAfter(firstDay(month) + 6 + Math.floor(draw(customer.seed, customer.index, 0, topping) * 8))
  return {
    at: day * secondsPerDay + 11 * 3600,
    amount,
    arrives: Math.round(amount * rateOn(customer.seed, 'EUR', day)),
  }
}

/** Returns the opening balance of a month in euro cents, larger before the summer. */
export function euroOpeningBalance(customer: Customer, month: Month): number {
  const usual = incomeIn(customer, monthOf(2024, 6)) * part * priceLevel(yearOf(month))
  const season = [1.1, 1.3, 1.6, 1.9, 2.2, 2.5, 2.4, 1.6, 1.1, 1.1, 1.2, 1.3][monthOfYear(month)] as number
  return Math.round(usual * (season + 0.4 * draw(customer.seed, customer.index, month, wavering)))
}
