import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Bucket,
  changeRateLimits,
  type RateLimit,
  refillBucket,
  secondsUntilNext,
  takeFrom,
} from '#bank/worlds/rate-limit.ts'

const limits = fc.record({
  perSecond: fc.oneof(fc.constantFrom(0.01, 1, 3, 10_000), fc.double({ min: 0.01, max: 10_000, noNaN: true })),
  burst: fc.integer({ min: 1, max: 50 }),
})
/** Gaps between requests, in milliseconds; a clock that stands still or goes back among them. */
const gaps = fc.array(fc.oneof(fc.constant(0), fc.nat(300), fc.integer({ min: -50, max: 5_000 })), { maxLength: 300 })

/** Sends requests and returns the instants of those that passed. */
function send(
  limit: RateLimit,
  gaps: readonly number[],
): { passed: number[]; rejected: [at: number, bucket: Bucket][] } {
  let bucket: Bucket | undefined
  let now = 0
  const passed: number[] = []
  const rejected: [number, Bucket][] = []
  for (const gap of gaps) {
    now += gap
    const full = refillBucket(bucket, limit, now)
    const after = takeFrom(full)
    if (after) passed.push(now)
    else rejected.push([now, full])
    bucket = after ?? full
  }
  return { passed, rejected }
}

test('between two instants at most the burst and what the rate gives pass', () => {
  fc.assert(
    fc.property(limits, fc.array(fc.nat(2_000), { maxLength: 200 }), (limit, gaps) => {
      const { passed } = send(limit, gaps)
      for (const [n, from] of passed.entries()) {
        const to = passed.at(-1) as number
        const most = limit.burst + ((to - from) / 1000) * limit.perSecond
        expect(passed.length - n).toBeLessThanOrEqual(most + 1e-3)
      }
    }),
  )
})

test('a caller who waits as long as it is told passes, and one who waits a second less does not', () => {
  fc.assert(
    fc.property(limits, gaps, (limit, gaps) => {
      for (const [, bucket] of send(limit, gaps).rejected.slice(0, 20)) {
        const seconds = secondsUntilNext(bucket, limit)
        expect(takeFrom(refillBucket(bucket, limit, bucket.at + seconds * 1000))).toBeDefined()
        if (seconds > 1) expect(takeFrom(refillBucket(bucket, limit, bucket.at + (seconds - 1) * 1000))).toBeUndefined()
      }
    }),
  )
})

test('a caller at exactly the rate is never rejected', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), (perSecond) => {
      const every = Array.from({ length: 2 * perSecond }, () => 1000 / perSecond)
      expect(send({ perSecond, burst: 1 }, every).rejected).toEqual([])
    }),
    { numRuns: 30 },
  )
})

test('a clock that goes back gives nothing and takes nothing', () => {
  const limit = { perSecond: 1, burst: 2 }
  const empty = { tokens: 0, at: 5_000 }
  expect(refillBucket(empty, limit, 1_000)).toEqual(empty)
  expect(refillBucket(empty, limit, 6_000)).toEqual({ tokens: 1, at: 6_000 })
})

describe('a change of limits', () => {
  const before = { world: { perSecond: 5, burst: 10 } }

  test.each([
    [{ partner: { perSecond: 2.5 } }, { ...before, partner: { perSecond: 2.5, burst: 3 } }],
    [{ world: { perSecond: 0.5 } }, { world: { perSecond: 0.5, burst: 1 } }],
    [{ world: { perSecond: 1, burst: 7 } }, { world: { perSecond: 1, burst: 7 } }],
    [{ world: null }, undefined],
    [{}, before],
  ])('%j', (change, after) => {
    expect(changeRateLimits(before, change)).toEqual(after)
  })
})
