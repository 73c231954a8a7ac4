import type { Context, Hono } from 'hono'
import { control } from '#apps/control/app.ts'
import { openBanking } from '#apps/open-banking/app.ts'
import { type ProblemCode, problems } from '#bank/base/problem.ts'
import { findNearestPath } from '#edge/did-you-mean.ts'
import { interactionIdFor, pathUnknown, refuse } from '#edge/error-response.ts'
import type { Host } from '#edge/host.ts'
import { openapi } from '#edge/openapi.ts'
import { chartStyles } from './chart-styles.ts'
import { notFoundPage, problemPage, problemsPage, referencePage, referenceScript, startPage } from './pages.ts'
import { mountPictures } from './pictures.ts'
import { stylesheet } from './stylesheet.ts'

/**
 * The pages of people who come with a browser: the start, the API reference, the problems
 * explained; and the OpenAPI document.
 */
export function mount(app: Hono, { sandbox, first, readAsset }: Host): void {
  const paths = [openBanking, control].flatMap(({ base, operations }) => operations.map(({ path }) => base + path))
  const text = (c: Context, type: string, body: string | Uint8Array) =>
    c.body(body as string, 200, { ...safe, 'content-type': type })

  app.get('/', async (c) => c.html(startPage(sandbox.baseUrl, first), 200, safe))
  app.get('/console.css', (c) => text(c, 'text/css; charset=utf-8', `${stylesheet}${chartStyles}`))
  app.get('/openapi.json', (c) =>
    text(c, 'application/json; charset=utf-8', JSON.stringify(openapi([openBanking, control], sandbox.baseUrl))),
  )

  app.get('/reference', (c) =>
    c.html(referencePage(), 200, { ...safe, 'content-security-policy': policy("'self' 'unsafe-inline'") }),
  )
  app.get('/reference/start.js', (c) => text(c, 'text/javascript; charset=utf-8', referenceScript))
  app.get('/reference/swagger-ui.css', async (c) =>
    text(c, 'text/css; charset=utf-8', await readAsset('swagger-ui.css')),
  )
  app.get('/reference/swagger-ui-bundle.js', async (c) =>
    text(c, 'text/javascript; charset=utf-8', await readAsset('swagger-ui-bundle.js')),
  )

  mountPictures(app, sandbox, safe)

  app.get('/problems', (c) => c.html(problemsPage(), 200, safe))
  app.get('/problems/:code', (c) => {
    const code = c.req.param('code')
    return Object.hasOwn(problems, code)
      ? c.html(problemPage(code as ProblemCode), 200, safe)
      : c.html(notFoundPage(c.req.path), 404, safe)
  })

  // What no surface answers: a person gets a page, a program the refusal that it would get from the
  // control API.
  app.notFound((c) => {
    if (c.req.header('accept')?.includes('text/html')) return c.html(notFoundPage(c.req.path), 404, safe)
    const interactionId = interactionIdFor(sandbox, c.req.header('x-fapi-interaction-id'))
    return refuse(
      sandbox,
      pathUnknown(sandbox, c.req.path, findNearestPath(c.req.path, paths)),
      interactionId,
      'details',
    )
  })
}

const policy = (style: string) =>
  `default-src 'self'; style-src ${style}; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`

const safe = {
  'content-security-policy': policy("'self'"),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
}
