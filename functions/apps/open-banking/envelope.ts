import * as z from 'zod'

/** The envelope of the Read/Write API: `Links.Next` is this very request with another `page`. */
export function envelope<D>(
  url: string,
  Data: D,
  { next, first, last }: { next?: string | undefined; first?: string; last?: string } = {},
): { Data: D; Links: { Self: string; Next?: string; First?: string }; Meta: Meta } {
  const to = (page: string | undefined) => {
    const link = new URL(url)
    if (page === undefined) link.searchParams.delete('page')
    else link.searchParams.set('page', page)
    return link.href
  }
  const isPaged = next !== undefined || url.includes('page=')
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
