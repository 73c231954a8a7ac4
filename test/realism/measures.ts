import type { Measure } from './measure.ts'
import { series } from './measures/bills/series.ts'
import { firstDayOfMonth } from './measures/bookings/first-day.ts'
import { lastMinute } from './measures/bookings/last-minute.ts'
import { otherMonth } from './measures/bookings/other-month.ts'
import { salaries } from './measures/bookings/salaries.ts'
import { balances } from './measures/money/balances.ts'
import { limits } from './measures/money/limits.ts'
import { ownTransfers } from './measures/money/own-transfers.ts'
import { paidWithoutFunds } from './measures/money/paid-without-funds.ts'
import { returned } from './measures/money/returned.ts'
import { returnedWithFunds } from './measures/money/returned-with-funds.ts'
import { repeats } from './measures/month-ends/repeats.ts'
import { variation } from './measures/month-ends/variation.ts'
import { yearBefore } from './measures/month-ends/year-before.ts'
import { distinguishable } from './measures/people/personas.ts'
import { decembers } from './measures/shopping/decembers.ts'
import { endings } from './measures/shopping/endings.ts'
import { firstDigits } from './measures/shopping/first-digits.ts'
import { nights } from './measures/shopping/nights.ts'
import { tails } from './measures/shopping/tails.ts'
import { weekdays } from './measures/shopping/weekdays.ts'

/** Every measure by group, in the order of the report. */
export const groups: Readonly<Record<string, readonly Measure[]>> = {
  Bookings: [otherMonth, firstDayOfMonth, lastMinute, salaries],
  'Month-ends': [variation, repeats, yearBefore],
  Money: [balances, ownTransfers, limits, returnedWithFunds, paidWithoutFunds, returned],
  Bills: [series],
  Shopping: [nights, weekdays, decembers, firstDigits, ...endings, ...tails],
  People: [distinguishable],
}

export const measures: readonly Measure[] = Object.values(groups).flat()
