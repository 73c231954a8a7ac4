import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { wantsEvent } from '#bank/events/subscription.ts'
import { parseInstant } from '#bank/time/clock.ts'
import { resendRequests } from '#store/events/deliveries.ts'
import { findEvents, firstEventIdAt, listEvents, recordedAtOf } from '#store/events/log.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import { limits, type Write } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { loadReceiver } from './webhook-views.ts'

/** What will be sent again. */
export type Resent = { readonly events: string[]; readonly isMore: boolean }

/**
 * Sends an event to a webhook again: before later events of its object that wait. Rejects an
 * unknown event with `event-not-found`, and one that the webhook's filters exclude.
 */
export async function resendEvent(
  world: World,
  _grant: Grant<'world'>,
  webhookId: string,
  eventId: string,
): Promise<Resent> {
  const event = (await findEvents(world, [eventId])).get(eventId)
  if (!event)
    throw new Problem(
      'event-not-found',
      `${world.id} has no event ${eventId.slice(0, 60)}; GET /control/worlds/${world.id}/events lists its events`,
      { path: 'EventId' },
    )
  const webhook = await loadReceiver(world, webhookId)
  if (!wantsEvent(webhook, event))
    throw new Problem('field-invalid', `EventId: must be an event that ${webhook.id} wants (got ${event.kind})`, {
      path: 'EventId',
    })
  return request(world, webhook.id, [eventId], false)
}

/** The most events that one request sends again. */
const mostResent = 1_000

/**
 * Sends the events of a span of real time to a webhook again, oldest first: at most 1,000. `from`
 * and `to` are instants at which events were recorded; `to` is now if absent.
 */
export async function resendEvents(
  world: World,
  _grant: Grant<'world'>,
  webhookId: string,
  range: { readonly from: string; readonly to?: string | undefined },
): Promise<Resent> {
  const webhook = await loadReceiver(world, webhookId)
  const from = parseInstant(range.from, 'from')
  const to = range.to === undefined ? readSteadyTime(world.sandbox) : parseInstant(range.to, 'to')
  if (to < from)
    throw new Problem('date-invalid', `to: must not be before from (got ${range.to ?? 'none, so now'})`, { path: 'to' })
  const events: string[] = []
  for (let after = firstEventIdAt(from); ; ) {
    const { found, last, isMore } = await listEvents(world, { after, most: 100 })
    for (const { id, event } of found) {
      if (recordedAtOf(id) > to) return request(world, webhook.id, events, false)
      if (!wantsEvent(webhook, event)) continue
      if (events.length === mostResent) return request(world, webhook.id, events, true)
      events.push(id)
    }
    if (!isMore || last === undefined) return request(world, webhook.id, events, false)
    after = last
  }
}

/** Asks the worker to send events again. */
async function request(world: World, webhookId: string, events: string[], isMore: boolean): Promise<Resent> {
  for (let n = 0; n < events.length; n += limits.writesPerCommit) {
    const some = events.slice(n, n + limits.writesPerCommit)
    await world.sandbox.store.commit(
      some.map((id): Write => ({ put: resendRequests.key(world, webhookId, id), expect: 'anything', value: {} })),
    )
  }
  return { events, isMore }
}
