import * as z from 'zod'
import { listWorldEvents } from '#actions/events/events.ts'
import { followWorldEvents } from '#actions/events/follow.ts'
import { WorldId } from '#apps/control/worlds.ts'
import { KindName, WorldEvent } from '#bank/events/event-schemas.ts'
import { EventStream, operation } from '#edge/operation.ts'

/** Which events a caller asks for. */
const filter = {
  kind: KindName.optional().meta({ description: 'Only events of this kind' }),
  partner: z.string().max(60).optional().meta({ description: 'Only events of this partner' }),
  account: z.string().max(60).optional().meta({ description: 'Only events about this account' }),
}

const WorldEvents = z
  .strictObject({
    events: z.array(WorldEvent),
    last: WorldEvent.shape.id.optional().meta({
      description: 'Send it as `after` to get what happened later; absent while nothing has happened',
    }),
    isMore: z.boolean().meta({ description: 'Whether more may have happened already' }),
    recorded: z.record(z.string(), z.iso.datetime()).meta({
      description: 'The kinds of events that are recorded, each with the real instant from which on',
    }),
  })
  .meta({ id: 'WorldEvents' })

export const events = [
  operation({
    id: 'ListEvents',
    tag: 'Events',
    summary: 'List what happened in a world, oldest first',
    description:
      'Consents that customers authorised, rejected or revoked, and payments that were accepted, rejected or returned. With `waitS`, it waits until something happens. A sandbox on a laptop records every kind, and one in the cloud the kinds that a listener wants.',
    method: 'get',
    path: '/worlds/{WorldId}/events',
    needs: 'world',
    params: z.object({ WorldId }),
    query: z.object({
      after: z.string().max(60).optional().meta({ description: 'Only what happened after this event' }),
      ...filter,
      waitS: z.coerce.number().int().min(0).max(20).optional().meta({
        description: 'How many seconds to wait until something happens; 0 if absent',
      }),
    }),
    returns: { status: 200, schema: WorldEvents },
    problems: ['field-invalid'],
    run: ({ world, grant, query }) => listWorldEvents(world, grant, query),
  }),
  operation({
    id: 'FollowEvents',
    tag: 'Events',
    summary: 'Follow what happens in a world',
    description:
      'Server-sent events, one for each event of the world, from now on. A reader that comes back sends the last id as `Last-Event-ID` (a browser does) and misses nothing. The stream ends after `seconds`. In the cloud, use `after` and `waitS` of the list.',
    method: 'get',
    path: '/worlds/{WorldId}/events/live',
    needs: 'world',
    params: z.object({ WorldId }),
    query: z.object({
      ...filter,
      seconds: z.coerce.number().int().min(0).max(3_600).optional().meta({
        description: 'How long to follow, in seconds; an hour if absent',
      }),
    }),
    headers: z.object({
      'last-event-id': z.string().max(60).optional().meta({ description: 'The id of the last event that was read' }),
    }),
    returns: { status: 200, media: [EventStream.media] },
    problems: ['path-unknown'],
    run: async ({ world, grant, query: { seconds = 3_600, ...rest }, headers }) => {
      const after = headers['last-event-id']
      return new EventStream(await followWorldEvents(world, grant, { ...rest, seconds, after }))
    },
  }),
]
