import * as z from 'zod'
import { exampleOf, scenarioGroups, scenarioHeader } from '#bank/scenarios/scenarios.ts'
import { operation } from '#edge/operation.ts'

const Scenarios = z
  .strictObject({
    header: z.literal(scenarioHeader).meta({ description: 'The request header that takes a scenario' }),
    scenarios: z.array(
      z.strictObject({
        name: z.string().meta({ examples: ['too-many-requests'] }),
        group: z.string().meta({ examples: ['Payments'] }),
        title: z.string().meta({ description: 'What the caller gets' }),
        imitates: z.string().meta({ description: 'What happens at real banks' }),
        where: z.string().meta({ description: 'The calls that it applies to' }),
        example: z
          .string()
          .optional()
          .meta({
            description: 'The value of the header; absent for a scenario that can only be armed',
            examples: ['slow; delayMs=8000'],
          }),
        parameters: z.array(
          z.strictObject({
            name: z.string(),
            title: z.string(),
            min: z.int(),
            max: z.int(),
            default: z.int(),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'Scenarios' })

export const scenariosCatalogue = [
  operation({
    id: 'ListScenarios',
    tag: 'Catalogues',
    summary: 'List the scenarios: the faults of a bank that you can provoke',
    description:
      'Send one in the header x-sandbank-scenario with a call, or arm it in a world: then it reaches apps that send no header. Try `slow; delayMs=8000`.',
    method: 'get',
    path: '/scenarios',
    needs: 'anyone',
    returns: { status: 200, schema: Scenarios },
    problems: [],
    run: async () => ({
      header: scenarioHeader,
      scenarios: Object.entries(scenarioGroups).flatMap(([group, scenarios]) =>
        Object.entries(scenarios).map(([name, { title, imitates, where, effect, parameters = {} }]) => ({
          name,
          group,
          title,
          imitates,
          where,
          ...(effect.at !== 'delivery' && { example: exampleOf(name) }),
          parameters: Object.entries(parameters).map(([key, one]) => ({ name: key, ...one })),
        })),
      ),
    }),
  }),
]
