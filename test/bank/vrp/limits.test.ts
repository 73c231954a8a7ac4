import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addPayment, firstPeriodStart, type PaidAmount, periodOf, remainingAt } from '#bank/vrp/limits.ts'
import type { PeriodicLimit } from '#bank/vrp/schemas.ts'
import { swept } from '#test/support/payments/examples.ts'

const at = (text: string) => Date.parse(text.includes('T') ? text : `${text}T00:00:00Z`)
const dayMs = 86_400_000
const limit = (text: string, Amount: string): PeriodicLimit => {
  const [PeriodType, PeriodAlignment] = text.split(' ') as [
    PeriodicLimit['PeriodType'],
    PeriodicLimit['PeriodAlignment'],
  ]
  return { PeriodType, PeriodAlignment, Amount, Currency: 'GBP' }
}
const shown = (ms: number) => new Date(ms).toISOString().slice(0, 10)

describe('the period of an instant', () => {
  /** First and last day in the standard's notation; the limit in pence. */
  const rows: readonly (readonly [
    what: string,
    amount: string,
    from: string,
    instant: string,
    period: string,
    pence: bigint,
  ])[] = [
    // The four examples of the standard.
    ['Month Calendar', '300.00', '2021-06-06', '2021-06-06', '2021-06-06 2021-06-30', 250_00n],
    ['Month Calendar', '300.00', '2021-06-06', '2021-07-31T23:59:59.999Z', '2021-07-01 2021-07-31', 300_00n],
    ['Month Consent', '500.00', '2021-06-05', '2021-07-04T23:59:59.999Z', '2021-06-05 2021-07-04', 500_00n],
    ['Month Consent', '500.00', '2021-06-05', '2021-07-05', '2021-07-05 2021-08-04', 500_00n],
    ['Year Calendar', '500.00', '2021-06-06', '2021-12-31', '2021-06-06 2021-12-31', 286_30n],
    ['Year Calendar', '500.00', '2021-06-06', '2022-01-01', '2022-01-01 2022-12-31', 500_00n],
    ['Year Consent', '500.00', '2021-06-05', '2023-06-04', '2022-06-05 2023-06-04', 500_00n],
    // The time of day does not count.
    ['Month Calendar', '300.00', '2021-06-06T23:59:59Z', '2021-06-06T00:00:00Z', '2021-06-06 2021-06-30', 250_00n],
    ['Day Consent', '10.00', '2021-06-06T15:00:00Z', '2021-06-07T14:00:00Z', '2021-06-07 2021-06-07', 10_00n],
    ['Day Calendar', '10.00', '2021-06-06T15:00:00Z', '2021-06-06T15:00:00Z', '2021-06-06 2021-06-06', 10_00n],
    // Weeks begin on Monday, or on the day of the consent.
    ['Week Calendar', '70.00', '2026-11-26', '2026-11-26', '2026-11-26 2026-11-29', 40_00n],
    ['Week Calendar', '70.00', '2026-11-26', '2026-11-30', '2026-11-30 2026-12-06', 70_00n],
    ['Week Calendar', '100.00', '2026-11-24', '2026-11-24', '2026-11-24 2026-11-29', 85_71n],
    ['Week Consent', '70.00', '2026-11-26', '2026-12-02T23:59:59.999Z', '2026-11-26 2026-12-02', 70_00n],
    ['Week Consent', '70.00', '2026-11-26', '2026-12-03', '2026-12-03 2026-12-09', 70_00n],
    ['Fortnight Consent', '70.00', '2026-11-26', '2026-12-09T23:59:59.999Z', '2026-11-26 2026-12-09', 70_00n],
    ['Fortnight Consent', '70.00', '2026-11-26', '2026-12-10', '2026-12-10 2026-12-23', 70_00n],
    // Months that lack the day begin on their last, and the next are not pulled back by that.
    ['Month Consent', '1.00', '2026-01-31', '2026-02-27', '2026-01-31 2026-02-27', 100n],
    ['Month Consent', '1.00', '2026-01-31', '2026-02-28', '2026-02-28 2026-03-30', 100n],
    ['Month Consent', '1.00', '2026-01-31', '2026-03-31', '2026-03-31 2026-04-29', 100n],
    ['Year Consent', '1.00', '2024-02-29', '2025-02-28', '2025-02-28 2026-02-27', 100n],
    ['Year Consent', '1.00', '2024-02-29', '2028-02-29', '2028-02-29 2029-02-27', 100n],
    // Half-years begin in January and July.
    ['Half-year Calendar', '181.00', '2027-05-01', '2027-06-30', '2027-05-01 2027-06-30', 61_00n],
    ['Half-year Calendar', '181.00', '2027-05-01', '2027-07-01', '2027-07-01 2027-12-31', 181_00n],
    ['Half-year Consent', '181.00', '2026-08-31', '2027-02-28', '2027-02-28 2027-08-30', 181_00n],
    // A consent that begins with its period has the whole limit.
    ['Month Calendar', '300.00', '2026-12-01', '2026-12-31', '2026-12-01 2026-12-31', 300_00n],
    ['Month Calendar', '290.00', '2028-02-29', '2028-02-29', '2028-02-29 2028-02-29', 10_00n],
  ]
  test.each(rows)('%s of %s from %s: on %s it is %s', (what, amount, from, instant, days, pence) => {
    const period = periodOf(limit(what, amount), at(from), at(instant))
    expect(period && `${shown(period.start)} ${shown(period.end - 1)}`).toBe(days)
    expect(period?.limit).toBe(pence)
  })

  test('there is no period before the first day, and nothing is left to pay', () => {
    for (const alignment of ['Consent', 'Calendar']) {
      const month = limit(`Month ${alignment}`, '300.00')
      expect(periodOf(month, at('2026-11-24T12:00:00Z'), at('2026-11-23T23:59:59.999Z'))).toBeUndefined()
      expect(remainingAt(month, at('2026-11-24'), at('2026-11-23'), [])).toBe(0n)
    }
  })
})

