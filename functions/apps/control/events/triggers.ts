import * as z from 'zod'
import { triggerEvent } from '#actions/events/trigger.ts'
import { WorldId } from '#apps/control/worlds.ts'
import { suggestName } from '#bank/base/validation-messages.ts'
import { WorldEvent } from '#bank/events/event-schemas.ts'
import { getTrigger, triggerNames } from '#bank/events/triggers.ts'
import { operation } from '#edge/operation.ts'

const TriggerName = z
  .enum(triggerNames, {
    error: ({ input }) =>
      `must be one of ${triggerNames.join(', ')}${typeof input === 'string' ? suggestName(input.slice(0, 60), triggerNames) : ''}`,
  })
  .meta({ description: 'What is to happen' })

const ObjectId = z
  .string()
  .min(1)
  .max(80)
  .meta({ description: 'The id of the object that it happens to', examples: ['pay_gfjrfsdnd0vn05oy'] })

const Trigger = z
  .strictObject({
    event: TriggerName,
    takes: z.string().meta({ description: 'The sort of object that it happens to' }),
    does: z.string().meta({ description: 'What happens' }),
    when: z.string().meta({ description: 'When it can happen' }),
    reasons: z.array(z.string()).optional().meta({ description: 'The codes that a request may give as `reason`' }),
    tells: z.array(z.string()).meta({ description: 'The kinds of events that may follow' }),
  })
  .meta({ id: 'Trigger' })

const Triggered = z
  .strictObject({
    event: TriggerName,
    object: ObjectId,
    done: z.string().meta({ description: 'What was done' }),
    events: z.array(WorldEvent).meta({
      description: 'The events that followed. In the cloud only those of kinds that a listener wants.',
    }),
  })
  .meta({ id: 'TriggeredEvent' })

export const triggerOperations = [
  operation({
    id: 'TriggerEvent',
    tag: 'Events',
    summary: 'Make an event happen to an object of a world',
    description:
      "The bank does it now, by its own rules: the customer revokes a consent, the payee's bank returns a payment. What cannot happen to the object is rejected with the events that can. `GET /control/events/triggers` lists all events.",
    method: 'post',
    path: '/worlds/{WorldId}/events/trigger',
    needs: 'world',
    isIdempotent: true,
    isKeyOptional: true,
    params: z.object({ WorldId }),
    body: z.object({
      event: TriggerName,
      object: ObjectId,
      reason: z
        .string()
        .max(60)
        .optional()
        .meta({
          description: 'The code of the reason, where the event has reasons; the usual one if absent',
          examples: ['AC06'],
        }),
    }),
    returns: { status: 200, schema: Triggered },
    problems: ['field-invalid', 'event-impossible', 'conflict', 'unavailable'],
    run: ({ world, grant, body, idempotencyKey }) => triggerEvent(world, grant, body, idempotencyKey),
  }),
]

export const triggersCatalogue = [
  operation({
    id: 'ListTriggers',
    tag: 'Catalogues',
    summary: 'List the events that can be triggered',
    method: 'get',
    path: '/events/triggers',
    needs: 'anyone',
    returns: { status: 200, schema: z.strictObject({ triggers: z.array(Trigger) }).meta({ id: 'Triggers' }) },
    problems: [],
    run: async () => ({
      triggers: triggerNames.map((event) => {
        const { reasons, tells, ...about } = getTrigger(event)
        return { event, ...about, ...(reasons && { reasons: [...reasons] }), tells: [...tells] }
      }),
    }),
  }),
]
