import * as z from 'zod'
import { ToolFailure } from '#mcp/failure.ts'
import type { OpenWorld } from '#mcp/session.ts'
import { defineTool, joinLines, queryOf, worldArgument } from '#mcp/tool.ts'

type WorldEvent = {
  readonly id: string
  readonly type: string
  readonly timestamp: string
  readonly data: Readonly<Record<string, unknown>>
}
type Page = { readonly events: readonly WorldEvent[]; readonly last?: string; readonly isMore: boolean }
type Trigger = { readonly event: string; readonly takes: string; readonly does: string; readonly when: string }

/** Describes an event on one line: when, what, to which object, and its id. */
function describeEvent({ id, type, timestamp, data }: WorldEvent): string {
  const ids = Object.entries(data).flatMap(([name, value]) => (/Id$/.test(name) ? [`${name} ${value}`] : []))
  return [timestamp, type, ...ids, id].join('  ')
}

export const listEvents = defineTool({
  name: 'list_events',
  title: 'List events',
  description:
    'Lists what happened to consents, payments and accounts of a world, oldest first: the newest events, or those after one.',
  input: {
    world: worldArgument,
    kind: z.string().min(1).optional().describe('Only events of this kind, such as payment.settled'),
    account: z.string().min(1).optional().describe('Only events about this account'),
    partner: z.string().min(1).optional().describe('Only events of this partner'),
    after: z.string().min(1).optional().describe('Only events after this one'),
    limit: z.int().min(1).max(200).default(20),
  },
  writes: false,
  async run(session, { world, limit, after, ...filter }) {
    const open = session.findWorld(world)
    const events = after === undefined ? await readNewest(open, filter, limit) : []
    if (after !== undefined) {
      const page = await open.call<Page>('GET', `/events?${queryOf({ ...filter, after })}`)
      events.push(...page.events.slice(0, limit))
    }
    return {
      text: joinLines(...events.map(describeEvent)) || 'No events.',
      data: { world: open.id, events },
    }
  },
})

/** Reads all events, which the API lists oldest first, and returns the last ones. */
async function readNewest(world: OpenWorld, filter: Record<string, string | undefined>, limit: number) {
  let events: WorldEvent[] = []
  let after: string | undefined
  for (;;) {
    const page: Page = await world.call('GET', `/events?${queryOf({ ...filter, after })}`)
    events = [...events, ...page.events].slice(-limit)
    after = page.last ?? page.events.at(-1)?.id
    if (!page.isMore || after === undefined) return events
  }
}

export const triggerEvent = defineTool({
  name: 'trigger_event',
  title: 'Trigger an event',
  description:
    "Makes an event happen to a consent or a payment, by the bank's own rules. Without event and object it lists what can be triggered.",
  input: {
    world: worldArgument,
    event: z.string().min(1).optional().describe('Such as payment.returned or consent.revoked'),
    object: z.string().min(1).optional().describe('Id of the consent, payment or other object'),
    reason: z.string().min(1).optional().describe('Code of the reason, where the event has reasons'),
  },
  writes: true,
  isFinal: true,
  async run(session, { world, event, object, reason }) {
    const open = session.findWorld(world)
    if (event === undefined) {
      const { triggers } = await session.readPublic<{ triggers: Trigger[] }>('/control/events/triggers')
      const lines = triggers.map((one) => `${one.event} (object: ${one.takes}): ${one.does}, if ${one.when}`)
      return { text: joinLines(...lines), data: { triggers } }
    }
    if (object === undefined)
      throw new ToolFailure('object: missing', 'Send the id of the consent, payment or other object.')
    const made = await open.call<{ done: string; events: WorldEvent[] }>('POST', '/events/trigger', {
      event,
      object,
      ...(reason !== undefined && { reason }),
    })
    return { text: joinLines(made.done, ...made.events.map(describeEvent)), data: { world: open.id, ...made } }
  },
})
