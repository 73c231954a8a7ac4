import * as z from 'zod'
import {
  changeEventSubscription,
  createEventSubscription,
  deleteEventSubscription,
  listEventSubscriptions,
} from '#actions/events/partner-subscriptions.ts'
import { buildEnvelope } from '#apps/open-banking/envelope.ts'
import {
  EventSubscriptionChange,
  EventSubscriptionRequest,
  EventSubscriptionResponse,
  EventSubscriptionsResponse,
  SubscriptionId,
} from '#bank/events/subscription-schemas.ts'
import { operation } from '#edge/operation.ts'

const params = z.object({
  EventSubscriptionId: SubscriptionId.meta({
    description: 'The id of your event subscription',
    examples: ['evs_1f2e3d4c5b6a7980'],
  }),
})

const shared = { tag: 'Event Subscriptions', needs: 'partner', scope: 'any' } as const

/** Event subscriptions: a partner says which events it wants, and where it gets them. */
export const eventSubscriptions = [
  operation({
    ...shared,
    id: 'CreateEventSubscriptions',
    summary: 'Subscribe to events',
    description:
      'You hear of your own consents and payments from now on: poll for tokens with POST /events, or also get them at your CallbackUrl. A partner has at most one event subscription.',
    method: 'post',
    path: '/event-subscriptions',
    isSigned: true,
    body: EventSubscriptionRequest,
    returns: { status: 201, schema: EventSubscriptionResponse },
    problems: ['field-invalid', 'limit-reached', 'conflict'],
    run: async ({ world, grant, body, url }) => {
      const created = await createEventSubscription(world, grant, body)
      return buildEnvelope(`${url}/${created.EventSubscriptionId}`, created)
    },
  }),
  operation({
    ...shared,
    id: 'GetEventSubscriptions',
    summary: 'Get your event subscription',
    method: 'get',
    path: '/event-subscriptions',
    isSigned: true,
    returns: { status: 200, schema: EventSubscriptionsResponse },
    problems: [],
    run: async ({ world, grant, url }) =>
      buildEnvelope(url, { EventSubscription: await listEventSubscriptions(world, grant) }),
  }),
  operation({
    ...shared,
    id: 'ChangeEventSubscriptionsEventSubscriptionId',
    summary: 'Change your event subscription',
    description: 'The body replaces what you set before. Tokens that you have not acknowledged keep waiting.',
    method: 'put',
    path: '/event-subscriptions/{EventSubscriptionId}',
    params,
    isSigned: true,
    body: EventSubscriptionChange,
    returns: { status: 200, schema: EventSubscriptionResponse },
    problems: ['field-invalid', 'subscription-not-found'],
    run: async ({ world, grant, params, body, url }) =>
      buildEnvelope(url, await changeEventSubscription(world, grant, params.EventSubscriptionId, body)),
  }),
  operation({
    ...shared,
    id: 'DeleteEventSubscriptionsEventSubscriptionId',
    summary: 'Delete your event subscription',
    description: 'The tokens that wait are deleted with it.',
    method: 'delete',
    path: '/event-subscriptions/{EventSubscriptionId}',
    params,
    returns: { status: 204 },
    problems: ['subscription-not-found'],
    run: ({ world, grant, params }) => deleteEventSubscription(world, grant, params.EventSubscriptionId),
  }),
]
