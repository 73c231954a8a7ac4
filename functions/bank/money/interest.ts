/** What bears interest: what is held, for savers, or what is owed. */
export type InterestSide = 'held' | 'owed'

/**
 * What stood on an account as a day ended, in minor units, and the rate of that day: parts of a
 * million a year.
 */
export type DayEndBalance = { readonly balance: bigint; readonly rate: bigint }

/** A day bears this part of a year's interest, in leap years too. */
const daysPerYear = 365n
const million = 1_000_000n

/**
 * The interest of some days, in minor units: above zero where it is paid, below where it is
 * charged. Days are summed up exactly and rounded once: what is paid is rounded down, what is
 * charged to the nearest, a half upwards.
 */
export function calculateInterest(days: Iterable<DayEndBalance>, bearing: InterestSide): bigint {
  let sum = 0n
  for (const { balance, rate } of days) {
    const bears = bearing === 'held' ? balance : -balance
    if (bears > 0n) sum += bears * rate
  }
  const whole = daysPerYear * million
  return bearing === 'held' ? sum / whole : -((sum + whole / 2n) / whole)
}

/**
 * By how much interest differs because of what lies over an account's own balance: `overlay` as
 * each day ended.
 */
export function calculateInterestDifference(
  days: readonly (DayEndBalance & { readonly overlay: bigint })[],
  bearing: InterestSide,
): bigint {
  const over = days.map(({ balance, overlay, rate }) => ({ balance: balance + overlay, rate }))
  return calculateInterest(over, bearing) - calculateInterest(days, bearing)
}
