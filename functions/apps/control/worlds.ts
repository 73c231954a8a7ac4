import * as z from 'zod'
import { listWorlds } from '#actions/worlds/list.ts'
import { updateWorld } from '#actions/worlds/update.ts'
import { buildWorldView, createWorld, deleteWorld } from '#actions/worlds/worlds.ts'
import { RobotLine } from '#bank/authorization/robot.ts'
import { Labels, WorldName, worldLifeChange } from '#bank/worlds/life.ts'
import { RateLimits, RateLimitsChange } from '#bank/worlds/rate-limit.ts'
import { RequestSampling } from '#bank/worlds/request-sampling.ts'
import { Theme } from '#bank/worlds/theme.ts'
import { Seed, WorldRecord, WorldRequest } from '#bank/worlds/world.ts'
import { operation } from '#edge/operation.ts'
import { NextPage } from './paging.ts'

export const WorldId = z
  .string()
  .min(1)
  .max(40)
  .meta({ description: 'The id of a world', examples: ['wld_default'] })

/** How a world is named and when it ends. */
const life = {
  name: WorldName.optional().meta({ description: 'The name of the world' }),
  labels: Labels.optional().meta({ description: 'Its labels', examples: [{ team: 'blue', pr: '123' }] }),
  expiresAt: z.iso
    .datetime()
    .optional()
    .meta({ description: 'The real time at which the world expires and is deleted; absent if it has no end' }),
}

const RequestLogChange = RequestSampling.nullable().meta({
  description:
    'Which requests are stored where the sandbox keeps no log in memory, as in the cloud; null stores none. A request costs one write unit for each KB.',
})

export const World = z
  .strictObject({
    id: WorldId,
    seed: Seed.meta({ description: 'The same seed gives the same bank' }),
    size: WorldRecord.shape.size.meta({ description: 'The number of customers' }),
    start: z.iso.datetime().meta({ description: "The time at which the world's clock started" }),
    now: z.iso.datetime().meta({ description: "The current time of the world's clock" }),
    rate: z.number().meta({ description: 'How many seconds of the world pass in one real second; 0 means paused' }),
    ...life,
    rateLimits: RateLimits.optional().meta({ description: 'Its rate limits; absent if there are none' }),
    requestLog: RequestSampling.optional().meta({ description: 'Which requests are stored; absent if none are' }),
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
    worlds: z.array(z.strictObject({ id: WorldId, createdAt: z.iso.datetime(), ...life })),
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
    description: 'A page may be short or empty if few worlds have the labels. Follow `next` until it is absent.',
    method: 'get',
    path: '/worlds',
    needs: 'worlds',
    query: z.object({
      label: z
        .string()
        .max(800)
        .optional()
        .meta({ description: 'Only worlds that have all these labels', examples: ['team:blue', 'team:blue,pr:123'] }),
      page: WorldId.regex(/^wld_\w+$/, 'must be absent, or taken from next of the previous page')
        .optional()
        .meta({ description: 'The value of `next` on the previous page' }),
    }),
    returns: { status: 200, schema: Worlds },
    problems: [],
    run: ({ sandbox, grant, query }) => listWorlds(sandbox, grant, query),
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
    id: 'UpdateWorld',
    tag: 'Worlds',
    summary: 'Change the name, labels, end, rate limits or log of a world',
    description:
      'Fields that you do not send stay. `expiresInHours` counts from now, so the same request extends the life of the world again.',
    method: 'patch',
    path: '/worlds/{WorldId}',
    needs: 'world',
    params: z.object({ WorldId }),
    body: z.object({
      ...worldLifeChange,
      rateLimits: RateLimitsChange.optional(),
      requestLog: RequestLogChange.optional(),
    }),
    returns: { status: 200, schema: World },
    problems: ['conflict'],
    run: async ({ world, grant, body }) => buildWorldView(await updateWorld(world, grant, body)),
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
