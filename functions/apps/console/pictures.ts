import type { Context, Hono } from 'hono'
import { listNamedCustomers, monthNameAt, pictureOf } from '#actions/worlds/pictures.ts'
import { problems } from '#bank/base/problem.ts'
import { earliestNow, latestNow } from '#bank/time/clock.ts'
import type { Sandbox } from '#store/world.ts'
import { notFoundPage, problemPage } from './pages.ts'
import { picturePage, picturesPage } from './picture-pages.ts'

/**
 * The named customers in pictures. They are the same in every world, so the pages need no world, no
 * token and no table; `?start=2026-11` says in which month the pictured world begins, the real one
 * otherwise. `headers` go with every answer.
 */
export function mountPictures(app: Hono, { real }: Pick<Sandbox, 'real'>, headers: Record<string, string>): void {
  const isStart = (month: string) =>
    /^\d{4}-(0[1-9]|1[0-2])$/.test(month) && month >= earliestNow.slice(0, 7) && month <= latestNow.slice(0, 7)

  const show = (c: Context, pageOf: (start: string, query: string) => ReturnType<typeof notFoundPage> | undefined) => {
    const asked = c.req.query('start')
    const start = asked ?? monthNameAt(real())
    if (!isStart(start)) return c.html(problemPage('field-invalid'), problems['field-invalid'].status, headers)
    const page = pageOf(start, asked === undefined ? '' : `?start=${asked}`)
    return page ? c.html(page, 200, headers) : c.html(notFoundPage(c.req.path), 404, headers)
  }

  app.get('/pictures', (c) => show(c, (start, query) => picturesPage(listNamedCustomers(start), query)))
  app.get('/pictures/:customer', (c) =>
    show(c, (start, query) => {
      const picture = pictureOf(c.req.param('customer'), start)
      return picture && picturePage(picture, query)
    }),
  )
}
