import * as z from 'zod'
import { defineTool, joinLines, withoutAbsent, worldArgument } from '#mcp/tool.ts'

type Scenario = {
  readonly name: string
  readonly group: string
  readonly title: string
  readonly imitates: string
  readonly where: string
  readonly parameters: readonly object[]
}

/** A scenario that a world has armed. */
type Fault = {
  readonly id: string
  readonly scenario: string
  readonly parameters?: Readonly<Record<string, number>>
  readonly when?: Readonly<Record<string, unknown>>
  readonly used?: number
}

const describeFault = ({ id, scenario, parameters = {}, when = {}, used }: Fault): string => {
  const values = Object.entries(parameters).map((pair) => pair.join('='))
  const conditions = Object.entries(when).map(([name, value]) => `${name}=${[value].flat().join(',')}`)
  return `${id} ${[scenario, ...values].join(' ')} for ${conditions.join(' ') || 'every call'}${used === undefined ? '' : `, used ${used} times`}`
}

export const listScenarios = defineTool({
  name: 'list_scenarios',
  title: 'List scenarios and armed faults',
  description:
    'Lists the scenarios by which the bank can be broken on purpose (slow, errors, lost answers, rejected payments), and what the world has armed.',
  input: { world: worldArgument, words: z.string().optional().describe('Only scenarios with all these words') },
  writes: false,
  async run(session, { world, words = '' }) {
    const all = (await session.readPublic<{ scenarios: Scenario[] }>('/control/scenarios')).scenarios
    const wanted = words.toLowerCase().split(/\s+/)
    const scenarios = all.filter((one) => {
      const text = JSON.stringify(one).toLowerCase()
      return wanted.every((word) => text.includes(word))
    })
    const isKnown = world !== undefined || session.worldIds().length === 1
    const open = isKnown ? session.findWorld(world) : undefined
    const armed = open && (await open.call<{ faults: Fault[] }>('GET', '/faults')).faults
    return {
      text: joinLines(
        ...scenarios.map(({ name, title, where }) => `${name}: ${title} (${where})`),
        scenarios.length === 0 && `No scenario has the words "${words}". Leave out words to list all.`,
        open && `Armed in ${open.id}: ${armed?.map(describeFault).join('; ') || 'nothing'}`,
      ),
      data: withoutAbsent({ scenarios, world: open?.id, armed }),
    }
  },
})

export const armFault = defineTool({
  name: 'arm_fault',
  title: 'Arm a fault',
  description: 'Breaks the calls of apps to a world on purpose, by a scenario, until it is disarmed or used up.',
  input: {
    world: worldArgument,
    scenario: z.string().min(1).describe('Name from list_scenarios, such as slow'),
    parameters: z.record(z.string(), z.int()).optional().describe('Such as {"delayMs": 8000}'),
    operations: z.array(z.string()).min(1).optional().describe('Only these operations, such as ["GetAccounts"]'),
    partner: z.string().optional().describe('Only calls of this partner'),
    account: z.string().optional().describe('Only calls about this account'),
    count: z.int().positive().optional().describe('At most this many times'),
    probability: z.number().min(0).max(1).optional(),
  },
  writes: true,
  async run(session, { world, scenario, parameters, ...conditions }) {
    const open = session.findWorld(world)
    const when = withoutAbsent(conditions)
    const fault = await open.call<Fault>('POST', '/faults', {
      scenario,
      ...(parameters && { parameters }),
      ...(Object.keys(when).length > 0 && { when }),
    })
    return { text: `Armed ${describeFault(fault)}. Disarm it with disarm_fault.`, data: { world: open.id, fault } }
  },
})

export const disarmFault = defineTool({
  name: 'disarm_fault',
  title: 'Disarm faults',
  description: 'Disarms one fault of a world, or all of them.',
  input: {
    world: worldArgument,
    fault: z.string().min(1).describe('Id of the fault, such as flt_1, or "all"'),
  },
  writes: true,
  async run(session, { world, fault }) {
    const open = session.findWorld(world)
    const ids =
      fault === 'all' ? (await open.call<{ faults: Fault[] }>('GET', '/faults')).faults.map(({ id }) => id) : [fault]
    for (const id of ids) await open.call('DELETE', `/faults/${encodeURIComponent(id)}`)
    return {
      text: ids.length === 0 ? 'Nothing was armed.' : `Disarmed ${ids.join(', ')}.`,
      data: { world: open.id, disarmed: ids },
    }
  },
})
