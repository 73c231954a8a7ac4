import type { Hono } from 'hono'
import { type Show, surroundingsOf } from '#apps/site/page.ts'
import type { Host } from '#edge/host.ts'
import type { Surface } from '#edge/operation.ts'
import { basePathOf, originOf } from '#edge/origin.ts'
import { buildCatalogue, findNearest } from './catalogue.ts'
import { renderEventPage } from './event-page.ts'
import { renderIntroduction, renderSearchPage, renderUnknownPage } from './introduction.ts'
import { renderOperationPage } from './operation-page.ts'
import type { Sandbox } from './samples/request.ts'

/** The longest text of a search that is looked for. */
const longestQuery = 100

/** Mounts the API reference: an introduction, and a page for each operation and event. */
export function mountReference(app: Hono, host: Host, surfaces: readonly Surface[], show: Show): void {
  const { sandbox, first } = host
  const catalogue = buildCatalogue(surfaces)
  const root = basePathOf(sandbox)
  const describeSandbox = async (url: string): Promise<Sandbox> => {
    const { clock } = await surroundingsOf(host)
    return { baseUrl: originOf(sandbox, url), now: clock?.now ?? sandbox.real(), first }
  }

  app.get('/reference', async (c) => {
    const query = c.req.query('q')?.trim().slice(0, longestQuery) ?? ''
    if (query !== '') return show(c, renderSearchPage(catalogue, query))
    return show(c, renderIntroduction(catalogue, await describeSandbox(c.req.url)))
  })

  app.get('/reference/:id', async (c) => {
    const id = c.req.param('id')
    const entry = catalogue.entries.find((one) => one.id === id)
    if (entry) return show(c, renderOperationPage(entry, catalogue, await describeSandbox(c.req.url), root))
    const message = catalogue.messages.find((one) => one.id === id)
    if (message) return show(c, renderEventPage(message, catalogue, await describeSandbox(c.req.url)))
    return show(c, renderUnknownPage(catalogue, id, findNearest(catalogue, id)), 404)
  })
}
