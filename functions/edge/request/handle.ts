import type { ServerResponse } from 'node:http'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { Problem } from '#bank/base/problem.ts'
import { checkSandbankHeaders } from '#bank/scenarios/headers.ts'
import type { Place } from '#bank/scenarios/scenario.ts'
import { interactionIdFor } from '#edge/error-response.ts'
import { checkAccept, checkInteractionId } from '#edge/input.ts'
import type { Sandbox } from '#store/world.ts'
import type { Exchange } from './exchange.ts'
import { actAfter, applyRequested, ConnectionCut, changeAnswer } from './faults.ts'
import type { RequestHeaders, RequestLine } from './headers.ts'
import { closeEntry, openEntry, problemOf, storeEntry } from './log.ts'
import { noteSunset } from './world-checks.ts'

/**
 * How one surface handles a request. `Result` is what it answers: a response, or undefined where
 * the answer is on the socket already.
 */
export type RequestHandler<Result extends Response | undefined> = {
  readonly place: Place
  readonly line: RequestLine
  /**
   * Whether a malformed `x-fapi-interaction-id` is rejected. OAuth endpoints and pages ignore it.
   */
  readonly checksInteractionId?: boolean
  /**
   * Media types of the answer. A request that accepts none of them is rejected. Absent: no check.
   */
  readonly media?: readonly string[]
  readonly run: (exchange: Exchange) => Promise<Result>
  /** Answers an error in the form of the surface. */
  readonly renderError: (error: unknown, interactionId: string) => Response | Promise<Response>
  /** Whether the log leaves the request out. Reading the log does not fill it. */
  readonly isUnlogged?: boolean | undefined
  /** Node's own response, where the host has one: only then a connection can be cut. */
  readonly outgoing: ServerResponse | undefined
}

/**
 * Handles one request of any surface: chooses the interaction id, checks the headers, applies the
 * requested scenario, then runs the surface's own work, and changes the answer as scenarios say.
 * Every error of these steps goes to `renderError`.
 */
export async function handleRequest<Result extends Response | undefined>(
  sandbox: Sandbox,
  headers: RequestHeaders,
  { place, line, checksInteractionId, media, run, renderError, isUnlogged, outgoing }: RequestHandler<Result>,
): Promise<Result | Response> {
  const sentId = headers.get('x-fapi-interaction-id')
  const interactionId = interactionIdFor(sandbox, sentId)
  const exchange: Exchange = { sandbox, interactionId, ...line, headers, place, uses: [] }
  const entry = isUnlogged ? undefined : openEntry(sandbox)
  const realAt = entry ? 0 : sandbox.real()
  let sent: Result | Response | undefined
  try {
    let answer: Result | Response
    try {
      if (checksInteractionId && sentId !== undefined) checkInteractionId(sentId)
      if (media) checkAccept(headers.get('accept'), media)
      checkSandbankHeaders(headers.names())
      await applyRequested(exchange)
      answer = await run(exchange)
      if (exchange.uses.length > 0) actAfter(exchange.uses)
    } catch (error) {
      const isCut = error instanceof ConnectionCut
      exchange.problem = isCut ? 'gateway-timeout' : problemOf(error)
      if (isCut && outgoing) {
        outgoing.destroy()
        return RESPONSE_ALREADY_SENT
      }
      answer = await renderError(isCut ? new Problem('gateway-timeout', error.message) : error, interactionId)
    }
    if (exchange.world?.record.expiresAt !== undefined && answer) noteSunset(exchange, exchange.world, answer)
    sent = exchange.uses.length > 0 && answer ? await changeAnswer(exchange, answer) : answer
    return sent as Result | Response
  } finally {
    if (entry) closeEntry(entry, exchange, sent)
    else if (!isUnlogged && exchange.world?.record.requestLog) await storeEntry(realAt, exchange, sent)
  }
}
