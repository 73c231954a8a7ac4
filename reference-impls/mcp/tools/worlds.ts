import * as z from 'zod'
import { RejectedError, type Span, type WorldRequest, type WorldState } from '#mcp/sdk.ts'
import type { OpenWorld } from '#mcp/session.ts'
import { defineTool, instantArgument, joinLines, withoutAbsent, worldArgument } from '#mcp/tool.ts'

export const listWorlds = defineTool({
  name: 'list_worlds',
  title: 'List worlds',
  description:
    'Lists the worlds that this server may use, with their clocks. It has the keys of these and of no other.',
  input: {},
  writes: false,
  async run(session) {
    const worlds = await Promise.all(session.worldIds().map((id) => readWorld(session.findWorld(id))))
    return {
      text: joinLines(
        ...worlds.map(describeWorld),
        worlds.length === 0 &&
          'This server has the key of no world. Create one with create_world, or start it with --key.',
        `Sandbox ${session.url}; this server ${session.mayWrite ? 'may change these worlds' : 'only reads'}.`,
      ),
      data: { url: session.url, mayWrite: session.mayWrite, worlds },
    }
  },
})

type WorldLine = Partial<Pick<WorldState, 'name' | 'seed' | 'size' | 'now' | 'rate' | 'expiresAt'>> & {
  readonly id: string
  /** Why the world cannot be used: it was deleted, or its key is wrong. */
  readonly error?: string
}

async function readWorld({ client, id }: OpenWorld): Promise<WorldLine> {
  try {
    const { name, seed, size, now, rate, expiresAt } = await client.read()
    return withoutAbsent({ id, name, seed, size, now, rate, expiresAt }) as WorldLine
  } catch (error) {
    // One world that is gone must not hide the others.
    if (error instanceof RejectedError) return { id, error: error.message }
    throw error
  }
}

const describeWorld = ({ id, name, size, now, rate, error }: WorldLine): string =>
  error === undefined
    ? `${id}${name === undefined ? '' : ` (${name})`}: ${size} customers, clock ${now}, ${rate === 0 ? 'paused' : `rate ${rate}`}`
    : `${id}: cannot be used: ${error}`

export const createWorld = defineTool({
  name: 'create_world',
  title: 'Create a world',
  description:
    'Creates a world: a bank with its own customers and clock. Returns its keys, which the sandbox shows only once. This server uses the world until it ends.',
  input: {
    seed: z.union([z.int(), z.string()]).optional().describe('The same seed gives the same bank'),
    size: z.int().positive().optional().describe('Number of customers; default 1000'),
    now: instantArgument.optional().describe('First time of its clock; default the real time'),
    rate: z.number().nonnegative().optional().describe('Seconds of the world in a real second; 0 pauses the clock'),
    name: z.string().optional().describe('Name for people'),
    customer: z.string().optional().describe('Customer of its developer token; default cus_0'),
    expiresInHours: z.number().positive().optional().describe('Delete it after this many real hours'),
  },
  writes: true,
  async run(session, args) {
    const made = await session.createWorld(withoutAbsent(args) as WorldRequest)
    const { id, seed, size, start, controlKey, developerToken, customer } = made
    session.addWorld({ id, controlKey, developerToken, customer })
    const openBanking = `${session.url}/open-banking/v4.0`
    return {
      text: joinLines(
        `Created ${id}: ${size} customers, seed ${seed}, clock from ${start}.`,
        `Read/Write API: ${openBanking} with the developer token ${developerToken} (${customer}).`,
        `Control key: ${controlKey}. Keep it: start this server with --key to use the world again.`,
      ),
      data: { id, seed, size, start, openBanking, controlKey, developerToken, customer },
    }
  },
})

export const advanceClock = defineTool({
  name: 'advance_clock',
  title: 'Advance the clock',
  description:
    'Moves the time of a world forward, by a span or to an instant. What is due until then happens: salaries, direct debits, settlement. A clock never goes back.',
  input: {
    world: worldArgument,
    months: z.int().nonnegative().optional(),
    days: z.int().nonnegative().optional(),
    hours: z.int().nonnegative().optional(),
    minutes: z.int().nonnegative().optional(),
    to: instantArgument.optional().describe('Instant to advance to, instead of a span'),
  },
  writes: true,
  isFinal: true,
  async run(session, { world, ...by }) {
    const { client, id } = session.findWorld(world)
    const clock = await client.clock.advance(withoutAbsent(by) as Span)
    return { text: `The clock of ${id} is at ${clock.now}.`, data: { world: id, ...clock } }
  },
})
