import { defineCommand } from '#cli/command.ts'
import { describeCondition, type Fault } from '#cli/output/fault.ts'
import { renderTable } from '#cli/output/table.ts'

type Scenario = { readonly name: string; readonly group: string; readonly title: string; readonly where: string }

export const list = defineCommand({
  path: 'fault list',
  about: 'List what is armed, or all scenarios that can be',
  options: { scenarios: { about: 'list the scenarios instead' } },
  examples: ['sandbank fault list', 'sandbank fault list --scenarios'],
  async run(context, { options }) {
    const world = await context.world()
    if (options.scenarios) {
      const answer = await world.control<{ scenarios: Scenario[] }>('GET', '/scenarios')
      const people = renderTable(
        context.terminal,
        [
          { title: 'scenario', value: ({ name }) => name },
          { title: 'group', value: ({ group }) => group },
          { title: 'what happens', value: ({ title }) => title },
        ],
        answer.scenarios,
        'No scenarios.',
      )
      return { json: answer, people }
    }
    const answer = await world.call<{ faults: Fault[] }>('GET', '/faults')
    const people = renderTable(
      context.terminal,
      [
        { title: 'fault', value: ({ id }) => id },
        { title: 'scenario', value: ({ scenario }) => scenario },
        {
          title: 'parameters',
          value: ({ parameters = {} }) =>
            Object.entries(parameters)
              .map((pair) => pair.join('='))
              .join(' '),
        },
        { title: 'when', value: describeCondition },
        { title: 'used', value: ({ used }) => used, isRight: true },
      ],
      answer.faults,
      'Nothing is armed. next: sandbank fault list --scenarios',
    )
    return { json: answer, people }
  },
})
