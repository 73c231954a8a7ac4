/** A month such as `2026-11`. Months are those of the bank's booking dates, in UTC. */
export type Month = string

/** A period in epoch milliseconds. `from` is inclusive, `until` exclusive. */
export type Period = { readonly from: number; readonly until: number }

export const isMonth = (text: string): boolean => /^\d{4}-(0[1-9]|1[0-2])$/.test(text)

/** Returns the month of an instant (epoch milliseconds). */
export const monthAt = (instant: number): Month => new Date(instant).toISOString().slice(0, 7)

/** Adds months to a month. A negative number goes back. */
export function addMonths(month: Month, months: number): Month {
  const [year, number] = month.split('-').map(Number) as [number, number]
  return monthAt(Date.UTC(year, number - 1 + months))
}

const startOf = (month: Month): number => Date.parse(`${month}-01T00:00:00Z`)

export const periodOf = (month: Month): Period => ({ from: startOf(month), until: startOf(addMonths(month, 1)) })

/**
 * Returns the period to compare a month with: the previous month, cut to the part that has passed
 * of this month. On the 31st, that is all of a shorter month.
 */
export function getComparisonPeriod(month: Month, now: number): Period {
  const before = periodOf(addMonths(month, -1))
  const { from, until } = periodOf(month)
  return now >= until ? before : { from: before.from, until: Math.min(before.from + (now - from), before.until) }
}

/**
 * Adds months to an instant (epoch milliseconds). The day and time stay the same. If the new month
 * is too short, the result is on its last day.
 */
export function addMonthsToInstant(instant: number, months: number): number {
  const day = new Date(instant).getUTCDate()
  const { from, until } = periodOf(addMonths(monthAt(instant), months))
  const lastDay = new Date(until - 1).getUTCDate()
  return from + (Math.min(day, lastDay) - 1) * millisecondsPerDay + (instant % millisecondsPerDay)
}

export const millisecondsPerDay = 86_400_000
