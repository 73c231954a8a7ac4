import * as z from 'zod'
import { resetWorld } from '#actions/worlds/reset.ts'
import { buildWorldView } from '#actions/worlds/worlds.ts'
import { operation } from '#edge/operation.ts'
import { World, WorldId } from './worlds.ts'

/** What every operation on a world's state has in common. Each can be repeated safely. */
const base = { tag: 'Snapshots and forks', needs: 'world', takesWorldAsStored: true } as const
const repeatable = { ...base, isIdempotent: true, isKeyOptional: true } as const

export const states = [
  operation({
    ...repeatable,
    id: 'ResetWorld',
    summary: 'Reset a world to its creation',
    description:
      'Consents, orders, payments, custom data, sessions and tokens of customers end, and the clock shows the start of the world at its first rate. Partners, the control key, developer tokens, robot and theme stay. It takes one write, whatever the size of the world.',
    method: 'post',
    path: '/worlds/{WorldId}/reset',
    params: z.object({ WorldId }),
    returns: { status: 200, schema: World },
    problems: ['conflict'],
    run: async ({ world, grant, idempotencyKey }) => buildWorldView(await resetWorld(world, grant, idempotencyKey)),
  }),
]
