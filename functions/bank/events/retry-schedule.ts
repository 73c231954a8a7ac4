import { createHash } from 'node:crypto'

/** For how long an event is tried again after its first failure, in milliseconds. */
export const giveUpAfterMs = 72 * 3_600_000

/** The first pause, and the longest one, in milliseconds. Each pause is three times the last. */
const firstPauseMs = 5_000
const longestPauseMs = 8 * 3_600_000

/** The longest time that a receiver may ask for by Retry-After, in milliseconds. */
export const longestRetryAfterMs = 3_600_000

/** An event that could not be delivered: attempts so far, the first failure, and now. */
type Failed = { readonly attempts: number; readonly since: number; readonly now: number }

/**
 * Returns the instant of the next attempt, or undefined once the event was tried for 72 hours. All
 * instants are epoch milliseconds of one clock. `jitter` in [0, 1) spreads a pause by 20 % to both
 * sides, so that what failed together is not tried together. The last attempt is at 72 hours.
 */
export function nextAttemptAt({ attempts, since, now }: Failed, jitter: number): number | undefined {
  const last = since + giveUpAfterMs
  if (now >= last) return undefined
  const pauseMs = Math.min(firstPauseMs * 3 ** (attempts - 1), longestPauseMs)
  return Math.min(now + Math.round(pauseMs * (0.8 + 0.4 * jitter)), last)
}

/** Draws the jitter of an attempt from the world's seed: a repeated run has the same pauses. */
export function drawJitter(seed: number, subscription: string, event: string, attempt: number): number {
  const digest = createHash('sha256').update(`${seed}/${subscription}/${event}/${attempt}`).digest()
  return digest.readUInt32BE() / 2 ** 32
}

/**
 * Parses the header Retry-After (RFC 9110, 10.2.3), seconds or an HTTP date, to an instant of real
 * time, at most an hour after `now`. Returns undefined if it asks for nothing.
 */
export function parseRetryAfter(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined
  const value = text.trim()
  const at = /^\d{1,9}$/.test(value)
    ? now + Number(value) * 1_000
    : /^[A-Za-z]{3,9}, .* GMT$/.test(value)
      ? Date.parse(value)
      : Number.NaN
  return at > now ? Math.min(at, now + longestRetryAfterMs) : undefined
}
