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
    summary: 'Replace the custom data of a world',
    description:
      'Custom data adds customers and transactions to a world, or changes balances. The document (at most 256 KB) replaces the previous one. It is applied as a whole or rejected with every error. GET /control/edits/schema returns its JSON Schema.',
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
    summary: 'Get the custom data of a world',
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
    summary: 'Delete the custom data of a world',
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
    summary: 'Get the JSON Schema of custom data',
    method: 'get',
    path: '/edits/schema',
    needs: 'anyone',
    returns: { status: 200, schema: z.looseObject({ $schema: z.string() }).meta({ id: 'JsonSchema' }) },
    problems: [],
    run: async () => editsSchema(),
  }),
]
