import { describe, expect, test } from 'vitest'
import { Problem } from '#bank/base/problem.ts'
import {
  addSpan,
  changeRate,
  endOfTime,
  iso,
  moveClock,
  parseDateTime,
  parseInstant,
  readClock,
  realInstantAt,
  type Span,
} from '#bank/time/clock.ts'

const at = (text: string) => Date.parse(text)

describe('a span of time is added in UTC', () => {
  test.each<[from: string, span: Span, to: string]>([
    ['2026-01-31T12:00:00.000Z', { months: 1 }, '2026-02-28T12:00:00.000Z'],
    ['2028-01-31T12:00:00.000Z', { months: 1 }, '2028-02-29T12:00:00.000Z'],
    ['2026-01-31T12:00:00.000Z', { months: 2 }, '2026-03-31T12:00:00.000Z'],
    ['2026-03-28T12:00:00.000Z', { days: 1, hours: 1 }, '2026-03-29T13:00:00.000Z'],
    ['2026-12-31T23:59:59.000Z', { seconds: 1 }, '2027-01-01T00:00:00.000Z'],
  ])('%s and %j is %s', (from, span, to) => {
    expect(iso(addSpan(at(from), span))).toBe(to)
  })
})

describe("a world's clock", () => {
  const clock = { real: 1_000, world: at('2026-01-01T00:00:00Z'), rate: 60 }

  test('runs at its rate from the instant at which it was set', () => {
    expect(readClock(clock, 2_000) - clock.world).toBe(60_000)
    expect(readClock(clock, 0)).toBe(clock.world)
  })

  test('keeps its instant when its rate changes, and pauses at rate 0', () => {
    const paused = changeRate(clock, 2_000, 0)
    expect(readClock(paused, 900_000)).toBe(clock.world + 60_000)
    expect(realInstantAt(paused, clock.world + 60_001)).toBeUndefined()
  })

  test('shows an instant first at the real instant that is computed for it', () => {
    const real = realInstantAt(clock, clock.world + 90_000) as number
    expect([
      readClock(clock, real) >= clock.world + 90_000,
      readClock(clock, real - 1) >= clock.world + 90_000,
    ]).toEqual([true, false])
  })

  test.each([
    ['back', at('2025-12-31T00:00:00Z')],
    ['past the end of time', at(endOfTime) + 1],
  ])('does not go %s', (_, to) => {
    expect(() => moveClock(clock, 1_000, to)).toThrow(Problem)
  })
})

describe('an instant that a caller sends', () => {
  test.each([
    ['2026-11-24', '2026-11-24T00:00:00.000Z'],
    ['2026-11-24T09:30Z', '2026-11-24T09:30:00.000Z'],
    ['2026-11-24T09:30:00.5+01:00', '2026-11-24T08:30:00.500Z'],
  ])('%s is %s', (text, instant) => {
    expect(iso(parseInstant(text, 'at'))).toBe(instant)
  })

  test.each(['2026-02-30', '2026-11-24T09:30:00', 'Christmas', '2017-12-31', '2100-01-01'])('is not %s', (text) => {
    expect(() => parseInstant(text, 'at')).toThrow(/^at: must be .*\(got /)
  })
})

describe('a date-time of the standard', () => {
  test.each([
    ['2026-11-24T09:30:00Z', '2026-11-24T09:30:00.000Z'],
    ['2026-11-24T09:30:00.123456+01:00', '2026-11-24T08:30:00.123Z'],
    ['1997-01-01T00:00:00+00:00', '1997-01-01T00:00:00.000Z'],
  ])('%s is %s', (text, instant) => {
    expect(iso(parseDateTime(text, 'at'))).toBe(instant)
  })

  test.each([
    '2026-11-24',
    '20261124',
    '2026-11-24T09:30Z',
    '2026-11-24T09:30:00',
    '2026-11-24 09:30:00Z',
    '2026-11-24T24:00:00Z',
    '2026-02-30T00:00:00Z',
    '',
  ])('is not %j', (text) => {
    expect(() => parseDateTime(text, 'at')).toThrow(/^at: must be .*\(got /)
  })
})
