import * as z from 'zod'
import { renewKeys } from '#actions/partners/key-ring.ts'
import { SigningKey } from '#bank/partners/key-ring.ts'
import { operation } from '#edge/operation.ts'
import { WorldId } from './worlds.ts'

const { kid, alg, from } = SigningKey.shape
const WorldKeys = z
  .strictObject({
    jwks: z.url().meta({ description: 'The URL that publishes the public keys' }),
    keys: z.array(
      z.strictObject({
        kid,
        alg,
        from: from.meta({ description: 'When the key began to sign, in real time' }),
        signs: z
          .boolean()
          .meta({ description: 'Whether the key signs now. An old key only verifies its earlier signatures.' }),
      }),
    ),
  })
  .meta({ id: 'WorldKeys' })

export const worldKeys = [
  operation({
    id: 'RotateKeys',
    tag: 'Worlds',
    summary: 'Rotate the keys of a world',
    description:
      'New keys sign tokens and responses from now on. The old keys stay published for at least two days, so their signatures remain valid until they expire. The key of the directory does not change.',
    method: 'post',
    path: '/worlds/{WorldId}/keys',
    needs: 'world',
    params: z.object({ WorldId }),
    returns: { status: 201, schema: WorldKeys },
    problems: ['limit-reached', 'conflict'],
    run: ({ world, grant }) => renewKeys(world, grant),
  }),
]
