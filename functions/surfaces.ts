import { Hono } from 'hono'
import type { Host, NodeFastPath } from '#edge/host.ts'

/** One surface: a folder of apps/, a Lambda, and the paths that lead to it. */
export type SurfaceEntry = {
  /** The folder in apps/; its app.ts mounts the surface, its lambda.ts is the Lambda. */
  readonly name: string
  /** Path patterns of the HTTP API, most specific first. */
  readonly routes: readonly string[]
  /** Whether the surface uses the table. */
  readonly store: 'uses' | 'nothing'
  /** Whether it admits the organiser: only then does its Lambda get the organiser key's digest. */
  readonly admitsOrganiser: boolean
  /** Whether pages of the origins that the operator lists may call it (CORS). */
  readonly allowsOrigins: boolean
  /** Whether its code reads names of classes, as the OpenID provider does: minifying keeps them. */
  readonly keepsClassNames: boolean
  /** Files that its bundle includes, as module specifiers. */
  readonly assets: readonly string[]
  readonly load: () => Promise<{ mount: (app: Hono, host: Host) => void; nodeFastPath?: (host: Host) => NodeFastPath }>
}

/** What most surfaces are. */
const usual = {
  store: 'uses',
  admitsOrganiser: false,
  allowsOrigins: false,
  keepsClassNames: false,
  assets: [],
} as const

/** The list of surfaces, for local.ts and infra/. The last one serves all other paths. */
export const surfaces: readonly SurfaceEntry[] = [
  {
    ...usual,
    name: 'open-banking',
    routes: ['/open-banking/{proxy+}'],
    allowsOrigins: true,
    load: () => import('#apps/open-banking/app.ts'),
  },
  {
    ...usual,
    name: 'authorization',
    routes: ['/authorization/{proxy+}', '/.well-known/{proxy+}'],
    keepsClassNames: true,
    load: () => import('#apps/authorization/app.ts'),
  },
  {
    ...usual,
    name: 'control',
    routes: ['/control/{proxy+}'],
    admitsOrganiser: true,
    allowsOrigins: true,
    load: () => import('#apps/control/app.ts'),
  },
  {
    ...usual,
    name: 'console',
    routes: ['/console', '/console/{proxy+}', '/customers', '/customers/{proxy+}', '/scenarios'],
    admitsOrganiser: true,
    load: () => import('#apps/console/app.ts'),
  },
  {
    ...usual,
    name: 'site',
    routes: ['/', '/{proxy+}'],
    store: 'nothing',
    assets: [
      '#looks/tokens.css',
      '#looks/parts.css',
      '#looks/copy.js',
      '#looks/favicon.svg',
      '#apps/site/site.css',
      '#apps/site/reference/reference.css',
      '#apps/site/reference/reference.js',
      '#apps/authorization/bank.css',
      '#apps/authorization/home.css',
      '#apps/console/console.css',
      '#apps/console/console.js',
      '#apps/console/customers/customers.css',
      '@fontsource-variable/figtree/files/figtree-latin-wght-normal.woff2',
      '@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2',
    ],
    load: () => import('#apps/site/app.ts'),
  },
]

/** Answers a request; `env` carries what the host adds, such as Node's own request. */
export type Fetch = (request: Request, env?: object) => Response | Promise<Response>

/** All surfaces as one. `nodeFastPath` answers some requests on Node's socket, without Hono. */
export type Surfaces = { readonly fetch: Fetch; readonly nodeFastPath: NodeFastPath }

/** Answers 503 until the surfaces are open. */
export const startingSurfaces: Surfaces = {
  fetch: () => new Response('Sandbank is starting', { status: 503 }),
  nodeFastPath: () => false,
}

/**
 * Opens all surfaces for the local host and the tests. The path chooses the surface, as the routes
 * of the HTTP API do. A surface is loaded by its first request, so that no request waits for the
 * code of another surface.
 */
export function openSurfaces(host: Host): Surfaces {
  const lazySurfaces = surfaces.map(({ routes, load }) => lazySurface(routes, load, host))
  const last = lazySurfaces.at(-1) as (typeof lazySurfaces)[number]
  const surfaceOf = (path: string) =>
    lazySurfaces.find(({ prefixes }) => prefixes.some((prefix) => path.startsWith(prefix))) ?? last
  return {
    fetch: (request, env) =>
      surfaceOf(request.url.slice(request.url.indexOf('/', 'https://'.length))).fetch(request, env),
    nodeFastPath: (incoming, outgoing) => surfaceOf(incoming.url ?? '').nodeFastPath(incoming, outgoing),
  }
}

/** Returns a surface that loads itself on its first request. */
function lazySurface(routes: SurfaceEntry['routes'], load: SurfaceEntry['load'], host: Host) {
  let opening: Promise<Hono> | undefined
  let app: Hono | undefined
  let nodeFastPath: NodeFastPath | undefined
  const open = () => {
    opening ??= load().then((surface) => {
      app = new Hono()
      surface.mount(app, host)
      nodeFastPath = surface.nodeFastPath?.(host)
      return app
    })
    return opening
  }
  const fetch: Fetch = (request, env) => app?.fetch(request, env) ?? open().then((opened) => opened.fetch(request, env))
  return {
    prefixes: routes.map((route) => route.replace('{proxy+}', '')),
    fetch,
    nodeFastPath: ((incoming, outgoing) => nodeFastPath?.(incoming, outgoing) ?? false) satisfies NodeFastPath,
  }
}
