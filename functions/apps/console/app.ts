import type { Context, Hono, MiddlewareHandler } from 'hono'
import { control } from '#apps/control/app.ts'
import { discovery, openBanking } from '#apps/open-banking/app.ts'
import { type ProblemCode, problems } from '#bank/base/problem.ts'
import { findNearestPath } from '#edge/did-you-mean.ts'
import { buildErrorResponse, pathUnknown } from '#edge/error-response.ts'
import type { Host } from '#edge/host.ts'
import { buildOpenApi } from '#edge/openapi/openapi.ts'
import { basePathOf, originOf } from '#edge/origin.ts'
import { handleRequest } from '#edge/request/handle.ts'
import { outgoingOf, requestHeadersOf, requestLineOf } from '#edge/request/headers.ts'
import { placeOf } from '#edge/request/place.ts'
import { chartStyles } from './chart-styles.ts'
import { buildCollection, collectionPath, type OpenApi } from './collection/collection.ts'
import { buildLlmsText } from './llms.ts'
import {
  referenceScript,
  renderNotFoundPage,
  renderProblemPage,
  renderProblemsPage,
  renderReferencePage,
  renderStartPage,
} from './pages.ts'
import { mountPictures } from './pictures.ts'
import { listProblems, problemListPath } from './problem-list.ts'
import { renderScenariosPage } from './scenarios-page.ts'
import { stylesheet } from './stylesheet.ts'

/**
 * Mounts the pages for browsers (start, API reference, problems, scenarios, pictures),
 * `/openapi.json`, the collection of requests and `/llms.txt`.
 */
export function mount(app: Hono, { sandbox, first, readAsset }: Host): void {
  const documented = [openBanking, discovery, control]
  const paths = documented.flatMap(({ base, operations }) => operations.map(({ path }) => base + path))
  const send = (c: Context, type: string, body: string | Uint8Array) =>
    c.body(body as string, 200, { ...securityHeaders, 'content-type': type })

  const root = basePathOf(sandbox)
  if (root !== '') app.use(prefixLinks(root))

  app.get('/', async (c) => c.html(renderStartPage(originOf(sandbox, c.req.url), first), 200, securityHeaders))
  app.get('/console.css', (c) => send(c, 'text/css; charset=utf-8', `${stylesheet}${chartStyles}`))
  app.get('/openapi.json', (c) =>
    send(c, 'application/json; charset=utf-8', JSON.stringify(buildOpenApi(documented, originOf(sandbox, c.req.url)))),
  )
  app.get(collectionPath, (c) => {
    const document = buildOpenApi(documented, originOf(sandbox, c.req.url)) as OpenApi
    return send(c, 'application/json; charset=utf-8', JSON.stringify(buildCollection(document, first === undefined)))
  })
  app.get('/llms.txt', (c) =>
    send(c, 'text/plain; charset=utf-8', buildLlmsText(documented, originOf(sandbox, c.req.url), first)),
  )

  app.get('/reference', (c) =>
    c.html(renderReferencePage(first), 200, {
      ...securityHeaders,
      // Swagger UI sets styles from its script.
      'content-security-policy': contentSecurityPolicy("'self' 'unsafe-inline'"),
    }),
  )
  app.get('/reference/start.js', (c) => send(c, 'text/javascript; charset=utf-8', referenceScript))
  app.get('/reference/swagger-ui.css', async (c) =>
    send(c, 'text/css; charset=utf-8', await readAsset('swagger-ui.css')),
  )
  app.get('/reference/swagger-ui-bundle.js', async (c) =>
    send(c, 'text/javascript; charset=utf-8', await readAsset('swagger-ui-bundle.js')),
  )

  app.get('/scenarios', (c) => c.html(renderScenariosPage(originOf(sandbox, c.req.url), first), 200, securityHeaders))

  mountPictures(app, sandbox, securityHeaders)

  app.get('/problems', (c) => c.html(renderProblemsPage(), 200, securityHeaders))
  app.get(problemListPath, (c) =>
    send(c, 'application/json; charset=utf-8', JSON.stringify(listProblems(originOf(sandbox, c.req.url)))),
  )
  app.get('/problems/:code', (c) => {
    const code = c.req.param('code')
    return Object.hasOwn(problems, code)
      ? c.html(renderProblemPage(code as ProblemCode), 200, securityHeaders)
      : c.html(renderNotFoundPage(c.req.path), 404, securityHeaders)
  })

  // For a path that no surface serves, a browser gets a page. A program gets the same problem
  // details as from the control API.
  app.notFound((c) =>
    handleRequest(sandbox, requestHeadersOf(c), {
      place: placeOf({ name: 'console' }),
      line: requestLineOf(c),
      outgoing: outgoingOf(c),
      run: async () => {
        throw pathUnknown(sandbox, c.req.path, findNearestPath(c.req.path, paths))
      },
      renderError: (error, interactionId) =>
        c.req.header('accept')?.includes('text/html')
          ? c.html(renderNotFoundPage(c.req.path), 404, securityHeaders)
          : buildErrorResponse(sandbox, error, interactionId, 'details'),
    }),
  )
}

/** Puts the path of the base URL in front of the links of pages, which begin with a slash. */
const prefixLinks =
  (root: string): MiddlewareHandler =>
  async (c, next) => {
    await next()
    if (!c.res.headers.get('content-type')?.includes('text/html')) return
    const page = await c.res.text()
    c.res = new Response(page.replaceAll(/ (href|src)="\//g, ` $1="${root}/`), c.res)
  }

const contentSecurityPolicy = (styleSource: string) =>
  `default-src 'self'; style-src ${styleSource}; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`

const securityHeaders = {
  'content-security-policy': contentSecurityPolicy("'self'"),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
}
