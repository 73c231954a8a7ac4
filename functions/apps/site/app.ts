import type { Context, Hono } from 'hono'
import { compress } from 'hono/compress'
import { control } from '#apps/control/app.ts'
import { discovery, openBanking } from '#apps/open-banking/app.ts'
import { type ProblemCode, problems } from '#bank/base/problem.ts'
import { looks } from '#bank/worlds/theme.ts'
import { findNearestPath } from '#edge/did-you-mean.ts'
import { buildErrorResponse, pathUnknown } from '#edge/error-response.ts'
import type { Host } from '#edge/host.ts'
import { buildOpenApi } from '#edge/openapi/openapi.ts'
import { basePathOf, originOf, redirectTrailingSlash } from '#edge/origin.ts'
import { handleRequest } from '#edge/request/handle.ts'
import { outgoingOf, requestHeadersOf, requestLineOf } from '#edge/request/headers.ts'
import { placeOf } from '#edge/request/place.ts'
import { mountAssets } from './assets.ts'
import { buildCollection, collectionPath, type OpenApi } from './collection/collection.ts'
import { buildLlmsText } from './llms.ts'
import { renderNotFoundPage } from './not-found-page.ts'
import { pageHeaders, prefixLinks, renderSitePage, type Show, surroundingsOf } from './page.ts'
import { renderPartsPage } from './parts/parts-page.ts'
import { listProblems, problemListPath } from './problems/problem-list.ts'
import { renderProblemPage } from './problems/problem-page.ts'
import { renderProblemsPage } from './problems/problems-page.ts'
import { mountReference } from './reference/mount.ts'
import { collectStart } from './start/start.ts'
import { renderStartPage } from './start/start-page.ts'

/**
 * Mounts the pages for browsers (start, API reference, problems),
 * `/openapi.json`, the collection of requests and `/llms.txt`.
 */
export function mount(app: Hono, host: Host): void {
  const { sandbox, first } = host
  const documented = [openBanking, discovery, control]
  const problemPaths = Object.keys(problems).map((code) => `/problems/${code}`)
  const paths = documented.flatMap(({ base, operations }) => operations.map(({ path }) => base + path))
  // Building the document takes 200 ms.
  let kept: { readonly origin: string; readonly document: object } | undefined
  const documentAt = (origin: string) => {
    if (kept?.origin !== origin) kept = { origin, document: buildOpenApi(documented, origin) }
    return kept.document
  }
  const send = (c: Context, type: string, body: string | Uint8Array) =>
    c.body(body as string, 200, { ...pageHeaders, 'content-type': type })
  const show: Show = async (c, page, status = 200) =>
    c.html(await renderSitePage(await surroundingsOf(host), page), status, pageHeaders)

  app.use(compress())
  const root = basePathOf(sandbox)
  app.use(prefixLinks(root))
  mountAssets(app, host)

  // The code of the bank is read when a page asks it, and never in the cloud.
  const askFirst = async () =>
    first && (await import('./start/first-call.ts')).createFirstCall(host, first.developerToken)()
  app.get('/', async (c) => {
    const start = await collectStart(
      host,
      originOf(sandbox, c.req.url),
      await askFirst(),
      await surroundingsOf(host),
      sandbox.real(),
    )
    return show(c, renderStartPage(start))
  })
  app.get('/openapi.json', (c) =>
    send(c, 'application/json; charset=utf-8', JSON.stringify(documentAt(originOf(sandbox, c.req.url)))),
  )
  app.get(collectionPath, (c) => {
    const document = documentAt(originOf(sandbox, c.req.url)) as OpenApi
    return send(c, 'application/json; charset=utf-8', JSON.stringify(buildCollection(document, first === undefined)))
  })
  app.get('/llms.txt', (c) =>
    send(c, 'text/plain; charset=utf-8', buildLlmsText(documented, originOf(sandbox, c.req.url), first)),
  )

  mountReference(app, host, documented, show)

  // Where the customers stood in earlier releases.
  app.get('/pictures', (c) => c.redirect(`${root}/customers`, 301))
  app.get('/pictures/:id', (c) => c.redirect(`${root}/customers/${encodeURIComponent(c.req.param('id'))}`, 301))

  app.get('/parts', (c) => show(c, renderPartsPage(looks.find((one) => one === c.req.query('look')))))
  app.get('/problems', (c) => show(c, renderProblemsPage(c.req.query('q') ?? '')))
  app.get(problemListPath, (c) =>
    send(c, 'application/json; charset=utf-8', JSON.stringify(listProblems(originOf(sandbox, c.req.url)))),
  )
  app.get('/problems/:code', (c) => {
    const code = c.req.param('code')
    return Object.hasOwn(problems, code)
      ? show(c, renderProblemPage(code as ProblemCode))
      : show(c, renderNotFoundPage(c.req.path, findNearestPath(c.req.path, problemPaths)), 404)
  })

  // For a path that no surface serves, a browser gets a page. A program gets the same problem
  // details as from the control API.
  app.notFound(
    (c) =>
      redirectTrailingSlash(c, sandbox) ??
      handleRequest(sandbox, requestHeadersOf(c), {
        place: placeOf({ name: 'site' }),
        line: requestLineOf(c),
        outgoing: outgoingOf(c),
        run: async () => {
          throw pathUnknown(sandbox, c.req.path, findNearestPath(c.req.path, paths))
        },
        renderError: (error, interactionId) =>
          c.req.header('accept')?.includes('text/html')
            ? show(c, renderNotFoundPage(c.req.path), 404)
            : buildErrorResponse(sandbox, error, interactionId, 'details'),
      }),
  )
}
