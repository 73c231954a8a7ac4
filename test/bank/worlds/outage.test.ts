import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Problem } from '#bank/base/problem.ts'
import { type Clock, readClock } from '#bank/time/clock.ts'
import { type BankPart, buildOutage, type Outage, outageAreas, rejectDuringOutage } from '#bank/worlds/outage.ts'
import { buildStatus, listAnnounced } from '#bank/worlds/status-feed.ts'

const start = Date.parse('2026-11-24T09:30:00Z')
const minutes = (n: number) => start + n * 60_000
const parts: BankPart[] = ['accounts', 'payments', 'authorization']
const clockAt = (now: number, rate = 1): Clock => ({ real: start, world: now, rate })
const outage = (more: Partial<Outage> = {}): Outage => ({
  id: 'out_1',
  area: 'bank',
  kind: 'sudden',
  from: minutes(0),
  to: minutes(10),
  explanation: 'Unexpected failure',
  ...more,
})

/** Returns the problem of a request, or undefined if the part is up. */
function problemOf(outages: Outage[], part: BankPart, now: number, clock = clockAt(now)): Problem | undefined {
  try {
    rejectDuringOutage(outages, part, now, clock)
    return undefined
  } catch (error) {
    return error as Problem
  }
}

test.each([
  ['bank', ['accounts', 'payments', 'authorization']],
  ['payments', ['payments']],
  ['authorization', ['authorization']],
] as const)('an outage of %s takes down %j', (area, down) => {
  expect(parts.filter((part) => problemOf([outage({ area })], part, minutes(5)))).toEqual(down)
})

test.each([
  [-1, false],
  [0, true],
  [9, true],
  [10, false],
])('an outage from minute 0 to 10 holds at minute %d: %s', (minute, isOut) => {
  expect(problemOf([outage()], 'accounts', minutes(minute)) !== undefined).toBe(isOut)
})

test('a rejection names the outage and says when to come back', () => {
  const problem = problemOf([outage({ area: 'payments', kind: 'planned' })], 'payments', minutes(4))
  expect([problem?.code, problem?.message, problem?.headers]).toEqual([
    'unavailable',
    "Unexpected failure: planned outage out_1 of payments until 2026-11-24T09:40:00.000Z by the world's clock",
    { 'retry-after': '360' },
  ])
})

test.each([
  ['a paused clock', outage(), 0, '60'],
  ['an open end', outage({ to: undefined as never }), 1, '60'],
  ['a clock that shows the end within a second', outage(), 100_000, '1'],
])('with %s Retry-After is a number all the same', (_, one, rate, seconds) => {
  expect(problemOf([one], 'accounts', minutes(5), clockAt(minutes(5), rate))?.headers['retry-after']).toBe(seconds)
})

test('a caller who waits as Retry-After says is not rejected by the same outages again', () => {
  const outages = fc.array(
    fc.record({
      area: fc.constantFrom(...outageAreas),
      from: fc.integer({ max: 0, min: -500 }),
      length: fc.nat(2_000),
    }),
    { minLength: 1, maxLength: 8 },
  )
  const rate = fc.oneof(fc.constantFrom(1, 60, 100_000), fc.double({ min: 0.001, max: 100_000, noNaN: true }))
  fc.assert(
    fc.property(outages, rate, fc.constantFrom(...parts), (drawn, rate, part) => {
      const some = drawn.map(({ area, from, length }, n) =>
        outage({ id: `out_${n}`, area, from: minutes(from), to: minutes(from + length + 1) }),
      )
      const clock = clockAt(start, rate)
      const problem = problemOf(some, part, start, clock)
      if (!problem) return
      const seconds = Number(problem.headers['retry-after'])
      expect(seconds).toBeGreaterThanOrEqual(1)
      const later = readClock(clock, start + seconds * 1000)
      expect(problemOf(some, part, later, clock)).toBeUndefined()
    }),
  )
})

