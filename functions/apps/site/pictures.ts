import type { Context, Hono } from 'hono'
import { buildPicture, formatMonthAt, listNamedCustomers } from '#actions/worlds/pictures.ts'
import { problems } from '#bank/base/problem.ts'
import { earliestNow, latestNow } from '#bank/time/clock.ts'
import type { Sandbox } from '#store/world.ts'
import { renderNotFoundPage } from './not-found-page.ts'
import type { Show, SitePage } from './page.ts'
import { renderPicturePage, renderPicturesPage } from './picture-pages.ts'
import { renderProblemPage } from './problems/problem-page.ts'

/**
 * Mounts the pictures of the named customers. These customers are the same in every world, so the
 * pages need no world, token or store. `?start=2026-11` sets the month in which the pictured world
 * begins; the default is the current real month.
 */
export function mountPictures(app: Hono, { real }: Pick<Sandbox, 'real'>, send: Show): void {
  const isStart = (month: string) =>
    /^\d{4}-(0[1-9]|1[0-2])$/.test(month) && month >= earliestNow.slice(0, 7) && month <= latestNow.slice(0, 7)

  const show = (c: Context, render: (start: string, query: string) => SitePage | undefined) => {
    const requested = c.req.query('start')
    const start = requested ?? formatMonthAt(real())
    if (!isStart(start)) return send(c, renderProblemPage('field-invalid'), problems['field-invalid'].status)
    const page = render(start, requested === undefined ? '' : `?start=${requested}`)
    return page ? send(c, { ...page, styles: ['/looks/charts.css'] }) : send(c, renderNotFoundPage(c.req.path), 404)
  }

  app.get('/pictures', (c) => show(c, (start, query) => renderPicturesPage(listNamedCustomers(start), query)))
  app.get('/pictures/:customer', (c) =>
    show(c, (start, query) => {
      const picture = buildPicture(c.req.param('customer'), start)
      return picture && renderPicturePage(picture, query)
    }),
  )
}
