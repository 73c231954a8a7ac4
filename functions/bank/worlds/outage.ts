import * as z from 'zod'
import { directionRejected, keepsDirection } from '#bank/base/bidi-safe.ts'
import { Problem } from '#bank/base/problem.ts'
import { type Clock, iso, parseInstant } from '#bank/time/clock.ts'

/**
 * What an outage takes down: the whole bank, its payments (the operations of PISPs), or its
 * authorization server with the pages that customers see. The control API is never out.
 */
export const outageAreas = ['bank', 'payments', 'authorization'] as const
export type OutageArea = (typeof outageAreas)[number]
/** A planned outage is announced from its creation on, a sudden one only once it has begun. */
const outageKinds = ['planned', 'sudden'] as const

/** A part of the bank that a request asks for. */
export type BankPart = 'accounts' | 'payments' | 'authorization'

/** How many outages a world has. Few, because each request reads the world's record. */
export const mostOutages = 8
/** The longest outage, in minutes: a year. */
const longestMinutes = 525_600

const Explanation = z
  .string()
  .regex(/^[^\p{Cc}\p{Cs}]{1,120}$/u, 'must be 1 to 120 characters on one line')
  .refine(keepsDirection, directionRejected)

/** An outage as stored. Instants are epoch milliseconds of the world's clock. */
export const Outage = z.strictObject({
  id: z.string(),
  area: z.enum(outageAreas),
  kind: z.enum(outageKinds),
  from: z.int(),
  /** Absent: it lasts until it is changed or deleted. */
  to: z.int().optional(),
  explanation: z.string(),
})
export type Outage = z.output<typeof Outage>

const outageFields = {
  area: z.enum(outageAreas),
  kind: z.enum(outageKinds).optional(),
  from: z.string().optional(),
  minutes: z.int().min(1).max(longestMinutes).nullable().optional(),
  explanation: Explanation.optional(),
}
const described = {
  area: {
    description:
      'What is out: `bank` is everything except `/control`, `payments` the operations under `/pisp`, `authorization` the authorization server and the pages of customers',
  },
  kind: {
    description:
      '`planned` is announced at `/open-banking/discovery/outages` from now on; `sudden` (the default) shows only once it has begun',
  },
  from: {
    description: "When it begins, by the world's clock; the default is now",
    format: 'date-time',
    examples: ['2026-11-24T22:00:00Z'],
  },
  minutes: {
    description:
      "How long it lasts, in minutes of the world's clock. A sudden outage without it lasts until you change or delete it; a planned one must have it.",
    examples: [90],
  },
  explanation: { description: 'What callers and the status feed are told, in one line of up to 120 characters' },
}
/** The request to create an outage. */
export const OutageRequest = z.strictObject({
  area: outageFields.area.meta(described.area),
  kind: outageFields.kind.meta(described.kind),
  from: outageFields.from.meta(described.from),
  minutes: outageFields.minutes.meta(described.minutes),
  explanation: outageFields.explanation.meta(described.explanation),
})
/** The request to change an outage. Fields that are absent stay. */
export const OutageChange = OutageRequest.partial()
export type OutageChange = z.output<typeof OutageChange>

const explanations = { planned: 'Planned maintenance', sudden: 'Unexpected failure' } as const

/**
 * Builds an outage from a request, or from a change of an earlier one. `now` is the time of the
 * world's clock. Rejects a beginning in the past, and a planned outage without a length.
 */
export function buildOutage(
  id: string,
  { area, kind, from, minutes, explanation }: OutageChange & Pick<z.output<typeof OutageRequest>, 'area'>,
  now: number,
  before?: Outage,
): Outage {
  const start = from === undefined ? (before?.from ?? now) : parseStart(from, now, before)
  const length =
    minutes === undefined ? before?.to && before.to - before.from : minutes === null ? undefined : minutes * 60_000
  const planned = kind ?? before?.kind ?? 'sudden'
  if (planned === 'planned' && length === undefined)
    throw new Problem(
      'field-expected',
      'minutes: is required for a planned outage, whose length is announced; send it, or kind sudden',
      { path: 'minutes' },
    )
  const isDefault = before === undefined || before.explanation === explanations[before.kind]
  return {
    id,
    area: area ?? before?.area,
    kind: planned,
    from: start,
    ...(length !== undefined && { to: start + length }),
    explanation: explanation ?? (isDefault ? explanations[planned] : before.explanation),
  }
}

/** Parses the beginning of an outage. One that has begun may keep its beginning. */
function parseStart(from: string, now: number, before: Outage | undefined): number {
  const at = parseInstant(from, 'from')
  if (at >= now || at === before?.from) return at
  const message = `from: must not be before ${iso(now)}, the time on the world's clock (got ${iso(at)})`
  throw new Problem('date-invalid', message, { path: 'from' })
}

/** Whether an outage is to come, is happening, or has ended. */
export type OutageState = 'upcoming' | 'active' | 'ended'

/** Returns the state of an outage at an instant of the world's clock. */
export const outageStateAt = ({ from, to = Number.POSITIVE_INFINITY }: Outage, now: number): OutageState =>
  now >= to ? 'ended' : now >= from ? 'active' : 'upcoming'

const endOf = ({ to = Number.POSITIVE_INFINITY }: Outage): number => to

/** Seconds to wait where nothing says when an outage ends: its end is open, or the clock paused. */
const unknownWaitSeconds = 60

/** Returns the seconds of real time until the world's clock shows an instant; at least 1. */
function secondsUntil(to: number | undefined, now: number, { rate }: Clock): number {
  if (to === undefined || rate === 0) return unknownWaitSeconds
  return Math.max(1, Math.ceil((to - now) / rate / 1000))
}

/**
 * Rejects a request for a part of the bank that is out: 503 `unavailable` with `Retry-After`, for
 * the outage that ends last.
 */
export function rejectDuringOutage(outages: readonly Outage[], part: BankPart, now: number, clock: Clock): void {
  const [last] = outages
    .filter((one) => outageStateAt(one, now) === 'active' && (one.area === 'bank' || one.area === part))
    .sort((a, b) => endOf(b) - endOf(a))
  if (!last) return
  const { id, area, kind, to, explanation } = last
  const end = to === undefined ? 'without a known end' : `until ${iso(to)} by the world's clock`
  throw new Problem(
    'unavailable',
    `${explanation}: ${kind} outage ${id} of ${area === 'bank' ? 'the whole bank' : area} ${end}`,
    { headers: { 'retry-after': String(secondsUntil(to, now, clock)) } },
  )
}
