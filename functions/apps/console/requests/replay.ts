import { Hono } from 'hono'
import { findOrderOfConsent } from '#actions/payments/find-order.ts'
import { getRequest } from '#actions/requests/chain.ts'
import { listRequests } from '#actions/requests/requests.ts'
import { findSentAgain } from '#actions/requests/send-again.ts'
import type { WorldRequest } from '#apps/console/world-request.ts'
import { formatToken } from '#bank/consents/token.ts'
import type { WholeRequest } from '#bank/requests/views.ts'
import { placesOfOperations } from '#bank/scenarios/places.ts'
import type { Place } from '#bank/scenarios/scenario.ts'
import { parseScenario, scenarioHeader } from '#bank/scenarios/scenarios.ts'

/** What came of a replay. */
export type Replayed = {
  /** The id of the replay in the log; undefined if the log did not keep it. */
  readonly id: string | undefined
  /** What it did, in sentences. */
  readonly said: string
}

/**
 * Sends a logged request again, in its own world: with the grant that it had and its idempotency
 * key, and with a scenario if one is asked for. Armed faults do not reach it. Rejects a scenario
 * that does not apply with `scenario-unknown`.
 */
export async function replayRequest(request: WorldRequest, id: string, scenario: string): Promise<Replayed> {
  const { c, host, world, grant } = request
  const sent = await findSentAgain(world, grant, id)
  const before = await getRequest(world, grant, id)
  if (scenario !== '')
    parseScenario(scenario, placesOfOperations.find(({ operation }) => operation === before.operation) as Place)
  const interactionId = host.sandbox.newInteractionId()
  const { mount } = await import('#apps/open-banking/app.ts')
  const bank = new Hono()
  mount(bank, { ...host, recordedCaller: () => sent.caller, skipsFaults: true })
  const answer = await bank.fetch(
    new Request(new URL(sent.target, c.req.url), {
      method: sent.method,
      headers: {
        ...sent.headers,
        // No credentials: it only names the world, in whose log the call stands.
        authorization: `Bearer ${formatToken({ kind: 'dev', worldId: world.id, secret: 'replayed' })}`,
        'x-fapi-interaction-id': interactionId,
        ...(scenario !== '' && { [scenarioHeader]: scenario }),
      },
      ...(sent.body !== undefined && { body: sent.body as string }),
    }),
  )
  // The answer is logged when it is whole.
  await answer.arrayBuffer()
  const [line] = (await listRequests(world, grant, { interactionId })).requests
  const after = line && (await getRequest(world, grant, line.id))
  const with_ = scenario === '' ? 'without a fault' : `with ${scenario}`
  const first = before.status === undefined ? 'the first one was cut' : `the first answer was ${before.status}`
  return {
    id: line?.id,
    said: `Replayed ${with_}: ${answer.status}; ${first}. ${await sayEffect(request, before, after)}`,
  }
}

/** Says what a replay has changed, by the order of before and that of now. */
async function sayEffect({ world }: WorldRequest, before: WholeRequest, after: WholeRequest | undefined) {
  if (before.method === 'GET') return 'It only read: nothing was changed.'
  const { order: first, legs = [] } = before.chain
  const consent = before.chain.consent
  const order = after?.chain.order ?? (consent && (await findOrderOfConsent(world, consent)))
  const hasKey = before.request.headers.some(({ name }) => name === 'x-idempotency-key')
  if (!order)
    return hasKey && (before.operation ?? '').startsWith('Create')
      ? 'It made no order, so no money moved. The same idempotency key makes nothing twice.'
      : hasKey
        ? 'The same idempotency key makes nothing twice.'
        : 'It has no idempotency key, so the bank did it again.'
  if (first && first.id !== order.id) return `It made a second order, ${order.id}, beside ${first.id}: look at both.`
  if (!first) return `The first call had made no order. This one made ${order.id}, once.`
  const now = after?.chain.legs?.length ?? legs.length
  return now === legs.length
    ? `Same idempotency key, same order: ${order.id} was there already, so no money moved a second time.`
    : `Same order, ${order.id}: it had ${legs.length} legs before, and has ${now} now.`
}
