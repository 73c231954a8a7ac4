import * as z from 'zod'
import { setWorldRobot } from '#actions/worlds/robot.ts'
import { RobotLine, robotBehaviours, robotExample } from '#bank/authorization/robot.ts'
import { operation } from '#edge/operation.ts'

const Robot = z.object({
  robot: RobotLine.meta({ description: 'The robot, or `off` to remove it', examples: [robotExample] }),
})

const Robots = z
  .strictObject({
    header: z.literal('x-sandbank-robot').meta({ description: 'The request header that takes a robot' }),
    example: z.string().meta({ description: 'A complete robot' }),
    robots: z.array(
      z.strictObject({
        part: z.string().meta({ description: 'A decision or an option', examples: ['wrong-codes=2'] }),
        about: z.string().meta({ description: 'What the customer does' }),
      }),
    ),
  })
  .meta({ id: 'Robots' })

export const robots = [
  operation({
    id: 'SetRobot',
    tag: 'Robots',
    summary: 'Set the default robot of the world',
    description:
      'A robot answers in place of the customer, so no browser is needed. A robot in the request or of the partner takes precedence. `off` removes the default: then a person decides in the browser.',
    method: 'put',
    path: '/robot',
    needs: 'world',
    body: Robot,
    returns: { status: 200, schema: Robot.meta({ id: 'Robot' }) },
    problems: ['robot-unknown', 'conflict'],
    run: ({ world, grant, body }) => setWorldRobot(world, grant, body.robot),
  }),
]

export const robotsCatalogue = [
  operation({
    id: 'ListRobots',
    tag: 'Catalogues',
    summary: 'List the decisions and options of a robot',
    description: 'A robot is one line of text: a decision, then options, separated by commas.',
    method: 'get',
    path: '/robots',
    needs: 'anyone',
    returns: { status: 200, schema: Robots },
    problems: [],
    run: async () => ({
      header: 'x-sandbank-robot' as const,
      example: robotExample,
      robots: Object.entries(robotBehaviours).map(([part, about]) => ({ part, about })),
    }),
  }),
]
