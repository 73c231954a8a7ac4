import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { drawJitter, giveUpAfterMs, nextAttemptAt, parseRetryAfter } from '#bank/events/retry-schedule.ts'

const now = Date.parse('2026-11-24T09:30:00Z')

/** The instants of all attempts after the first, for some draws. */
function attemptsOf(draws: (attempt: number) => number): number[] {
  const found: number[] = []
  for (let [at, attempts] = [now as number | undefined, 1]; at !== undefined; attempts++) {
    at = nextAttemptAt({ attempts, since: now, now: at }, draws(attempts))
    if (at !== undefined) found.push(at)
  }
  return found
}

describe('the pauses between attempts', () => {
  test('grow from 5 seconds to 8 hours, and end at 72 hours', () => {
    const pauses = attemptsOf(() => 0.5).map((at, n, all) => (at - (all[n - 1] ?? now)) / 1_000)
    const steady = [28_800, 28_800, 28_800, 28_800, 28_800, 28_800, 28_800, 28_800]
    expect(pauses).toEqual([5, 15, 45, 135, 405, 1_215, 3_645, 10_935, ...steady, 12_400])
  })

  test('with any jitter: they grow to the longest one, stay within 20 %, and the last attempt is at 72 hours', () => {
    const draw = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
    fc.assert(
      fc.property(fc.array(draw, { minLength: 40, maxLength: 40 }), (draws) => {
        const all = attemptsOf((attempt) => draws[attempt - 1] ?? 0.5)
        expect(all.at(-1)).toBe(now + giveUpAfterMs)
        const pauses = all.map((at, n) => at - (all[n - 1] ?? now)).slice(0, -1)
        for (const [n, pause] of pauses.entries()) {
          const planned = Math.min(5_000 * 3 ** n, 28_800_000)
          expect(Math.abs(pause - planned)).toBeLessThanOrEqual(planned * 0.2 + 1)
          if (n > 0 && n < 8) expect(pause).toBeGreaterThan(pauses[n - 1] as number)
        }
        expect(all.length).toBeLessThan(25)
      }),
    )
  })

  test('the jitter repeats, and differs by everything that it is drawn from', () => {
    const draws = [
      drawJitter(7, 'whk_1', 'evt_1', 1),
      drawJitter(8, 'whk_1', 'evt_1', 1),
      drawJitter(7, 'whk_2', 'evt_1', 1),
      drawJitter(7, 'whk_1', 'evt_2', 1),
      drawJitter(7, 'whk_1', 'evt_1', 2),
    ]
    expect(new Set(draws).size).toBe(5)
    expect(drawJitter(7, 'whk_1', 'evt_1', 1)).toBe(draws[0])
    const mean = Array.from({ length: 2_000 }, (_, n) => drawJitter(n, 'w', 'e', 1)).reduce((sum, x) => sum + x) / 2_000
    expect(mean).toBeCloseTo(0.5, 1)
  })
})

describe('parseRetryAfter', () => {
  test.each([
    ['120', 120_000],
    [' 5 ', 5_000],
    ['86400', 3_600_000],
    ['Tue, 24 Nov 2026 09:31:00 GMT', 60_000],
    ['Tuesday, 24-Nov-26 09:31:00 GMT', 60_000],
    ['Wed, 25 Nov 2026 09:30:00 GMT', 3_600_000],
    ['0', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['soon', undefined],
    ['', undefined],
    ['Tue, 24 Nov 2026 09:29:00 GMT', undefined],
    ['2026-11-24T09:31:00Z', undefined],
    ['99999999999999999999', undefined],
    [undefined, undefined],
  ])('%s', (text, ms) => {
    expect(parseRetryAfter(text, now)).toBe(ms === undefined ? undefined : now + ms)
  })
})
