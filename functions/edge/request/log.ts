import { Problem } from '#bank/base/problem.ts'
import { parseToken } from '#bank/consents/token.ts'
import { type KeptHeaders, keepRequest, type SeenRequest } from '#bank/requests/request-record.ts'
import { buildWholeRequest } from '#bank/requests/views.ts'
import { drawFrom } from '#bank/scenarios/fault.ts'
import type { RequestLog } from '#store/requests/request-log.ts'
import { nameOfStored, storedRequests } from '#store/requests/stored-requests.ts'
import { StoreFailure } from '#store/store-failure.ts'
import { keptAnswerOf, sentBodyOf } from './bodies.ts'
import type { Exchange } from './exchange.ts'

/** An entry of the log that waits for the answer of its request. */
export type OpenEntry = { readonly log: RequestLog; readonly startedAt: number; readonly realAt: number }

/** Opens the entry of a request. Undefined where the sandbox keeps no log. */
export function openEntry({ requestLog, real }: Exchange['sandbox']): OpenEntry | undefined {
  return requestLog && { log: requestLog, startedAt: requestLog.now(), realAt: real() }
}

/**
 * Closes the entry of a request. `answer` is undefined if the answer is on the socket, or if none
 * was sent. Never throws: an error of the log is logged, and the answer goes out.
 */
export function closeEntry(entry: OpenEntry, exchange: Exchange, answer: Response | undefined): void {
  const { sandbox, interactionId } = exchange
  try {
    const worldId = exchange.world?.id ?? worldNamedBy(exchange)
    // A request of no world, such as a catalogue, is in no log.
    if (worldId === undefined) return
    const { log, startedAt, realAt } = entry
    log.add(buildRecord({ realAt, durationMs: log.now() - startedAt }, exchange, answer, worldId))
  } catch (error) {
    sandbox.log({ level: 'error', interactionId, message: 'the request could not be logged', error })
  }
}

/**
 * Stores a request of a world that stores some, before it is answered: a Lambda stops after the
 * answer. Never throws, as `closeEntry`. `realAt` is when it came.
 */
export async function storeEntry(realAt: number, exchange: Exchange, answer: Response | undefined): Promise<void> {
  const { sandbox, interactionId, world } = exchange
  const sampling = world?.record.requestLog
  if (!world || !sampling || drawFrom([world.record.seed, interactionId]) >= sampling.sample) return
  try {
    const durationMs = sandbox.real() - realAt
    const record = keepRequest(buildRecord({ realAt, durationMs }, exchange, answer, world.id))
    const name = nameOfStored(realAt, interactionId)
    const value = buildWholeRequest(`req_${name}`, record, {})
    const expiresAt = Math.floor(realAt / 1000) + sampling.days * 86_400
    await sandbox.store.commit([{ put: storedRequests.key(world, name), expect: 'anything', value, expiresAt }])
  } catch (error) {
    sandbox.log({ level: 'error', interactionId, message: 'the request could not be logged', error })
  }
}

function buildRecord(
  { realAt, durationMs }: Pick<SeenRequest, 'realAt' | 'durationMs'>,
  exchange: Exchange,
  answer: Response | undefined,
  worldId: string,
): SeenRequest {
  const { interactionId, place, method, target, world, partner, customer, consent, accounts, problem, uses } = exchange
  const { status, headers, body, answerBody } = exchange.onSocket ?? trafficOf(exchange, answer)
  return {
    worldId,
    epoch: world?.record.epoch,
    at: world?.now,
    realAt,
    durationMs,
    interactionId,
    surface: place.surface,
    operation: place.operation,
    method,
    target,
    partner,
    customer,
    consent,
    accounts,
    scenarios: uses.length === 0 ? none : uses.map(({ name, isQuiet }) => ({ name, isQuiet })),
    problem,
    status,
    headers: exchange.headers.kept(),
    body,
    answerHeaders: headers,
    answerBody,
  }
}

const none: readonly never[] = []

/** Returns what a request and its answer brought through Hono. */
function trafficOf({ request, uses, world }: Exchange, answer: Response | undefined) {
  const body = sentBodyOf(request)
  if (!answer) return { status: undefined, headers: none, body, answerBody: undefined }
  const kept = keptAnswerOf(answer)
  // A scenario, and a world near its end, add to the headers of the response.
  const own = uses.length === 0 && world?.record.expiresAt === undefined ? kept?.headers : undefined
  const headers: KeptHeaders = own ?? [...answer.headers].flat()
  return { status: answer.status, headers, body, answerBody: kept?.body }
}

/** Returns the code of the problem that an error is answered with. */
export function problemOf(error: unknown): string {
  if (error instanceof Problem || error instanceof StoreFailure) return error.code
  // A rejection of the surface's own has its own code: of registration, or a page's reason.
  const { code, why } = error as { code?: unknown; why?: unknown }
  return typeof code === 'string' ? code : typeof why === 'string' ? why : 'unexpected-error'
}

/**
 * Returns the world that a rejected caller named, by its token or by its path: that is where its
 * owner looks for the rejection. The name is not verified.
 */
function worldNamedBy({ headers, target }: Exchange): string | undefined {
  const [, token = ''] = /^\w+ (\S+)$/.exec(headers.get('authorization') ?? '') ?? []
  const named = parseToken(token)?.worldId ?? worldOfIssuer(token)
  if (named !== undefined) return named
  return /^\/(?:control\/worlds|authorization)\/(wld_[a-z0-9]{1,24})(?=[/?]|$)/.exec(target)?.[1]
}

/** Returns the world whose authorization server issued a JWT, unverified. */
function worldOfIssuer(token: string): string | undefined {
  const [, payload] = token.split('.')
  if (payload === undefined) return undefined
  return /"iss":"[^"]*\/(wld_[a-z0-9]{1,24})"/.exec(Buffer.from(payload, 'base64url').toString())?.[1]
}
