import { defineCommand } from '#cli/command.ts'
import { describeEvent, type WorldEvent } from '#cli/events/world-events.ts'
import { Failure } from '#cli/failure.ts'
import { renderTable } from '#cli/output/table.ts'

type Trigger = { readonly event: string; readonly takes: string; readonly does: string; readonly when: string }

export const trigger = defineCommand({
  path: 'events trigger',
  about: 'Make an event happen to a consent or a payment',
  details: 'Without arguments it lists what can be triggered',
  arguments: {
    event: { about: 'such as payment.returned', isOptional: true },
    object: { about: 'id of the object that it happens to', isOptional: true },
  },
  options: { reason: { about: 'code of the reason, where the event has reasons', value: 'CODE' } },
  examples: [
    'sandbank events trigger',
    'sandbank events trigger payment.returned pay_gjfr',
    'sandbank events trigger consent.revoked aac_77b1',
  ],
  nextIfMissing: 'sandbank events trigger',
  async run(context, { args, options }) {
    const world = await context.world()
    if (args.event === undefined) {
      const answer = await world.control<{ triggers: Trigger[] }>('GET', '/events/triggers')
      const people = renderTable(
        context.terminal,
        [
          { title: 'event', value: ({ event }) => event },
          { title: 'object', value: ({ takes }) => takes },
          { title: 'what happens', value: ({ does }) => does },
          { title: 'when it can', value: ({ when }) => when },
        ],
        answer.triggers,
        'No triggers.',
      )
      return { json: answer, people }
    }
    if (args.object === undefined)
      throw new Failure(
        'usage',
        'object: missing: the id of a consent or a payment',
        `sandbank events trigger ${args.event} pay_...`,
      )
    const { reason } = options
    const answer = await world.call<{ done: string; events: WorldEvent[] }>('POST', '/events/trigger', {
      event: args.event,
      object: args.object,
      ...(reason !== undefined && { reason }),
    })
    return { json: answer, people: [answer.done, ...answer.events.map(describeEvent)].join('\n') }
  },
})
