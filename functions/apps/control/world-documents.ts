import * as z from 'zod'
import { exportWorld, pageBytes } from '#actions/snapshots/world-export.ts'
import { importDocument } from '#actions/snapshots/world-import.ts'
import { stateOfSnapshot, stateOfWorld } from '#actions/snapshots/world-state.ts'
import { Download, operation } from '#edge/operation.ts'
import { NewWorld, WorldId } from './worlds.ts'

const media = 'application/x-ndjson'

/** The largest body: a document of about 150,000 objects. In the cloud a part has at most 4 MB. */
const mostBytes = 100_000_000

const ImportProgress = z
  .strictObject({
    parts: z.int().min(1).meta({ description: 'How many parts of the document were stored' }),
    lines: z.int().min(1).meta({ description: 'How many lines they have' }),
  })
  .meta({ id: 'ImportProgress' })

export const worldDocuments = [
  operation({
    id: 'ExportWorld',
    tag: 'Snapshots and forks',
    summary: 'Export a world as one document',
    description:
      'Lines of JSON: a header with the settings of the world, one line for each stored object, and the number and SHA-256 of all that. POST /control/worlds/import makes a world from it. A document holds no key, token, session or code, so it can be shared with a team. In the cloud it comes in pages of 4 MB: the header `Link` of the answer has the address of the next one, and all pages in order are the document. To export the transactions of one account, use ExportAccount.',
    method: 'get',
    path: '/worlds/{WorldId}/export',
    needs: 'world',
    params: z.object({ WorldId }),
    query: z.object({
      snapshot: z
        .string()
        .max(40)
        .optional()
        .meta({
          description: 'The id of a snapshot to export. Default: the world as it is now.',
          examples: ['snp_4f0c9be1d2a7'],
        }),
      page: z.string().max(2_000).optional().meta({ description: 'Where the page begins, as the `Link` header says' }),
    }),
    returns: { status: 200, media: [media] },
    problems: ['conflict', 'snapshot-not-found'],
    run: async ({ sandbox, world, grant, query, url }) => {
      const { snapshot } = query
      const most = sandbox.isLocal ? pageBytes.local : pageBytes.cloud
      const state =
        snapshot === undefined ? stateOfWorld(world) : await stateOfSnapshot(world, snapshot, 'query snapshot')
      const { bytes, next } = await exportWorld(state, grant, query.page, most)
      const following = new URLSearchParams({ ...(snapshot !== undefined && { snapshot }), page: next ?? '' })
      const headers = next === undefined ? {} : { link: `<${url.split('?')[0]}?${following}>; rel="next"` }
      return new Download(media, `${state.id}.ndjson`, bytes, headers)
    },
  }),
  operation({
    id: 'ImportWorld',
    tag: 'Snapshots and forks',
    summary: 'Make a world from the document of an export',
    description:
      'The new world has the customers, consents, payments, partners and clock of the document, and a control key and a developer token of its own. Partners keep their ids and public keys. A document that was altered or cut, or that breaks a rule, is rejected whole, with the number of the line. In the cloud send each page of the export as a part: `?part=1`, `?part=2` and so on, all with one x-idempotency-key. Until the last part the answer is the progress; nothing is visible before.',
    method: 'post',
    path: '/worlds/import',
    needs: 'worlds',
    query: z.object({
      part: z
        .string()
        .regex(/^[1-9]\d{0,4}$/, 'must be a whole number from 1')
        .optional()
        .meta({ description: 'The number of the part, from 1; absent for a whole document' }),
    }),
    upload: { media: [media], most: mostBytes },
    isIdempotent: true,
    isKeyOptional: true,
    returns: { status: 201, schema: z.union([NewWorld, ImportProgress]) },
    problems: ['field-invalid', 'header-missing', 'idempotency-mismatch', 'robot-unknown', 'conflict', 'limit-reached'],
    run: ({ sandbox, grant, query, upload, idempotencyKey }) =>
      importDocument(sandbox, grant, {
        bytes: upload.bytes,
        part: query.part === undefined ? undefined : Number(query.part),
        idempotencyKey,
      }),
  }),
]
