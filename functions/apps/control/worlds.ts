import * as z from 'zod'
import { buildWorldView, createWorld, deleteWorld, listWorlds } from '#actions/worlds/worlds.ts'
import { RobotLine } from '#bank/authorization/robot.ts'
import { Theme } from '#bank/worlds/theme.ts'
import { WorldRecord, WorldRequest } from '#bank/worlds/world.ts'
import { operation } from '#edge/operation.ts'

export const WorldId = z
  .string()
  .min(1)
  .max(40)
  .meta({ examples: ['wld_default'] })

const World = z
  .strictObject({
    id: WorldId,
    seed: WorldRecord.shape.seed,
    size: WorldRecord.shape.size,
    start: z.iso.datetime().meta({ description: "What the world's clock said first" }),
    now: z.iso.datetime().meta({ description: "What the world's clock says now" }),
    rate: z.number(),
    robot: RobotLine.optional().meta({ description: 'How customers behave by default; absent where people decide' }),
    openBanking: z.url().meta({ description: 'The base URL of the Read/Write API' }),
    theme: Theme.optional().meta({ description: 'How the pages that customers see look, where the world chose' }),
  })
  .meta({ id: 'World' })

const NewWorld = World.extend({
  controlKey: z.string().meta({ description: 'Rules this world; shown once' }),
  developerToken: z.string().meta({ description: 'Reads accounts on the Read/Write API at once; shown once' }),
  customer: z.string().meta({ description: 'Whose accounts the developer token reaches' }),
}).meta({ id: 'NewWorld' })

const Directory = z
  .strictObject({
    worlds: z.array(z.strictObject({ id: WorldId, createdAt: z.iso.datetime() })),
    next: z.string().optional(),
  })
  .meta({ id: 'Worlds' })

export const worlds = [
  operation({
    id: 'CreateWorld',
    tag: 'Worlds',
    summary: 'Make a world: a bank of your own, with its own seed, clock and keys',
    description: 'Anyone may on a laptop; in the cloud it takes the organiser key.',
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
    summary: 'The worlds there are, without their keys',
    method: 'get',
    path: '/worlds',
    needs: 'worlds',
    query: z.object({ page: WorldId.optional().meta({ description: 'next of the page before' }) }),
    returns: { status: 200, schema: Directory },
    problems: [],
    run: ({ sandbox, grant, query }) => listWorlds(sandbox, grant, query.page),
  }),
  operation({
    id: 'GetWorld',
    tag: 'Worlds',
    summary: 'One world',
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
    summary: 'Take a world away, with everything in it',
    method: 'delete',
    path: '/worlds/{WorldId}',
    needs: 'world',
    params: z.object({ WorldId }),
    returns: { status: 204 },
    problems: ['conflict'],
    run: ({ world, grant }) => deleteWorld(world, grant),
  }),
]
