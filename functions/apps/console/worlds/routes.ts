import { html } from 'hono/html'
import { showError, showPage } from '#apps/console/page.ts'
import { lastWorldOf } from '#apps/console/routes.ts'
import { readSession } from '#apps/console/session.ts'
import type { Routes } from '#apps/console/world-request.ts'
import { basePathOf } from '#edge/origin.ts'

/** Mounts the list of worlds, and the ways in and out of the console. */
export function mountWorlds({ app, host }: Routes): void {
  app.get('/console', async (c) => {
    try {
      const last = lastWorldOf(readSession(c, host), host)
      if (last !== undefined && c.req.query('worlds') === undefined)
        return c.redirect(`${basePathOf(host.sandbox)}/console/${last}`)
      return await showPage(c, host, { title: 'Worlds · Sandbank console', main: html`<h1>Worlds</h1>` })
    } catch (error) {
      return showError(c, host, error)
    }
  })
}
