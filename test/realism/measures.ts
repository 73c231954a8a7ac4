import type { Measure } from './measure.ts'
import { councilTax } from './measures/bills/council-tax.ts'
import { frequencies } from './measures/bills/frequencies.ts'
import { mortgages } from './measures/bills/mortgages.ts'
import { monthsOfRises, priceRises, sizesOfRises } from './measures/bills/price-rises.ts'
import { series } from './measures/bills/series.ts'
import { changesInOneMonth, starts, startsAfterNow, stops } from './measures/bills/starts-and-stops.ts'
import { firstDayOfMonth } from './measures/bookings/first-day.ts'
import { lastMinute } from './measures/bookings/last-minute.ts'
import { otherMonth } from './measures/bookings/other-month.ts'
import { salaries } from './measures/bookings/salaries.ts'
import { employers } from './measures/life/employers.ts'
import { homes } from './measures/life/homes.ts'
import { customersWithReturns, mostReturns, paidLater } from './measures/money/after-returns.ts'
import { balances } from './measures/money/balances.ts'
import { equalParts } from './measures/money/equal-parts.ts'
import { limits } from './measures/money/limits.ts'
import { overdrawn } from './measures/money/overdrawn.ts'
import { ownTransfers } from './measures/money/own-transfers.ts'
import { paidWithoutFunds } from './measures/money/paid-without-funds.ts'
import { payers } from './measures/money/payers.ts'
import { returned } from './measures/money/returned.ts'
import { returnedWithFunds } from './measures/money/returned-with-funds.ts'
import { smallSavings } from './measures/money/small-savings.ts'
import { withdrawals } from './measures/money/withdrawals.ts'
import { memory } from './measures/month-ends/memory.ts'
import { repeats } from './measures/month-ends/repeats.ts'
import { variation } from './measures/month-ends/variation.ts'
import { yearBefore } from './measures/month-ends/year-before.ts'
import { ages } from './measures/people/ages.ts'
import { incomeMeasures } from './measures/people/incomes.ts'
import { distinguishable } from './measures/people/personas.ts'
import { surnames } from './measures/people/surnames.ts'
import { titles } from './measures/people/titles.ts'
import { christmas } from './measures/shopping/christmas.ts'
import { creditCardBets } from './measures/shopping/credit-card-bets.ts'
import { decembers } from './measures/shopping/decembers.ts'
import { endings } from './measures/shopping/endings.ts'
import { firstDigits } from './measures/shopping/first-digits.ts'
import { nights } from './measures/shopping/nights.ts'
import { payday, payWeek } from './measures/shopping/payday.ts'
import { tails } from './measures/shopping/tails.ts'
import { twoPlaces } from './measures/shopping/two-places.ts'
import { weekdays } from './measures/shopping/weekdays.ts'

/** Every measure by group, in the order of the report. */
export const groups: Readonly<Record<string, readonly Measure[]>> = {
  Bookings: [otherMonth, firstDayOfMonth, lastMinute, salaries],
  'Month-ends': [variation, memory, repeats, yearBefore],
  Money: [balances, ownTransfers, limits, overdrawn, smallSavings, withdrawals, ...equalParts, payers],
  'Returned debits': [returnedWithFunds, paidWithoutFunds, returned, paidLater, customersWithReturns, mostReturns],
  Bills: [
    series,
    starts,
    stops,
    startsAfterNow,
    changesInOneMonth,
    priceRises,
    monthsOfRises,
    sizesOfRises,
    frequencies,
    councilTax,
    mortgages,
  ],
  Life: [employers, homes],
  Shopping: [
    christmas,
    payWeek,
    payday,
    twoPlaces,
    creditCardBets,
    nights,
    weekdays,
    decembers,
    firstDigits,
    ...endings,
    ...tails,
  ],
  People: [...titles, surnames, ages, ...incomeMeasures, distinguishable],
}

export const measures: readonly Measure[] = Object.values(groups).flat()
