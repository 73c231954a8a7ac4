import * as z from 'zod'
import { setWorldRobot } from '#actions/worlds/robot.ts'
import { RobotLine, robotBehaviours, robotExample } from '#bank/authorization/robot.ts'
import { operation } from '#edge/operation.ts'

const Robot = z.object({ robot: RobotLine })

const Robots = z
  .strictObject({
    header: z.literal('x-sandbank-robot'),
    example: z.string(),
    robots: z.array(z.strictObject({ part: z.string(), about: z.string() })),
  })
  .meta({ id: 'Robots' })

export const robots = [
  operation({
    id: 'SetRobot',
    tag: 'Robots',
    summary: 'How customers behave where neither a request nor a partner says so',
    description: 'off takes the robot away: then a person decides.',
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
    summary: 'What a robot customer can be told',
    description: 'A robot is one line: a decision, and options after commas.',
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
