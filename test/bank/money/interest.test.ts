import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calculateInterest, calculateInterestDifference, type InterestSide } from '#bank/money/interest.ts'

/** A number of days, each with its closing balance in pence and a rate in millionths a year. */
const days = (count: number, balance: bigint, rate = 36_500n) =>
  Array.from({ length: count }, () => ({ balance, rate }))
/** At 36,500 parts of a million a day bears a ten-thousandth: 10,000 pence bear one. */
const some = [...days(3, 10_000n), ...days(2, -5_000n)]

describe('interest', () => {
  test.each<[string, { balance: bigint; rate: bigint }[], InterestSide, bigint]>([
    ['of a day on what bears a penny', days(1, 10_000n), 'held', 1n],
    ['that is paid is rounded down', days(1, 19_999n), 'held', 1n],
    ['that is charged is rounded to the nearest', days(1, -14_999n), 'owed', -1n],
    ['that is charged is rounded up at the half', days(1, -15_000n), 'owed', -2n],
    ['is summed up before it is rounded', days(10, 9_999n), 'held', 9n],
    ['of a year is the rate, in a leap year a day more', days(365, 1_000_000n), 'held', 36_500n],
    ['of a leap year', days(366, 1_000_000n), 'held', 36_600n],
    ['is not paid on what is owed', some, 'held', 3n],
    ['is not charged on what is held', some, 'owed', -1n],
    ['of nothing', days(30, 0n), 'owed', 0n],
    ['at no rate', days(30, 1_000_000n, 0n), 'held', 0n],
    ['at rates that change', [...days(1, 10_000n), ...days(1, 10_000n, 73_000n)], 'held', 3n],
    ['of more than a number can hold', days(1, 90_071_992_547_409_930_000n), 'held', 9_007_199_254_740_993n],
  ])('%s', (_, days, bearing, pence) => {
    expect(calculateInterest(days, bearing)).toBe(pence)
  })

  test('of an overlay is the difference that it makes, also where the balance crosses zero', () => {
    const over = (balance: bigint, overlay: bigint, bearing: InterestSide) =>
      calculateInterestDifference(
        days(10, balance).map((day) => ({ ...day, overlay })),
        bearing,
      )
    expect(over(10_000n, 20_000n, 'held')).toBe(20n)
    expect(over(10_000n, -10_000n, 'held')).toBe(-10n)
    expect(over(10_000n, -20_000n, 'held')).toBe(-10n)
    expect(over(10_000n, -30_000n, 'owed')).toBe(-20n)
    expect(over(-10_000n, 5_000n, 'owed')).toBe(5n)
    expect(over(-10_000n, 50_000n, 'owed')).toBe(10n)
  })

  const billion = 10n ** 9n
  const day = fc.record({
    balance: fc.bigInt(-billion, billion),
    overlay: fc.bigInt(-billion, billion),
    rate: fc.bigInt(0n, 400_000n),
  })
  const month = fc.array(day, { minLength: 1, maxLength: 31 })

  test("with an overlay is the interest without it plus the overlay's interest, to the penny", () => {
    fc.assert(
      fc.property(month, fc.constantFrom<InterestSide>('held', 'owed'), (days, bearing) => {
        const together = days.map(({ balance, overlay, rate }) => ({ balance: balance + overlay, rate }))
        return (
          calculateInterest(together, bearing) ===
          calculateInterest(days, bearing) + calculateInterestDifference(days, bearing)
        )
      }),
    )
  })

  test('is never charged to savers or paid to borrowers, and is zero for an empty overlay', () => {
    fc.assert(
      fc.property(month, (days) => {
        const bare = days.map((one) => ({ ...one, overlay: 0n }))
        expect(calculateInterest(days, 'held')).toBeGreaterThanOrEqual(0n)
        expect(calculateInterest(days, 'owed')).toBeLessThanOrEqual(0n)
        expect(calculateInterestDifference(bare, 'held') + calculateInterestDifference(bare, 'owed')).toBe(0n)
      }),
    )
  })
})
