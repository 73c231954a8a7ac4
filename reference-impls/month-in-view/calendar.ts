/** A month as `2026-11`. Months are the bank's own: those of its booking dates, in UTC. */
export type Month = string

/** From one instant up to, and without, another: epoch milliseconds. */
export type Period = { readonly from: number; readonly until: number }

export const isMonth = (text: string): boolean => /^\d{4}-(0[1-9]|1[0-2])$/.test(text)

/** The month an instant (epoch milliseconds) lies in. */
export const monthAt = (instant: number): Month => new Date(instant).toISOString().slice(0, 7)

/** A month some months later; earlier when below zero. */
export function plusMonths(month: Month, months: number): Month {
  const [year, number] = month.split('-').map(Number) as [number, number]
  return monthAt(Date.UTC(year, number - 1 + months))
}

const startOf = (month: Month): number => Date.parse(`${month}-01T00:00:00Z`)

export const periodOf = (month: Month): Period => ({ from: startOf(month), until: startOf(plusMonths(month, 1)) })

/**
 * What a month is fairly compared with: the month before it, and of that only as much as has passed
 * of this one. The 31st of a month is compared with all of a shorter one.
 */
export function comparedWith(month: Month, now: number): Period {
  const before = periodOf(plusMonths(month, -1))
  const { from, until } = periodOf(month)
  return now >= until ? before : { from: before.from, until: Math.min(before.from + (now - from), before.until) }
}

/**
 * The same day and time some months later, or that month's last day when it is shorter. Epoch
 * milliseconds.
 */
export function laterBy(instant: number, months: number): number {
  const day = new Date(instant).getUTCDate()
  const { from, until } = periodOf(plusMonths(monthAt(instant), months))
  const lastDay = new Date(until - 1).getUTCDate()
  return from + (Math.min(day, lastDay) - 1) * millisecondsPerDay + (instant % millisecondsPerDay)
}

export const millisecondsPerDay = 86_400_000
