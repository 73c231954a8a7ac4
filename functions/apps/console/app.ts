import type { Hono } from 'hono'
import { compress } from 'hono/compress'
import type { Host } from '#edge/host.ts'
import { showError } from './page.ts'
import { PageProblem } from './page-problem.ts'
import { pages, panels } from './panels.ts'
import { routesOf } from './routes.ts'
import { askAgain } from './same-site.ts'
import { mountWorlds } from './worlds/routes.ts'
import { renderWorldPage } from './worlds/world-page.ts'

/**
 * Mounts the console: pages in which people see a world and change it. They are handlers like those
 * of the APIs: a control key of the browser's session is admitted, then actions run. No request of
 * the console stands in the log of a world.
 */
export function mount(app: Hono, host: Host): void {
  app.use(compress())
  app.use(askAgain(host))
  const routes = routesOf(app, host)
  mountWorlds(routes)
  routes.get('', renderWorldPage)
  for (const panel of panels) panel.mount?.(routes)
  for (const mountPage of pages) mountPage(routes)
  app.notFound((c) =>
    showError(c, host, new PageProblem(404, 'There is no such page', `The console has nothing at ${c.req.path}.`)),
  )
}
