import { getRequest } from '#actions/requests/chain.ts'
import { buildReproduction } from '#actions/requests/reproduction.ts'
import type { Routes } from '#apps/console/world-request.ts'
import { pageHeaders } from '#apps/site/page.ts'
import { writeHar } from '#bank/requests/har.ts'
import { originOf } from '#edge/origin.ts'

/** Mounts the files of a request: an HTTP Archive, and a test of it for `npm run reproduce`. */
export function mountDownloads(routes: Routes, path: string): void {
  routes.get(`${path}/as/har`, async ({ c, host, world, grant }) => {
    const id = c.req.param('RequestId') ?? ''
    const whole = await getRequest(world, grant, id)
    const har = JSON.stringify(writeHar([whole], originOf(host.sandbox, c.req.url)))
    return download(`${id}.har`, 'application/har+json', har)
  })
  routes.get(`${path}/as/scenario`, async ({ c, world, grant }) => {
    const id = c.req.param('RequestId') ?? ''
    const test = JSON.stringify(await buildReproduction(world, grant, id), null, 2)
    return download(`${id}.json`, 'application/json', test)
  })
}

const download = (name: string, type: string, text: string): Response =>
  new Response(text, {
    headers: { ...pageHeaders, 'content-type': type, 'content-disposition': `attachment; filename="${name}"` },
  })
