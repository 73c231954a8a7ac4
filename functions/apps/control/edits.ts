import * as z from 'zod'
import { deleteEdits, getEdits, putEdits } from '#actions/worlds/edits.ts'
import { Edits, editLimits, editsSchema } from '#bank/worlds/edits.ts'
import { operation } from '#edge/operation.ts'
import { WorldId } from './worlds.ts'

const params = z.object({ WorldId })

export const edits = [
  operation({
    id: 'PutEdits',
    tag: 'Custom data',
    summary: 'Lay custom data over a world: customers, transactions, balances',
    description:
      'The whole document, of at most 256 KB, in the place of the one before. It is applied whole or refused whole, with everything that is wrong.',
    method: 'put',
    path: '/worlds/{WorldId}/edits',
    needs: 'world',
    params,
    body: Edits,
    mostBodyBytes: editLimits.bytes,
    returns: { status: 200, schema: Edits },
    problems: ['date-invalid', 'edit-overlaps', 'edit-breaks-balance', 'conflict'],
    run: ({ world, grant, body }) => putEdits(world, grant, body),
  }),
  operation({
    id: 'GetEdits',
    tag: 'Custom data',
    summary: 'The custom data of a world, as the document that was put',
    method: 'get',
    path: '/worlds/{WorldId}/edits',
    needs: 'world',
    params,
    returns: { status: 200, schema: Edits },
    problems: [],
    run: async ({ world, grant }) => getEdits(world, grant),
  }),
  operation({
    id: 'DeleteEdits',
    tag: 'Custom data',
    summary: 'Take the custom data of a world away',
    method: 'delete',
    path: '/worlds/{WorldId}/edits',
    needs: 'world',
    params,
    returns: { status: 204 },
    problems: ['conflict'],
    run: ({ world, grant }) => deleteEdits(world, grant),
  }),
]

export const editsCatalogue = [
  operation({
    id: 'GetEditsSchema',
    tag: 'Catalogues',
    summary: 'The JSON Schema of custom data',
    method: 'get',
    path: '/edits/schema',
    needs: 'anyone',
    returns: { status: 200, schema: z.looseObject({ $schema: z.string() }).meta({ id: 'JsonSchema' }) },
    problems: [],
    run: async () => editsSchema(),
  }),
]
