import { Hono } from 'hono'
import type { Host } from '#edge/host.ts'

/** One surface: a folder of apps/, a Lambda, and the paths that lead to it. */
export type SurfaceEntry = {
  /** The folder in apps/; its app.ts mounts the surface, its lambda.ts is the Lambda. */
  readonly name: string
  /** Path patterns of the HTTP API, most special first. */
  readonly routes: readonly string[]
  /** What the surface does with the table. */
  readonly store: 'reads' | 'writes' | 'nothing'
  /** Whether it admits the organiser, who makes worlds: only then does its Lambda know the digest of the organiser key. */
  readonly organiser: boolean
  /** Files that it ships beside its code, as module specifiers. */
  readonly assets: readonly string[]
  readonly load: () => Promise<{ mount: (app: Hono, host: Host) => void }>
}

/** The list of surfaces, read by local.ts and by infra/. The last one answers whatever the others do not. */
export const surfaces: readonly SurfaceEntry[] = [
  {
    name: 'open-banking',
    routes: ['/open-banking/{proxy+}'],
    store: 'reads',
    organiser: false,
    assets: [],
    load: () => import('#apps/open-banking/app.ts'),
  },
  {
    name: 'control',
    routes: ['/control/{proxy+}'],
    store: 'writes',
    organiser: true,
    assets: [],
    load: () => import('#apps/control/app.ts'),
  },
  {
    name: 'console',
    routes: ['/', '/{proxy+}'],
    store: 'nothing',
    organiser: false,
    assets: ['swagger-ui-dist/swagger-ui.css', 'swagger-ui-dist/swagger-ui-bundle.js'],
    load: () => import('#apps/console/app.ts'),
  },
]

/** Answers a request; `env` carries what the host adds. */
export type Fetch = (request: Request, env?: object) => Response | Promise<Response>

/** All surfaces behind one fetch, chosen by the path as the HTTP API's routes choose: what the local host and the tests serve. */
export async function openSurfaces(host: Host): Promise<Fetch> {
  const opened = await Promise.all(
    surfaces.map(async ({ routes, load }) => {
      const app = new Hono()
      ;(await load()).mount(app, host)
      return { prefixes: routes.map((route) => route.replace('{proxy+}', '')), app }
    }),
  )
  return (request, env) => {
    const path = request.url.slice(request.url.indexOf('/', 'https://'.length))
    const { app } =
      opened.find(({ prefixes }) => prefixes.some((prefix) => path.startsWith(prefix))) ??
      (opened.at(-1) as { app: Hono })
    return app.fetch(request, env)
  }
}
