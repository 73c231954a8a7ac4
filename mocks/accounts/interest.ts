import { firstDay, type Month, monthOfYear, secondsPerDay, startOf, workingDayOnOrAfter } from '#mocks/base/calendar.ts'
import type { Product } from './products.ts'

/**
 * When the interest of a month is booked (epoch seconds), by the role of the account. Other roles
 * bear no interest.
 */
export const interestBookedAt = {
  /** The last second but one of the month: interest is booked when the books close. */
  savings: (month: Month): number => startOf(month + 1) - 2,
  loan: (month: Month): number => startOf(month + 1) + 3 * 3600,
  /** Interest on an overdraft is booked together with the account's fee. */
  main: (month: Month): number => workingDayOnOrAfter(firstDay(month + 1)) * secondsPerDay + 3 * 3600,
} as const

const april = 3

/**
 * Returns how many months of interest a product books at the end of a month. It is one; the ISA
 * books twelve at the end of its year in April.
 */
export const monthsBooked = (product: Product, month: Month): 0 | 1 | 12 =>
  product !== 'isa' ? 1 : monthOfYear(month) === april ? 12 : 0