describe('the amount left', () => {
  const week = limit('Week Consent', '100.00')
  const from = at('2026-11-26')
  const paid = (...parts: [string, bigint][]): PaidAmount[] => parts.map(([text, amount]) => ({ at: at(text), amount }))

  test.each([
    ['nothing paid', [], 100_00n],
    ['one payment', paid(['2026-11-27', 30_00n]), 70_00n],
    ['all paid', paid(['2026-11-26', 60_00n], ['2026-12-02T23:59:59.999Z', 40_00n]), 0n],
    ['all but a penny', paid(['2026-11-27', 99_99n]), 1n],
    ['paid in the week before or after', paid(['2026-11-25T23:59:59.999Z', 99n], ['2026-12-03', 99n]), 100_00n],
    ['more paid than was allowed', paid(['2026-11-27', 100_01n]), 0n],
  ])('%s', (_, made, left) => expect(remainingAt(week, from, at('2026-11-28'), made)).toBe(left))

  test('is exact for the largest amount', () => {
    const most = limit('Year Consent', '9999999999999.99')
    expect(remainingAt(most, from, from, [{ at: from, amount: 1n }])).toBe(999_999_999_999_998n)
  })
})

describe("the sum of a period's payments", () => {
  const parameters = {
    ...swept.Data.ControlParameters,
    PeriodicLimits: [limit('Day Calendar', '100.00'), limit('Week Consent', '500.00')],
  }
  const from = at('2026-11-26')
  const sums = (...payments: [string, bigint][]) =>
    payments
      .reduce<PaidAmount[]>(
        (before, [text, amount]) => addPayment(parameters, from, { at: at(text), amount }, before),
        [],
      )
      .map((one) => `${shown(one.at)} ${one.amount}`)

  test.each<[string, [string, bigint][], string[]]>([
    ['the first', [['2026-11-27T10:00:00Z', 10n]], ['2026-11-27 10', '2026-11-26 10']],
    [
      'two of a day',
      [
        ['2026-11-27T10:00:00Z', 10n],
        ['2026-11-27T11:00:00Z', 5n],
      ],
      ['2026-11-27 15', '2026-11-26 15'],
    ],
    [
      'two of a week, on two days',
      [
        ['2026-11-27T23:59:59.999Z', 10n],
        ['2026-11-28', 5n],
      ],
      ['2026-11-28 5', '2026-11-26 15'],
    ],
    [
      'two of two weeks',
      [
        ['2026-12-02T23:59:59.999Z', 10n],
        ['2026-12-03', 5n],
      ],
      ['2026-12-03 5', '2026-12-03 5'],
    ],
    [
      'nothing, which begins a period as well',
      [
        ['2026-11-27', 10n],
        ['2026-11-28', 0n],
      ],
      ['2026-11-28 0', '2026-11-26 10'],
    ],
  ])('%s', (_, payments, expected) => expect(sums(...payments)).toEqual(expected))
})

