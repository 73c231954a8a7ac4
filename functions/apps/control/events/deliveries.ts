import * as z from 'zod'
import { listDeliveries } from '#actions/events/deliveries.ts'
import { resendEvent, resendEvents } from '#actions/events/resends.ts'
import { NextPage } from '#apps/control/paging.ts'
import { WorldId } from '#apps/control/worlds.ts'
import { KindName } from '#bank/events/event-schemas.ts'
import { operation } from '#edge/operation.ts'
import { WebhookId } from './webhooks.ts'

const EventId = z
  .string()
  .max(60)
  .meta({ examples: ['evt_001796083198000_00000k2m7qx'] })
const ObjectId = z.string().max(80).meta({ description: 'The id of the consent or order that the event is about' })
const Attempts = z.int().min(0).meta({ description: 'How often it was sent' })

const Scenario = z.string().optional().meta({ description: 'The armed scenario that changed the delivery' })

const Deliveries = z
  .strictObject({
    status: z
      .enum(['active', 'paused', 'disabled'])
      .meta({ description: 'Whether messages are sent; `disabled` once the receiver answered 410' }),
    attempts: z.array(
      z.strictObject({
        event: EventId,
        attempt: z.int().min(1).meta({ description: 'The number of the attempt' }),
        type: KindName,
        object: ObjectId,
        at: z.iso.datetime().meta({ description: 'The real time of the attempt' }),
        result: z.enum(['delivered', 'failed']),
        status: z.int().optional().meta({ description: 'The status of the answer; absent if there was none' }),
        durationMs: z.int().meta({ description: 'How long the attempt took, in milliseconds' }),
        body: z.string().optional().meta({ description: "The first 500 characters of the answer's body" }),
        error: z.string().optional().meta({ description: 'Why there was no answer' }),
        scenario: Scenario,
      }),
    ),
    waiting: z
      .array(
        z.strictObject({
          event: EventId,
          object: ObjectId,
          attempts: Attempts,
          nextAttempt: z.iso.datetime().optional().meta({
            description: 'When it is sent next, by `clock`; absent while an earlier event of its object waits',
          }),
          clock: z.enum(['real', 'world']).optional(),
        }),
      )
      .meta({ description: 'Events that were not delivered yet, at most 100' }),
    dead: z
      .array(
        z.strictObject({
          event: EventId,
          object: ObjectId,
          attempts: Attempts,
          at: z.iso.datetime().meta({ description: 'The real time at which it was given up' }),
          scenario: Scenario,
        }),
      )
      .meta({ description: 'Events that were given up after 72 hours: gaps in what the receiver got, at most 100' }),
    next: NextPage,
  })
  .meta({ id: 'WebhookDeliveries' })

const Resent = z
  .strictObject({
    events: z.array(EventId).meta({ description: 'The events that are sent again, oldest first' }),
    isMore: z.boolean().meta({ description: 'Whether the range has more events: send the rest by another request' }),
  })
  .meta({ id: 'ResentEvents' })

const Instant = z.string().meta({ format: 'date-time', examples: ['2026-11-24T09:30:00Z'] })
const base = { tag: 'Webhooks', needs: 'world' } as const
/** A partner's subscription takes the place of a webhook, so that its callbacks can be seen too. */
const ReceiverId = WebhookId.meta({
  description: "The id of a webhook, or the EventSubscriptionId or CallbackUrlId of a partner's subscription",
  examples: ['whk_1f2e3d4c5b6a'],
})
const params = z.object({ WorldId, WebhookId: ReceiverId })

export const deliveries = [
  operation({
    ...base,
    id: 'ListDeliveries',
    summary: 'List the attempts to deliver events to a webhook',
    description:
      'Newest event first; an attempt stays in the log for seven days. `waiting` lists the events that were not delivered yet, `dead` those that were given up.',
    method: 'get',
    path: '/worlds/{WorldId}/webhooks/{WebhookId}/deliveries',
    params,
    query: z.object({
      event: EventId.optional().meta({ description: 'Only this event' }),
      object: ObjectId.optional().meta({ description: 'Only events about this consent or order' }),
      kind: KindName.optional().meta({ description: 'Only attempts of this kind of event' }),
      result: z.enum(['delivered', 'failed']).optional().meta({ description: 'Only attempts that ended so' }),
      page: z.string().max(200).optional().meta({ description: 'The value of `next` on the previous page' }),
    }),
    returns: { status: 200, schema: Deliveries },
    problems: ['webhook-not-found'],
    run: ({ world, grant, params, query }) => listDeliveries(world, grant, params.WebhookId, query),
  }),
  operation({
    ...base,
    id: 'ResendEvent',
    summary: 'Send one event to a webhook again',
    description: 'Also an event that was delivered or given up. A paused webhook gets it when it resumes.',
    method: 'post',
    path: '/worlds/{WorldId}/webhooks/{WebhookId}/deliveries/{EventId}/resend',
    params: z.object({ WorldId, WebhookId: ReceiverId, EventId }),
    returns: { status: 200, schema: Resent },
    problems: ['webhook-not-found', 'event-not-found', 'field-invalid'],
    run: ({ world, grant, params }) => resendEvent(world, grant, params.WebhookId, params.EventId),
  }),
  operation({
    ...base,
    id: 'ResendEvents',
    summary: 'Send the events of a span of real time to a webhook again',
    description:
      'For a receiver that has lost what it got. At most 1,000 events; with `isMore`, go on from the instant of the last one.',
    method: 'post',
    path: '/worlds/{WorldId}/webhooks/{WebhookId}/resend',
    params,
    body: z.strictObject({
      from: Instant.meta({ description: 'The real time from which on events were recorded' }),
      to: Instant.optional().meta({ description: 'The last instant of real time; now if absent' }),
    }),
    returns: { status: 200, schema: Resent },
    problems: ['webhook-not-found', 'date-invalid'],
    run: ({ world, grant, params, body }) => resendEvents(world, grant, params.WebhookId, body),
  }),
]
