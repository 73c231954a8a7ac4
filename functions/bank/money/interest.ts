/** Which balances bear interest: money held (savings), or money owed (overdrafts, cards). */
export type InterestSide = 'held' | 'owed'

/**
 * The balance of an account at the end of a day in minor units, and the rate of that day in
 * rateScaleths a year.
 */
export type DayEndBalance = { readonly balance: bigint; readonly rate: bigint }

/** The number of days in a year of interest, in leap years too. */
const daysPerYear = 365n
const rateScale = 1_000_000n

/**
 * Calculates the interest of some days in minor units: positive if the bank pays it, negative if
 * the bank charges it. Sums all days exactly and rounds once: paid interest down, charged interest
 * to the nearest unit, half up.
 */
export function calculateInterest(days: Iterable<DayEndBalance>, bearing: InterestSide): bigint {
  let sum = 0n
  for (const { balance, rate } of days) {
    const bears = bearing === 'held' ? balance : -balance
    if (bears > 0n) sum += bears * rate
  }
  const whole = daysPerYear * rateScale
  return bearing === 'held' ? sum / whole : -((sum + whole / 2n) / whole)
}

/**
 * Calculates by how much the overlay changes the interest. The overlay is the balance that stored
 * legs add to the computed history at the end of each day.
 */
export function calculateInterestDifference(
  days: readonly (DayEndBalance & { readonly overlay: bigint })[],
  bearing: InterestSide,
): bigint {
  const over = days.map(({ balance, overlay, rate }) => ({ balance: balance + overlay, rate }))
  return calculateInterest(over, bearing) - calculateInterest(days, bearing)
}
