import {
  firstDay,
  type Month,
  monthOf,
  monthOfYear,
  priceLevel,
  secondsPerDay,
  workingDayOnOrAfter,
  yearOf,
} from './calendar.ts'
import { draw, stream } from './chance.ts'
import type { Customer } from './customer.ts'
import { rateOn } from './exchange.ts'
import { incomeIn } from './habits.ts'
import type { Transfer } from './transfers.ts'

const topping = stream('euro top-up')
const wavering = stream('euro balance')

/** The part of income that goes to the euro account each month. */
const part = 0.06

/** The monthly transfer to the euro account: pounds leave, euros arrive at the day's rate. */
export function topUp(customer: Customer, month: Month, label: string): Transfer {
  const amount = Math.round((incomeIn(customer, monthOf(yearOf(month), 1)) * part) / 1000) * 1000
  const day = workingDayOnOrAfter(firstDay(month) + 6 + Math.floor(draw(customer.seed, customer.index, 0, topping) * 8))
  const arrives = Math.round(amount * rateOn(customer.seed, 'EUR', day))
  return {
    at: day * secondsPerDay + 11 * 3600,
    from: customer.persona.main,
    to: 'euro',
    amount,
    arrives,
    reference: `EUROS ${label}`,
    out: 'transfer-out',
    in: 'transfer-in',
  }
}

/** Euro cents that the account holds as a month begins, more before the summer. */
export function euroAnchor(customer: Customer, month: Month): number {
  const usual = incomeIn(customer, monthOf(2024, 6)) * part * priceLevel(yearOf(month))
  const season = [1.1, 1.3, 1.6, 1.9, 2.2, 2.5, 2.4, 1.6, 1.1, 1.1, 1.2, 1.3][monthOfYear(month)] as number
  return Math.round(usual * (season + 0.4 * draw(customer.seed, customer.index, month, wavering)))
}