describe('a request or change of an outage', () => {
  test('begins now, is sudden and open by default', () => {
    expect(buildOutage('out_2', { area: 'payments' }, start)).toEqual({
      id: 'out_2',
      area: 'payments',
      kind: 'sudden',
      from: start,
      explanation: 'Unexpected failure',
    })
  })

  test('keeps what it does not name, the length included', () => {
    const before = outage()
    const at = '2026-11-24T10:00:00Z'
    expect(buildOutage('out_1', { area: 'bank', from: at }, minutes(5), before)).toEqual({
      ...before,
      from: minutes(30),
      to: minutes(40),
    })
    expect(buildOutage('out_1', { area: 'bank', minutes: 20 }, minutes(5), before).to).toBe(minutes(20))
    expect(buildOutage('out_1', { area: 'bank', minutes: null }, minutes(5), before)).not.toHaveProperty('to')
    expect(buildOutage('out_1', { area: 'bank', kind: 'planned' }, minutes(5), before).explanation).toBe(
      'Planned maintenance',
    )
    const own = outage({ explanation: 'Storm' })
    expect(buildOutage('out_1', { area: 'bank', kind: 'planned' }, minutes(5), own).explanation).toBe('Storm')
  })

  test.each([
    [{ kind: 'planned' as const }, 'minutes: is required for a planned outage'],
    [{ from: '2026-11-24T09:29:59Z' }, "from: must not be before 2026-11-24T09:30:00.000Z, the time on the world's"],
    [{ from: 'tonight' }, 'from: must be an instant such as'],
  ])('%j is rejected', (request, why) => {
    expect(() => buildOutage('out_2', { area: 'bank', ...request }, start)).toThrow(why)
  })

  test('may repeat the beginning of an outage that has begun', () => {
    expect(buildOutage('out_1', { area: 'bank', from: '2026-11-24T09:30:00Z' }, minutes(5), outage())).toEqual(outage())
  })
})

describe('the status', () => {
  const updateTime = '2026-11-24T09:35:00.000Z'
  const statusOf = (...outages: Outage[]) => buildStatus(outages, minutes(5))

  test('is OK without an active outage', () => {
    expect(statusOf()).toEqual({ status: 'OK', updateTime })
    expect(statusOf(outage({ from: minutes(6) }), outage({ to: minutes(5) }))).toEqual({ status: 'OK', updateTime })
  })

  test.each([
    ['bank', 'sudden', 'UNAVAILABLE'],
    ['payments', 'sudden', 'PARTIAL_FAILURE'],
    ['authorization', 'sudden', 'PARTIAL_FAILURE'],
    ['bank', 'planned', 'SCHEDULED_OUTAGE'],
    ['payments', 'planned', 'SCHEDULED_OUTAGE'],
  ] as const)('during an outage of %s that is %s is %s', (area, kind, status) => {
    expect(statusOf(outage({ area, kind }))).toEqual({
      status,
      explanation: 'Unexpected failure',
      ...(kind === 'sudden' && { detectionTime: '2026-11-24T09:30:00.000Z' }),
      expectedResolutionTime: '2026-11-24T09:40:00.000Z',
      updateTime,
    })
  })

  test('is that of the worst outage', () => {
    const [part, whole] = [outage({ area: 'payments' }), outage({ kind: 'planned' })]
    expect(statusOf(part, whole).status).toBe('SCHEDULED_OUTAGE')
    expect(statusOf(part, outage({ area: 'payments', kind: 'planned' })).status).toBe('PARTIAL_FAILURE')
    expect(statusOf(part, whole, outage()).status).toBe('UNAVAILABLE')
  })
})

test('planned outages are announced until they end, with an ISO 8601 duration', () => {
  const planned = (from: number, length: number) =>
    outage({ kind: 'planned', area: 'payments', from: minutes(from), to: minutes(from + length) })
  const some = [planned(120, 90), planned(0, 60), planned(-60, 65), outage(), planned(-60, 60)]
  expect(listAnnounced(some, minutes(0)).map(({ outageTime, duration }) => `${outageTime} ${duration}`)).toEqual([
    '2026-11-24T08:30:00.000Z PT1H5M',
    '2026-11-24T09:30:00.000Z PT1H',
    '2026-11-24T11:30:00.000Z PT1H30M',
  ])
  expect(listAnnounced([planned(1, 5)], start)[0]).toEqual({
    outageTime: '2026-11-24T09:31:00.000Z',
    duration: 'PT5M',
    isPartial: true,
    explanation: 'Unexpected failure',
  })
})