describe('periods start', () => {
  const parameters = swept.Data.ControlParameters
  test('on the day from which the consent is valid', () => {
    const later = { ...parameters, ValidFromDateTime: '2026-12-05T18:00:00Z' }
    expect(firstPeriodStart(later, at('2026-11-24T09:30:00Z'))).toBe(at('2026-12-05'))
  })
  test('on the day of the consent, if it has no start', () => {
    const { ValidFromDateTime: _, ...open } = parameters
    expect(firstPeriodStart(open, at('2026-11-24T09:30:00Z'))).toBe(at('2026-11-24'))
  })
})

describe('for any limit', () => {
  const limits = fc.constantFrom(
    ...['Day', 'Week', 'Month', 'Half-year', 'Year'].flatMap((type) => [`${type} Consent`, `${type} Calendar`]),
    'Fortnight Consent',
  )
  const days = fc.integer({ min: 0, max: 4_000 })
  const moments = fc.integer({ min: 0, max: 1_500 * dayMs })
  const pence = fc.integer({ min: 1, max: 50_000_00 })
  const settings = { seed: 20_261_124, numRuns: 500 }
  const text = (amount: number) => (amount / 100).toFixed(2)

  test('periods follow each other without gaps, contain their instants, and the first begins with the consent', () => {
    fc.assert(
      fc.property(limits, days, moments, pence, (what, day, after, amount) => {
        const one = limit(what, text(amount))
        const from = at('2020-01-01') + day * dayMs
        const period = periodOf(one, from, from + after)!
        expect(period.start).toBeLessThanOrEqual(from + after)
        expect(period.end).toBeGreaterThan(from + after)
        for (const edge of [period.start, period.end - 1]) expect(periodOf(one, from, edge)).toEqual(period)
        expect(periodOf(one, from, period.end)?.start).toBe(period.end)
        expect(periodOf(one, from, from)?.start).toBe(from)
        if (period.start > from) expect(periodOf(one, from, period.start - 1)?.end).toBe(period.start)
      }),
      settings,
    )
  })

  test('a full period has the whole limit, and a partial first one its share by days, rounded down', () => {
    fc.assert(
      fc.property(limits, days, moments, pence, (what, day, after, amount) => {
        const one = limit(what, text(amount))
        const from = at('2020-01-01') + day * dayMs
        const period = periodOf(one, from, from + after)!
        if (period.start > from || what.endsWith('Consent')) {
          expect(period.limit).toBe(BigInt(amount))
          return
        }
        // The whole period, as an older consent has it.
        const whole = periodOf(one, from - 400 * dayMs, from)!
        const share = (amount * (period.end - period.start)) / (whole.end - whole.start)
        expect(Number(period.limit)).toBeLessThanOrEqual(share + 1e-6)
        expect(Number(period.limit)).toBeGreaterThan(share - 1 - 1e-6)
      }),
      settings,
    )
  })

  test('payments within the amount left never exceed the limit together, and the last penny can be spent', () => {
    const payments = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 * dayMs }), pence), { maxLength: 40 })
    fc.assert(
      fc.property(limits, days, pence, payments, (what, day, amount, wanted) => {
        const one = limit(what, text(amount))
        const from = at('2020-01-01') + day * dayMs
        const made: PaidAmount[] = []
        let clock = from
        for (const [wait, asked] of wanted) {
          clock += wait
          const left = remainingAt(one, from, clock, made)
          // A rejected partner retries with the whole amount left.
          const spent = BigInt(asked) <= left ? BigInt(asked) : left
          if (spent > 0n) made.push({ at: clock, amount: spent })
          if (BigInt(asked) > left) expect(remainingAt(one, from, clock, made)).toBe(0n)
        }
        const sums = new Map<number, bigint>()
        for (const { at: when, amount: sum } of made) {
          const { start } = periodOf(one, from, when)!
          sums.set(start, (sums.get(start) ?? 0n) + sum)
        }
        for (const [start, sum] of sums) expect(sum <= periodOf(one, from, start)!.limit).toBe(true)
      }),
      settings,
    )
  })
})
