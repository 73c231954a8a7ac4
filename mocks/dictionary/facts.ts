import { earliestNow, fastestRate, latestNow } from '#bank/time/clock.ts'
import { largestSeed, largestSize } from '#bank/worlds/world.ts'
import { lateFee, leastRepayment } from '#mocks/accounts/credit-card.ts'
import { savingsRate } from '#mocks/accounts/products.ts'
import { monthsOfHistory } from '#mocks/base/bank.ts'
import { bankHolidays, firstDay, monthOf, priceLevel } from '#mocks/base/calendar.ts'
import { longTermRates } from '#mocks/base/exchange.ts'
import { foreignFee } from '#mocks/payments/spending.ts'
import { percent, pounds, table } from './table.ts'

const years = Array.from({ length: 10 }, (_, n) => 2020 + n)
const isoOf = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10)

/** Lists bank holidays, the price level and the savings rate of the years that most worlds use. */
export function calendarFacts(): string {
  const rows = years.map((year) => [
    year,
    [...bankHolidays(year)]
      .sort((a, b) => a - b)
      .map((day) => isoOf(day).slice(5))
      .join(', '),
    priceLevel(year).toFixed(3),
    percent(savingsRate(year)),
  ])
  return table(['Year', 'Bank holidays', 'Price level (2024 = 1)', 'Rate of instant savings'], rows)
}

/** Lists every limit and every fixed fee or rate. */
export function limits(): string {
  const rows: [string, string | number][] = [
    ['Seed of a world', `0 to ${largestSeed}`],
    ['Customers of a world', `1 to ${largestSize}`],
    ['Clock of a world', `${earliestNow} to ${latestNow}`],
    ['Fastest clock, seconds of the world per real second', fastestRate],
    ['Months of history at the beginning of a world', monthsOfHistory],
    ['First day of the calendar', isoOf(firstDay(monthOf(1900, 1)))],
    ['Fee for a purchase in another currency, included in the amount', percent(foreignFee, 2)],
    ['Smallest repayment of a credit card', pounds(leastRepayment)],
    ['Fee for a late repayment', pounds(lateFee)],
    ...Object.entries(longTermRates).map(([currency, rate]): [string, number] => [
      `${currency} for one pound, long-term average`,
      rate,
    ]),
  ]
  return table(['Limit', 'Value'], rows)
}
