import { perObject } from '#bank/base/per-object.ts'
import { Problem } from '#bank/base/problem.ts'
import { isTokenId } from '#bank/consents/token.ts'
import { type BankPart, rejectDuringOutage } from '#bank/worlds/outage.ts'
import { type Bucket, type RateLimit, refillBucket, secondsUntilNext, takeFrom } from '#bank/worlds/rate-limit.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import type { Sandbox, World } from '#store/world.ts'
import type { Exchange } from './exchange.ts'

/**
 * Rejects a request for a part of a world's bank that is out, or that comes too fast. Runs after
 * the grant, where the world is known, and reads nothing but the world's record. The control API
 * does not call it: it is never out, so that an owner can always end an outage or raise a limit.
 */
export function checkWorld({ sandbox, place, partner }: Exchange, world: World, part: BankPart): void {
  const { outages, rateLimits, clock } = world.record
  if (outages) rejectDuringOutage(outages, part, world.now, clock)
  if (!rateLimits) return
  // Anyone may send any client id to the authorization server, so there only the world counts.
  const caller = place.surface === 'open-banking' ? callerOf(partner) : undefined
  takeAll(sandbox, [
    ...(rateLimits.partner && caller !== undefined
      ? [{ name: `${world.id}/${caller}`, whose: caller, limit: rateLimits.partner }]
      : []),
    ...(rateLimits.world ? [{ name: world.id, whose: world.id, limit: rateLimits.world }] : []),
  ])
}

/** Returns who sends a request: a partner, or all developer tokens of the world together. */
const callerOf = (partner: string | undefined): string =>
  partner === undefined || isTokenId(partner) ? 'developer tokens' : partner

/**
 * The buckets of a process, the one that was used last at the end. Each process counts for itself
 * and forgets the rest, so in the cloud a limit is approximate: nothing is stored for it.
 */
const bucketsOf = perObject((_: Sandbox) => new Map<string, Bucket>())
const mostBuckets = 10_000

/**
 * Takes one request out of each bucket, or out of none and throws `too-many-requests`. So a partner
 * that floods uses up its own limit and not that of its world.
 */
function takeAll(sandbox: Sandbox, draws: readonly { name: string; whose: string; limit: RateLimit }[]): void {
  const buckets = bucketsOf(sandbox)
  const now = readSteadyTime(sandbox)
  const taken = draws.map(({ name, whose, limit }) => {
    const bucket = refillBucket(buckets.get(name), limit, now)
    const after = takeFrom(bucket)
    if (!after) throw tooMany(whose, limit, secondsUntilNext(bucket, limit))
    return [name, after] as const
  })
  for (const [name, bucket] of taken) {
    buckets.delete(name)
    buckets.set(name, bucket)
  }
  while (buckets.size > mostBuckets) buckets.delete(buckets.keys().next().value as string)
}

/**
 * Builds the problem of a request over a limit. It has no stack trace: nothing logs one, and one
 * costs 14 us of the 55 that the rejection costs with it (measured 2026-11-30).
 */
function tooMany(whose: string, { perSecond, burst }: RateLimit, seconds: number): Problem {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    return new Problem(
      'too-many-requests',
      `${whose}: at most ${perSecond} requests per second and ${burst} at once; send the request again in ${seconds} s, or let the owner of the world raise rateLimits`,
      { headers: { 'retry-after': String(seconds) } },
    )
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

/** For how long before its end a world says it, in milliseconds. */
const lastHour = 3_600_000

export const sunsetHeader = 'sunset'

/** Says in an answer when its world ends. A change of the world says the new end in its body. */
export function noteSunset({ place }: Exchange, world: World, answer: Response): void {
  const sunset = place.operation === 'UpdateWorld' ? undefined : sunsetOf(world)
  if (sunset !== undefined) answer.headers.set(sunsetHeader, sunset)
}

/**
 * Returns the value of `Sunset` (RFC 8594): when a world ends, within its last hour. Undefined
 * before that, and for worlds without an end.
 */
export function sunsetOf({ record: { expiresAt }, sandbox }: World): string | undefined {
  if (expiresAt === undefined || expiresAt - readSteadyTime(sandbox) > lastHour) return undefined
  return new Date(expiresAt).toUTCString()
}
