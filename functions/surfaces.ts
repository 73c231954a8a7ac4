import type { Hono } from 'hono'
import type { Host } from '#edge/host.ts'

/** One surface: a folder of apps/, a Lambda, and the paths that lead to it. */
export type SurfaceEntry = {
  /** The folder in apps/; its app.ts mounts the surface, its lambda.ts is the Lambda. */
  readonly name: string
  /** Path patterns of the HTTP API, most special first. */
  readonly routes: readonly string[]
  /** What the surface does with the table. */
  readonly store: 'reads' | 'writes' | 'nothing'
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
    assets: [],
    load: () => import('#apps/open-banking/app.ts'),
  },
  {
    name: 'control',
    routes: ['/control/{proxy+}'],
    store: 'writes',
    assets: [],
    load: () => import('#apps/control/app.ts'),
  },
  {
    name: 'console',
    routes: ['/', '/{proxy+}'],
    store: 'nothing',
    assets: ['swagger-ui-dist/swagger-ui.css', 'swagger-ui-dist/swagger-ui-bundle.js'],
    load: () => import('#apps/console/app.ts'),
  },
]
