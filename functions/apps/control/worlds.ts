import * as z from 'zod'
import { buildWorldView, createWorld, deleteWorld, listWorlds } from '#actions/worlds/worlds.ts'
import { RobotLine } from '#bank/authorization/robot.ts'
import { Theme } from '#bank/worlds/theme.ts'
import { Seed, WorldRecord, WorldRequest } from '#bank/worlds/world.ts'
import { operation } from '#edge/operation.ts'
import { NextPage } from './paging.ts'

export const WorldId = z
  .string()
  .min(1)
  .max(40)
  .meta({ description: 'The id of a world', examples: ['wld_default'] })

export const World = z
  .strictObject({
    id: WorldId,
    seed: Seed.meta({ description: 'The same seed gives the same bank' }),
    size: WorldRecord.shape.size.meta({ description: 'The number of customers' }),
    start: z.iso.datetime().meta({ description: "The time at which the world's clock started" }),
    now: z.iso.datetime().meta({ description: "The current time of the world's clock" }),
    rate: z.number().meta({ description: 'How many seconds of the world pass in one real second; 0 means paused' }),
    robot: RobotLine.optional().meta({ description: 'The default robot; absent when people decide in the browser' }),
    openBanking: z.url().meta({ description: 'The base URL of the Read/Write API' }),
    theme: Theme.optional().meta({ description: 'The look of the customer pages; absent for the default' }),
  })
  .meta({ id: 'World' })

export const NewWorld = World.extend({
  controlKey: z.string().meta({ description: 'The key for the control API of this world. It is returned only once.' }),
  developerToken: z.string().meta({ description: 'A bearer token for the Read/Write API. It is returned only once.' }),
  customer: z.string().meta({ description: 'The customer whose accounts the developer token gives access to' }),
}).meta({ id: 'NewWorld' })

const Worlds = z
  .strictObject({
    worlds: z.array(z.strictObject({ id: WorldId, createdAt: z.iso.datetime() })),
    next: NextPage,
  })
  .meta({ id: 'Worlds' })

export const worlds = [
  operation({
    id: 'CreateWorld',
    tag: 'Worlds',
    summary: 'Create a world',
    description:
      'A world is an isolated sandbox with its own seed, clock and keys. On a laptop no key is needed. In the cloud, send the organiser key.',
    method: 'post',
    path: '/worlds',
    needs: 'worlds',
    body: WorldRequest,
    returns: { status: 201, schema: NewWorld },
    problems: ['date-invalid', 'customer-unknown', 'robot-unknown'],
    run: ({ sandbox, grant, body }) => createWorld(sandbox, grant, body),
  }),
  operation({
    id: 'ListWorlds',
    tag: 'Worlds',
    summary: 'List the worlds, without their keys',
    method: 'get',
    path: '/worlds',
    needs: 'worlds',
    query: z.object({ page: WorldId.optional().meta({ description: 'The value of `next` on the previous page' }) }),
    returns: { status: 200, schema: Worlds },
    problems: [],
    run: ({ sandbox, grant, query }) => listWorlds(sandbox, grant, query.page),
  }),
  operation({
    id: 'GetWorld',
    tag: 'Worlds',
    summary: 'Get one world',
    method: 'get',
    path: '/worlds/{WorldId}',
    needs: 'world',
    params: z.object({ WorldId }),
    returns: { status: 200, schema: World },
    problems: [],
    run: async ({ world }) => buildWorldView(world),
  }),
  operation({
    id: 'DeleteWorld',
    tag: 'Worlds',
    summary: 'Delete a world and everything in it',
    method: 'delete',
    path: '/worlds/{WorldId}',
    needs: 'world',
    takesWorldAsStored: true,
    params: z.object({ WorldId }),
    returns: { status: 204 },
    problems: ['conflict'],
    run: ({ world, grant }) => deleteWorld(world, grant),
  }),
]
