import * as z from 'zod'
import { Fault } from '#bank/scenarios/fault.ts'
import { mostOutages, Outage } from '#bank/worlds/outage.ts'
import { largestSize, Seed } from '#bank/worlds/world.ts'
import { mask } from './mask.ts'
import type { RequestLine, WholeRequest } from './views.ts'

const text = z.string()

/** One request of a reproduction, with the grant that it had, and the answer that it got. */
export const ReproducedRequest = z.strictObject({
  id: text,
  /** When it came, by the world's clock. */
  at: z.iso.datetime().optional(),
  /** When it came, in real time. */
  realAt: z.iso.datetime(),
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

/** The snapshot that a replay begins with. */
const ReproducedSnapshot = z.strictObject({
  id: text,
  /** The instant of the snapshot, by the world's clock and in real time. */
  at: z.iso.datetime(),
  realAt: z.iso.datetime(),
  /** Its content: the lines of its export (bank/worlds/world-document.ts), each as JSON. */
  lines: z.array(z.record(text, z.unknown())).min(2).optional(),
  /** Why `lines` is absent. The replay then begins with the start of the world. */
  leftOut: text.optional(),
  /** Set if the log does not reach back to it: requests in between may be missing. */
  hasGap: z.literal(true).optional(),
  /** How many faults had been armed until then: ids count on. */
  faultsArmed: z.int().min(0).optional(),
  /** How often armed faults had been met, by the names of their counts. */
  faultCounts: z.record(text, z.int().min(0)).optional(),
  outages: z.array(Outage).max(mostOutages).optional(),
})

/** A failure as a test: a world, what was armed, and requests with their answers. No secrets. */
export const Reproduction = z.strictObject({
  format: z.literal(
    'sandbank-reproduction-1',
    'must be sandbank-reproduction-1: send a document that GET .../requests/{RequestId}?as=scenario answered',
  ),
  baseUrl: z.url(),
  /** Set if the sandbox ran on a machine of its users. */
  isLocal: z.literal(true).optional(),
  /** The port at which links followed the address that the caller used. */
  followedPort: z.int().min(1).max(65_535).optional(),
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
  /** The newest snapshot from before the request, if there is one. */
  snapshot: ReproducedSnapshot.optional(),
  /** The world's custom data, unless the snapshot holds it or a request puts it. */
  edits: z.record(text, z.unknown()).optional(),
  /** What was armed before the first request. */
  faults: z.array(Fault.extend({ id: text.regex(/^flt_\d{1,9}$/, 'must be such as flt_1') })),
  requests: z.array(ReproducedRequest).min(1).max(1_000),
})
export type Reproduction = z.output<typeof Reproduction>

/** `host` matters where links follow the address that the caller used. */
export const keptHeader =
  /^(host|content-type|accept|accept-language|x-idempotency-key|x-fapi-[\w-]+|x-sandbank-[\w-]+)$/
/** Control operations that a replay replaces by the instants of its requests. */
const clockOperations = ['SetClock', 'AdvanceClock']
/** Control operations that leave the world as it is. */
const copyOperations = ['CreateSnapshot', 'DeleteSnapshot', 'ForkWorld']

/** Builds a request of a reproduction from its view, in which secrets are masked already. */
export function buildReproducedRequest(view: WholeRequest, accounts: readonly string[] | undefined): ReproducedRequest {
  const { id, at, realAt, surface, operation, method, target, status, request, answer } = view
  const { partner, customer, consent } = view
  const headers = request.headers.flatMap(({ name, value }) => (keptHeader.test(name) ? [[name, value]] : []))
  const notReplayed = whyNotReplayed(view)
  return {
    ...{ id, ...(at !== undefined && { at }), realAt, surface },
    ...{ ...(operation !== undefined && { operation }), method, target },
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

/** Returns why no replay can ever send a request; undefined if one may. */
function whyNeverReplayed({ surface, operation, at }: RequestLine): string | undefined {
  if (surface === 'authorization') return 'the authorization server needs the credentials of its callers'
  if (at === undefined) return 'the caller was not admitted'
  return operation === undefined ? 'no operation has this path' : undefined
}

/**
 * Returns why a request cannot be sent again in its own world; undefined if it can. Only the
 * Read/Write API has idempotency keys, which make that safe.
 */
export function whyNotSentAgain(view: RequestLine & Pick<WholeRequest, 'request'>): string | undefined {
  const why = whyNeverReplayed(view)
  if (view.at === undefined && view.scenarios)
    return 'the scenario of its header answered before the caller was admitted; arm it instead, then its calls can be replayed'
  if (why !== undefined) return why
  if (view.surface !== 'open-banking') return 'only calls of the Read/Write API are replayed'
  const { bodyLength, isCut, headers } = view.request
  const hasLength = headers.some(({ name, value }) => name === 'content-length' && value !== '0')
  if (bodyLength === undefined && hasLength) return 'the bank answered before it read the body'
  return isCut ? 'the log holds only the first 16 KB of its body' : undefined
}

function whyNotReplayed(view: WholeRequest): string | undefined {
  const { operation = '', target, request, status = 0 } = view
  const why = whyNeverReplayed(view)
  if (why !== undefined) return why
  if (clockOperations.includes(operation)) return 'each request is replayed at its own instant'
  if (copyOperations.includes(operation) && status < 300) return 'it leaves the world as it is'
  if (operation === 'DeleteWorld' || operation === 'ResetWorld' || operation === 'RestoreWorld')
    return 'it would end the world'
  if (`${target}${request.body ?? ''}`.includes(mask)) return 'it holds a secret, which is not logged'
  return request.isCut ? 'the log holds only the first 16 KB of its body' : undefined
}

/** Control operations on what an export holds as it is now: partners and their software. */
const partnerOperations = [
  ...['CreatePartner', 'UpdatePartner', 'DeletePartner', 'RenewPartnerCertificate'],
  ...['CreateSoftwareStatement', 'DeleteSoftwareStatement'],
]

/**
 * Marks the requests whose effect the content of a snapshot holds already, because it has the
 * partners as they are now. The last request, which is the failure, is always replayed.
 */
export const skipHeldRequests = (requests: readonly ReproducedRequest[]): ReproducedRequest[] =>
  requests.map((one, n) => {
    const isHeld = partnerOperations.includes(one.operation ?? '') && (one.answer.status ?? 500) < 300
    if (!isHeld || one.notReplayed !== undefined || n === requests.length - 1) return one
    return { ...one, notReplayed: 'the snapshot has the partners as they are now' }
  })

/** Who sent a recorded request: what its grant is made of. */
export type RecordedCaller = ReproducedRequest['caller'] & { readonly worldId: string }

/** Ids that a world draws at random: the same request makes another one in a fresh world. */
const drawnId = /^(?:[a-z]{2,5}_[a-z0-9]{6,40}|evt_\d{15}_[a-z0-9]{11})$/

/** Ids of the recorded world, and what the replay has in their place. */
export type IdMap = Map<string, string>

/** Writes a text of the record with the ids of the replay. */
export function translateIds(recorded: string, ids: IdMap): string {
  let translated = recorded
  for (const [before, after] of ids) translated = translated.replaceAll(before, after)
  return translated
}

/**
 * Compares the body of an answer with the recorded one, and adds the ids that the replay drew, and
 * the instants of real time. `real` is the real time of the replay, which stands during a request.
 * Returns the first difference, or undefined. Both texts have their secrets masked.
 */
export function compareBodies(
  recorded: string,
  replayed: string,
  isCut: boolean,
  ids: IdMap,
  real = Number.NaN,
): string | undefined {
  const [before, after] = isCut ? [undefined, undefined] : [parse(recorded), parse(replayed)]
  if (before !== undefined && after !== undefined) learnIds(before, after, ids, real)
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

/** How long a request may take until it reads real time, in milliseconds. */
const longestRequestMs = 30_000

/** Whether an instant is real time, read during the recorded request and during its replay. */
function isRealTime(before: string, after: string, real: number): boolean {
  if (Date.parse(after) !== real) return false
  const passed = Date.parse(before) - real
  return passed > 0 && passed <= longestRequestMs
}

function learnIds(before: unknown, after: unknown, ids: IdMap, real: number): void {
  if (typeof before === 'string' && typeof after === 'string') {
    const isDrawn = before !== after && drawnId.test(before) && drawnId.test(after)
    const isSameKind = isDrawn && before.split('_')[0] === after.split('_')[0]
    if ((isSameKind || isRealTime(before, after, real)) && !ids.has(before)) ids.set(before, after)
  } else if (typeof before === 'object' && typeof after === 'object' && before !== null && after !== null)
    for (const [name, value] of Object.entries(before))
      learnIds(value, (after as Record<string, unknown>)[name], ids, real)
}
