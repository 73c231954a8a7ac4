import * as z from 'zod'
import { exportWorld, pageBytes } from '#actions/worlds/world-export.ts'
import { stateOfWorld } from '#actions/worlds/world-state.ts'
import { Download, operation } from '#edge/operation.ts'
import { WorldId } from './worlds.ts'

const media = 'application/x-ndjson'

export const worldDocuments = [
  operation({
    id: 'ExportWorld',
    tag: 'Worlds',
    summary: 'Export a world as one document',
    description:
      'Lines of JSON: a header with the settings of the world, one line for each stored object, and the number and SHA-256 of all that. POST /control/worlds/import makes a world from it. A document holds no key, token, session or code, so it can be shared with a team. In the cloud it comes in pages of 4 MB: the header `Link` of the answer has the address of the next one, and all pages in order are the document. To export the transactions of one account, use ExportAccount.',
    method: 'get',
    path: '/worlds/{WorldId}/export',
    needs: 'world',
    params: z.object({ WorldId }),
    query: z.object({
      page: z.string().max(2_000).optional().meta({ description: 'Where the page begins, as the `Link` header says' }),
    }),
    returns: { status: 200, media: [media] },
    problems: ['conflict'],
    run: async ({ sandbox, world, grant, query, url }) => {
      const most = sandbox.isLocal ? pageBytes.local : pageBytes.cloud
      const { bytes, next } = await exportWorld(stateOfWorld(world), grant, query.page, most)
      const headers = next === undefined ? {} : { link: `<${url.split('?')[0]}?page=${next}>; rel="next"` }
      return new Download(media, `${world.id}.ndjson`, bytes, headers)
    },
  }),
]
