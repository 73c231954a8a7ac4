import { followRequests } from '#actions/requests/follow.ts'
import { listRequests } from '#actions/requests/requests.ts'
import type { Routes, WorldRequest } from '#apps/console/world-request.ts'
import { pageHeaders } from '#apps/site/page.ts'
import { readFilter } from './filters.ts'
import { writePart } from './part.ts'
import { renderRow, renderRows } from './row.ts'
import { readNames } from './story.ts'

/** How long a stream of requests lasts, in seconds; the browser then opens another one. */
const streamS = 3_600
/** How long a poll waits for a request at most, in seconds. */
const mostWaitS = 15

/** Mounts what the script of the list asks for: lines that come in as they happen. */
export function mountLive(routes: Routes): void {
  routes.get('/requests/live', async (request) => {
    const rows = await rowsOf(request)
    const { filter } = readFilter(request.c.req.query())
    const write = (line: Parameters<typeof renderRow>[0]) =>
      JSON.stringify(writePart(renderRow(line, { ...rows, now: request.host.sandbox.real() })))
    const stream = followRequests(request.world, request.grant, filter, streamS, write)
    return new Response(stream, { headers: { ...pageHeaders, 'content-type': 'text/event-stream' } })
  })
  routes.get('/requests/rows', async (request) => {
    const { after, wait = '0', ...query } = request.c.req.query()
    const { filter } = readFilter(query)
    const waitS = Math.min(mostWaitS, Math.max(0, Number(wait) || 0))
    const { requests, last } = await listRequests(request.world, request.grant, {
      ...filter,
      after: after ?? '',
      waitS,
    })
    const newestFirst = requests.toReversed()
    return Response.json(
      { last, rows: writePart(renderRows(newestFirst, await rowsOf(request))) },
      { headers: pageHeaders },
    )
  })
}

const rowsOf = async (request: WorldRequest) => ({
  base: request.base,
  names: await readNames(request),
  now: request.host.sandbox.real(),
})
