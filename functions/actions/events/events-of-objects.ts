import type { Grant } from '#bank/consents/grant.ts'
import type { EventKind } from '#bank/events/kinds.ts'
import { wantsEvent } from '#bank/events/subscription.ts'
import { iso } from '#bank/time/clock.ts'
import { firstEventIdAt, listEvents, type StoredEvent } from '#store/events/log.ts'
import { listSubscriptions } from '#store/events/subscriptions.ts'
import type { World } from '#store/world.ts'
import { listDeliveries } from './deliveries.ts'

/** How one subscriber got an event. */
export type DeliveryOutcome = {
  /** The name or URL of a webhook, or the partner of a subscription. */
  readonly to: string
  readonly state: 'delivered' | 'failed' | 'waiting' | 'given-up' | 'polled'
  /** How often it was sent so far. */
  readonly attempts: number
  readonly status?: number | undefined
  readonly durationMs?: number | undefined
}

/** An event of an object, with its deliveries. */
export type ObjectEvent = {
  readonly id: string
  readonly kind: EventKind
  readonly timestamp: string
  readonly status?: string
  readonly deliveries: readonly DeliveryOutcome[]
}

/** The most events of one answer. */
const mostEvents = 10
/** How much earlier than its request an event may have been recorded, in milliseconds. */
const slackMs = 2_000

/**
 * Lists the first events of some objects (a consent, an order) that were recorded from a real
 * instant on, oldest first, each with its deliveries.
 */
export async function listEventsOfObjects(
  world: World,
  grant: Grant<'world'>,
  objects: readonly string[],
  since: number,
): Promise<ObjectEvent[]> {
  if (objects.length === 0) return []
  const after = firstEventIdAt(since - slackMs)
  const { found } = await listEvents(world, { after, most: mostSearched, lagMs: 0 })
  const ours = found.filter(({ event }) => objects.includes(event.object)).slice(0, mostEvents)
  if (ours.length === 0) return []
  const receivers = await listSubscriptions(world)
  return Promise.all(
    ours.map(async (one) => ({
      id: one.id,
      kind: one.event.kind,
      timestamp: iso(one.event.at),
      ...(typeof one.event.data.Status === 'string' && { status: one.event.data.Status }),
      deliveries: await listOutcomes(world, grant, one, receivers),
    })),
  )
}

/** How many events are searched for those of the objects. */
const mostSearched = 500

function listOutcomes(
  world: World,
  grant: Grant<'world'>,
  { id, event }: StoredEvent,
  receivers: Awaited<ReturnType<typeof listSubscriptions>>,
): Promise<DeliveryOutcome[]> {
  return Promise.all(
    receivers
      .filter((one) => wantsEvent(one, event))
      .map(async (one): Promise<DeliveryOutcome> => {
        const to = one.way === 'webhook' ? (one.name ?? one.url) : one.partner
        if (one.way === 'standard' && one.callbackUrl === undefined) return { to, state: 'polled', attempts: 0 }
        const { attempts, waiting, dead } = await listDeliveries(world, grant, one.id, { event: id })
        const [last] = attempts.toSorted((a, b) => b.attempt - a.attempt)
        const state = dead.length > 0 ? 'given-up' : waiting.length > 0 ? 'waiting' : (last?.result ?? 'waiting')
        return { to, state, attempts: attempts.length, status: last?.status, durationMs: last?.durationMs }
      }),
  )
}
