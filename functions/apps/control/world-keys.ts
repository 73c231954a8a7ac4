import * as z from 'zod'
import { renewKeys } from '#actions/partners/key-ring.ts'
import { SigningKey } from '#bank/partners/key-ring.ts'
import { operation } from '#edge/operation.ts'
import { WorldId } from './worlds.ts'

const { kid, alg, from } = SigningKey.shape
const WorldKeys = z
  .strictObject({
    jwks: z.url().meta({ description: 'Where their public halves are published' }),
    keys: z.array(
      z.strictObject({
        kid,
        alg,
        from: from.meta({ description: 'When it began to sign, by real time' }),
        signs: z.boolean().meta({ description: 'Whether it signs from now on, or only verifies what it has signed' }),
      }),
    ),
  })
  .meta({ id: 'WorldKeys' })

export const worldKeys = [
  operation({
    id: 'RotateKeys',
    tag: 'Worlds',
    summary: "Rotate a world's keys: new ones sign tokens and answers from now on",
    description:
      'The old ones stay published for two days at least, so that whatever they signed is good until it ends. The directory keeps its own key.',
    method: 'post',
    path: '/worlds/{WorldId}/keys',
    needs: 'world',
    params: z.object({ WorldId }),
    returns: { status: 201, schema: WorldKeys },
    problems: ['limit-reached', 'conflict'],
    run: ({ world, grant }) => renewKeys(world, grant),
  }),
]
