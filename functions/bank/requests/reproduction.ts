import * as z from 'zod'
import { FaultRequest } from '#bank/scenarios/fault.ts'
import { largestSize, Seed } from '#bank/worlds/world.ts'
import { mask } from './mask.ts'
import type { WholeRequest } from './views.ts'

const text = z.string()

/** One request of a reproduction, with the grant that it had, and the answer that it got. */
export const ReproducedRequest = z.strictObject({
  id: text,
  /** When it came, by the world's clock. */
  at: z.iso.datetime().optional(),
  surface: text,
  operation: text.optional(),
  method: text,
  target: text,
  headers: z.record(text, text),
  body: text.optional(),
  caller: z.strictObject({
    partner: text.optional(),
    customer: text.optional(),
    consent: text.optional(),
    /** The accounts that the customer chose for the consent. */
    accounts: z.array(text).optional(),
  }),
  /** Why it can be read, but not replayed; absent if it is replayed. */
  notReplayed: text.optional(),
  answer: z.strictObject({ status: z.int().optional(), body: text.optional(), isCut: z.literal(true).optional() }),
})
export type ReproducedRequest = z.output<typeof ReproducedRequest>

/** A failure as a test: a world, what was armed, and requests with their answers. No secrets. */
export const Reproduction = z.strictObject({
  format: z.literal('sandbank-reproduction-1'),
  baseUrl: z.url(),
  /** The id of the request that it reproduces, the last one. */
  request: text,
  world: z.strictObject({
    id: text,
    seed: Seed,
    size: z.int().min(1).max(largestSize),
    now: z.iso.datetime(),
    personas: z.record(text, z.int().min(0)).optional(),
    generator: z.int(),
  }),
  /** The newest snapshot of the world from before the first request, if there is one. */
  snapshot: z.strictObject({ id: text, at: z.iso.datetime() }).optional(),
  /** The world's custom data, unless a request of the reproduction puts it. */
  edits: z.record(text, z.unknown()).optional(),
  /** What was armed before the first request. */
  faults: z.array(FaultRequest),
  requests: z.array(ReproducedRequest).min(1).max(1_000),
})
export type Reproduction = z.output<typeof Reproduction>

const keptHeader = /^(content-type|accept|accept-language|x-idempotency-key|x-fapi-[\w-]+|x-sandbank-[\w-]+)$/
/** Control operations that a replay replaces by the instants of its requests. */
const clockOperations = ['SetClock', 'AdvanceClock']

/** Builds a request of a reproduction from its view, in which secrets are masked already. */
export function buildReproducedRequest(view: WholeRequest, accounts: readonly string[] | undefined): ReproducedRequest {
  const { id, at, surface, operation, method, target, partner, customer, consent, status, request, answer } = view
  const headers = request.headers.flatMap(({ name, value }) => (keptHeader.test(name) ? [[name, value]] : []))
  const notReplayed = whyNotReplayed(view)
  return {
    ...{ id, ...(at !== undefined && { at }), surface, ...(operation !== undefined && { operation }), method, target },
    headers: { ...Object.fromEntries(headers), 'x-fapi-interaction-id': view.interactionId },
    ...(request.body !== undefined && { body: request.body }),
    caller: {
      ...(partner !== undefined && { partner }),
      ...(customer !== undefined && { customer }),
      ...(consent !== undefined && { consent }),
      ...(accounts && { accounts: [...accounts] }),
    },
    ...(notReplayed !== undefined && { notReplayed }),
    answer: {
      ...(status !== undefined && { status }),
      ...(answer?.body !== undefined && { body: answer.body }),
      ...(answer?.isCut && { isCut: true as const }),
    },
  }
}

function whyNotReplayed({ surface, operation, at, target, request }: WholeRequest): string | undefined {
  if (surface === 'authorization') return 'the authorization server needs the credentials of its callers'
  if (at === undefined) return 'the caller was not admitted'
  if (operation === undefined) return 'no operation has this path'
  if (clockOperations.includes(operation)) return 'each request is replayed at its own instant'
  if (operation === 'DeleteWorld' || operation === 'ResetWorld' || operation === 'RestoreWorld')
    return 'it would end the world'
  if (`${target}${request.body ?? ''}`.includes(mask)) return 'it holds a secret, which is not logged'
  return request.isCut ? 'the log holds only the first 16 KB of its body' : undefined
}

/** Who sent a recorded request: what its grant is made of. */
export type RecordedCaller = ReproducedRequest['caller'] & { readonly worldId: string }

/** Ids that a world draws at random: the same request makes another one in a fresh world. */
const drawnId = /^[a-z]{2,5}_[a-z0-9]{6,40}$/

/** Ids of the recorded world, and what the replay has in their place. */
export type IdMap = Map<string, string>

/** Writes a text of the record with the ids of the replay. */
export function translateIds(recorded: string, ids: IdMap): string {
  let translated = recorded
  for (const [before, after] of ids) translated = translated.replaceAll(before, after)
  return translated
}

/**
 * Compares the body of an answer with the recorded one, and adds the ids that the replay drew.
 * Returns the first difference, or undefined. Both texts have their secrets masked.
 */
export function compareBodies(recorded: string, replayed: string, isCut: boolean, ids: IdMap): string | undefined {
  const [before, after] = isCut ? [undefined, undefined] : [parse(recorded), parse(replayed)]
  if (before !== undefined && after !== undefined) learnIds(before, after, ids)
  const expected = translateIds(recorded, ids)
  const actual = isCut ? replayed.slice(0, expected.length) : replayed
  if (expected === actual) return undefined
  const at = [...expected].findIndex((character, n) => character !== actual[n])
  const from = Math.max(0, (at < 0 ? expected.length : at) - 30)
  return `expected ...${expected.slice(from, from + 80)}, got ...${actual.slice(from, from + 80)}`
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

function learnIds(before: unknown, after: unknown, ids: IdMap): void {
  if (typeof before === 'string' && typeof after === 'string') {
    const isDrawn = before !== after && drawnId.test(before) && drawnId.test(after)
    if (isDrawn && before.split('_')[0] === after.split('_')[0] && !ids.has(before)) ids.set(before, after)
  } else if (typeof before === 'object' && typeof after === 'object' && before !== null && after !== null)
    for (const [name, value] of Object.entries(before)) learnIds(value, (after as Record<string, unknown>)[name], ids)
}
