import * as z from 'zod'

/** How fast callers may send requests: a number per second, and a number at once. */
const fastest = 10_000
const slowest = 0.01
const PerSecond = z.number().min(slowest).max(fastest)
const Burst = z.int().min(1).max(fastest)

export const RateLimit = z.strictObject({ perSecond: PerSecond, burst: Burst })
export type RateLimit = z.output<typeof RateLimit>

/** The limits of a world: of all its requests together, and of each partner. */
export const RateLimits = z.strictObject({ world: RateLimit.optional(), partner: RateLimit.optional() })
export type RateLimits = z.output<typeof RateLimits>

const RequestedLimit = z.strictObject({
  perSecond: PerSecond.meta({ description: 'Requests per second of real time', examples: [10] }),
  burst: Burst.optional().meta({
    description: 'Requests that may come at once; by default those of one second, and at least 1',
    examples: [20],
  }),
})
const about =
  'Requests beyond a limit get 429 `too-many-requests` with `Retry-After`. The control API and the status feed are not limited.'

/** The field of a request that creates a world. */
export const RateLimitsRequest = z
  .strictObject({
    world: RequestedLimit.optional().meta({ description: 'For all requests of the world together' }),
    partner: RequestedLimit.optional().meta({
      description:
        'For each partner, on the Read/Write API. The developer tokens of a world count as one partner together.',
    }),
  })
  .meta({ description: about })
/** The field of a request that changes a world. Null removes a limit. */
export const RateLimitsChange = z
  .strictObject({
    world: RequestedLimit.nullable().optional().meta({ description: 'For all requests together; null removes it' }),
    partner: RequestedLimit.nullable().optional().meta({ description: 'For each partner; null removes it' }),
  })
  .meta({ description: `${about} A limit that you do not send stays.` })
export type RateLimitsChange = z.output<typeof RateLimitsChange>

/** Returns the limits of a world after a change; undefined if it has none. */
export function changeRateLimits(before: RateLimits = {}, change: RateLimitsChange = {}): RateLimits | undefined {
  const limitOf = (name: 'world' | 'partner') => {
    const { [name]: requested } = change
    if (requested === undefined) return before[name]
    return requested === null ? undefined : completeLimit(requested)
  }
  const [world, partner] = [limitOf('world'), limitOf('partner')]
  return world || partner ? { ...(world && { world }), ...(partner && { partner }) } : undefined
}

const completeLimit = ({ perSecond, burst = Math.max(1, Math.ceil(perSecond)) }: z.output<typeof RequestedLimit>) => ({
  perSecond,
  burst,
})

/** A token bucket: how many requests may come at an instant, in epoch milliseconds. */
export type Bucket = { readonly tokens: number; readonly at: number }

/** Returns a bucket as it is at an instant. One that is undefined is full. */
export function refillBucket(bucket: Bucket | undefined, { perSecond, burst }: RateLimit, now: number): Bucket {
  if (!bucket) return { tokens: burst, at: now }
  const gained = (Math.max(0, now - bucket.at) / 1000) * perSecond
  return { tokens: Math.min(burst, bucket.tokens + gained), at: Math.max(now, bucket.at) }
}

/** Takes one request out of a bucket; undefined if there is none to take. */
export const takeFrom = ({ tokens, at }: Bucket): Bucket | undefined =>
  tokens < 1 - tolerance ? undefined : { tokens: Math.max(0, tokens - 1), at }

/** A bucket is refilled in many small steps, whose rounding errors must not delay a request. */
const tolerance = 1e-6

/** Returns the whole seconds until an empty bucket has one request again. */
export const secondsUntilNext = ({ tokens }: Bucket, { perSecond }: RateLimit): number =>
  Math.max(1, Math.ceil((1 - tokens) / perSecond - tolerance))
