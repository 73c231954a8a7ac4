import * as z from 'zod'
import { diffStates } from '#actions/snapshots/diff.ts'
import { stateOfSnapshot, stateOfWorld } from '#actions/snapshots/world-state.ts'
import { admitToOtherWorld, otherKeyHeader } from '#edge/grant.ts'
import { operation } from '#edge/operation.ts'
import { NextPage } from './paging.ts'
import { WorldId } from './worlds.ts'

const Side = z.strictObject({
  id: z.string().meta({ description: 'The id of the world or the snapshot', examples: ['wld_default'] }),
  now: z.iso.datetime().meta({ description: 'The time of its clock' }),
})

const value = z.record(z.string(), z.unknown())
const ObjectDifference = z
  .strictObject({
    kind: z.string().meta({
      description:
        'The kind of object: world, partner, registration, software, consent, deleted-mandate, order, payment (one payment of a standing order or a file), leg, due-item, file, consent-use or custom-data',
      examples: ['consent'],
    }),
    id: z.string().meta({ examples: ['aac_4f0c9be1d2a7'] }),
    change: z.enum(['added', 'changed', 'gone']),
    before: value.optional().meta({ description: 'The object, if it is gone' }),
    after: value.optional().meta({ description: 'The object, if it was added' }),
    fields: z
      .array(
        z.strictObject({
          path: z.string().meta({ description: 'The field of the object', examples: ['request.Data.Initiation'] }),
          before: z.unknown().optional().meta({ description: 'Its value before; absent if it had none' }),
          after: z.unknown().optional().meta({ description: 'Its value after; absent if it has none' }),
        }),
      )
      .optional()
      .meta({ description: 'The fields that differ, if the object changed' }),
  })
  .meta({ id: 'ObjectDifference' })

const amount = z.string().meta({ examples: ['-12.34'] })
const WorldDiff = z
  .strictObject({
    before: Side.meta({ description: 'What `with` names' }),
    after: Side.meta({ description: 'The world of the path' }),
    changes: z.array(ObjectDifference),
    balances: z
      .array(z.strictObject({ account: z.string(), currency: z.string(), before: amount, after: amount }))
      .meta({
        description:
          'The accounts whose payments add up to another sum, with both sums. Computed history is not included.',
      }),
    next: NextPage,
  })
  .meta({ id: 'WorldDiff' })

export const worldDiff = [
  operation({
    id: 'DiffWorlds',
    tag: 'Snapshots and forks',
    summary: 'Compare a world with a snapshot or another world',
    description:
      'Lists the objects that were added, changed or gone in the world of the path, compared with the one that `with` names, and the balances that differ. Tokens, sessions, codes and keys are left out. Another world needs its control key in x-other-control-key.',
    method: 'get',
    path: '/worlds/{WorldId}/diff',
    needs: 'world',
    params: z.object({ WorldId }),
    query: z.object({
      with: z
        .string()
        .regex(/^(snp|wld)_\w{1,100}$/, 'must be the id of a snapshot (snp_...) or of another world (wld_...)')
        .meta({
          description: 'The id of another world, or of a snapshot of this world',
          examples: ['snp_4f0c9be1d2a7'],
        }),
      page: z.string().max(2_000).optional().meta({ description: 'The value of `next` on the previous page' }),
    }),
    headers: z.object({
      [otherKeyHeader]: z.string().max(200).optional().meta({ description: 'The control key of the other world' }),
    }),
    returns: { status: 200, schema: WorldDiff },
    problems: ['world-foreign', 'snapshot-not-found'],
    run: async ({ sandbox, world, grant, query, headers }) => {
      const { with: id, page } = query
      const stateOfOther = async () => {
        if (id.startsWith('snp_')) return stateOfSnapshot(world, id, 'query with')
        return stateOfWorld(id === world.id ? world : await admitToOtherWorld(sandbox, id, headers[otherKeyHeader]))
      }
      return diffStates(await stateOfOther(), stateOfWorld(world), grant, page)
    },
  }),
]
