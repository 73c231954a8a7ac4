import * as z from 'zod'
import { Rendered } from '#edge/operation.ts'

/** The envelope of the Read/Write API: `Links.Next` is this very request with another `page`. */
export function envelope<D>(
  url: string,
  Data: D,
  { next, first, last }: Beyond = {},
): { Data: D; Links: { Self: string; Next?: string; First?: string }; Meta: Meta } {
  const [path, search = ''] = url.split('?') as [string, string?]
  const to = (page: string | undefined) => {
    const query = new URLSearchParams(search)
    if (page === undefined) query.delete('page')
    else query.set('page', page)
    return query.size === 0 ? path : `${path}?${query}`
  }
  const isPaged = next !== undefined || search.includes('page=')
  return {
    Data,
    Links: { Self: url, ...(isPaged && { First: to(undefined) }), ...(next !== undefined && { Next: to(next) }) },
    Meta: {
      ...(!isPaged && { TotalPages: 1 }),
      ...(first !== undefined && { FirstAvailableDateTime: first }),
      ...(last !== undefined && { LastAvailableDateTime: last }),
    },
  }
}

/** The envelope around a list of texts that are JSON already: what hot pages are put together from. */
export function rendered(url: string, name: string, texts: readonly string[], page: Beyond = {}): Rendered {
  const { Links, Meta } = envelope(url, {}, page)
  return new Rendered(
    `{"Data":{"${name}":[${texts.join(',')}]},"Links":${JSON.stringify(Links)},"Meta":${JSON.stringify(Meta)}}`,
  )
}

/** Where the next page begins, and the instants between which there is something. */
type Beyond = { next?: string | undefined; first?: string; last?: string }

type Meta = { TotalPages?: number; FirstAvailableDateTime?: string; LastAvailableDateTime?: string }

/** Where a page begins, as `Links.Next` of the page before says it. */
export const Paged = z.object({
  page: z
    .string()
    .min(1)
    .max(60)
    .optional()
    .meta({ description: 'Where the page begins: take it from Links.Next, do not build it' }),
})
