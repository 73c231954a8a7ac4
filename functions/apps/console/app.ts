import type { Hono } from 'hono'
import { compress } from 'hono/compress'
import type { Host } from '#edge/host.ts'
import { basePathOf, redirectTrailingSlash } from '#edge/origin.ts'
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
  redirectFormAddresses(app, basePathOf(host.sandbox))
  app.notFound(
    (c) =>
      redirectTrailingSlash(c, host.sandbox) ??
      showError(c, host, new PageProblem(404, 'There is no such page', `The console has nothing at ${c.req.path}.`)),
  )
}

/**
 * Leads a browser that opens the address of a form, as after a rejected one, to the page that has
 * the form. A page that a form shares its address with was mounted before.
 */
function redirectFormAddresses(app: Hono, root: string): void {
  for (const { path } of app.routes.filter(({ method }) => method === 'POST'))
    app.get(path, (c) => {
      const [page = '/console/worlds'] = c.req.path.match(/^\/console\/wld_[a-z0-9]+|^\/customers\/[^/]+/) ?? []
      return c.redirect(root + page)
    })
}
