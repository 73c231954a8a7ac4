import { Hono } from 'hono'
import type { Host, NodeFastPath } from '#edge/host.ts'

/** One surface: a folder of apps/, a Lambda, and the paths that lead to it. */
export type SurfaceEntry = {
  /** The folder in apps/; its app.ts mounts the surface, its lambda.ts is the Lambda. */
  readonly name: string
  /** Path patterns of the HTTP API, most special first. */
  readonly routes: readonly string[]
  /** What the surface does with the table. */
  readonly store: 'uses' | 'nothing'
  /**
   * Whether it admits the organiser, who makes worlds: only then does its Lambda know the digest of
   * the organiser key.
   */
  readonly admitsOrganiser: boolean
  /**
   * Whether its code asks classes what they are called, as the OpenID provider does: then minifying
   * must leave their names.
   */
  readonly keepsClassNames: boolean
  /** Files that it ships beside its code, as module specifiers. */
  readonly assets: readonly string[]
  readonly load: () => Promise<{ mount: (app: Hono, host: Host) => void; nodeFastPath?: (host: Host) => NodeFastPath }>
}

/**
 * The list of surfaces, read by local.ts and by infra/. The last one answers whatever the others do
 * not.
 */
export const surfaces: readonly SurfaceEntry[] = [
  {
    name: 'open-banking',
    routes: ['/open-banking/{proxy+}'],
    store: 'uses',
    admitsOrganiser: false,
    keepsClassNames: false,
    assets: [],
    load: () => import('#apps/open-banking/app.ts'),
  },
  {
    name: 'authorization',
    routes: ['/authorization/{proxy+}', '/.well-known/{proxy+}'],
    store: 'uses',
    admitsOrganiser: false,
    keepsClassNames: true,
    assets: [],
    load: () => import('#apps/authorization/app.ts'),
  },
  {
    name: 'control',
    routes: ['/control/{proxy+}'],
    store: 'uses',
    admitsOrganiser: true,
    keepsClassNames: false,
    assets: [],
    load: () => import('#apps/control/app.ts'),
  },
  {
    name: 'console',
    routes: ['/', '/{proxy+}'],
    store: 'nothing',
    admitsOrganiser: false,
    keepsClassNames: false,
    assets: ['swagger-ui-dist/swagger-ui.css', 'swagger-ui-dist/swagger-ui-bundle.js'],
    load: () => import('#apps/console/app.ts'),
  },
]

/** Answers a request; `env` carries what the host adds. */
export type Fetch = (request: Request, env?: object) => Response | Promise<Response>

/**
 * All surfaces as one: `fetch` answers every request, and `nodeFastPath` takes those off Node's
 * hands that would only lose time in it.
 */
export type Surfaces = { readonly fetch: Fetch; readonly nodeFastPath: NodeFastPath }

/** What answers until the surfaces are open. */
export const startingSurfaces: Surfaces = {
  fetch: () => new Response('Sandbank is starting', { status: 503 }),
  nodeFastPath: () => false,
}

/**
 * All surfaces, chosen by the path as the HTTP API's routes choose: what the local host and the
 * tests serve. A surface is loaded when it is first asked for, so that no answer waits for
 * another's code.
 */
export function openSurfaces(host: Host): Surfaces {
  const places = surfaces.map(({ routes, load }) => lazySurface(routes, load, host))
  const last = places.at(-1) as (typeof places)[number]
  const placeOf = (path: string) =>
    places.find(({ prefixes }) => prefixes.some((prefix) => path.startsWith(prefix))) ?? last
  return {
    fetch: (request, env) =>
      placeOf(request.url.slice(request.url.indexOf('/', 'https://'.length))).fetch(request, env),
    nodeFastPath: (incoming, outgoing) => placeOf(incoming.url ?? '').nodeFastPath(incoming, outgoing),
  }
}

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
