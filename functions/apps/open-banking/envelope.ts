import * as z from 'zod'
import { Rendered } from '#edge/operation.ts'

/** Where the next page begins, and the first and last instant at which the resource has items. */
type PageBounds = { readonly next?: string | undefined; readonly first?: string; readonly last?: string }

type Links = { Self: string; First?: string; Next?: string }
type Meta = { TotalPages?: number; FirstAvailableDateTime?: string; LastAvailableDateTime?: string }

/**
 * Builds the envelope of the Read/Write API around `Data`. `Links.Next` repeats the request with
 * another `page`.
 */
export function buildEnvelope<D>(url: string, Data: D, page: PageBounds = {}): { Data: D; Links: Links; Meta: Meta } {
  return { Data, Links: buildLinks(url, page), Meta: buildMeta(url, page) }
}

/**
 * Builds the envelope around a list of items that are already JSON texts, and returns it as JSON
 * text too. Under load, one call of JSON.stringify costs some microseconds: more than everything
 * else that a hot page does.
 */
export function renderList(url: string, name: string, texts: readonly string[], page: PageBounds = {}): Rendered {
  const { Self, First, Next } = buildLinks(url, page)
  const { TotalPages, FirstAvailableDateTime, LastAvailableDateTime } = buildMeta(url, page)
  const links = `"Self":${quoteUrl(Self)}${First ? `,"First":${quoteUrl(First)}` : ''}${Next ? `,"Next":${quoteUrl(Next)}` : ''}`
  const dates = FirstAvailableDateTime
    ? `"FirstAvailableDateTime":"${FirstAvailableDateTime}","LastAvailableDateTime":"${LastAvailableDateTime}"`
    : ''
  const meta = TotalPages ? `"TotalPages":${TotalPages}${dates && ','}${dates}` : dates
  return new Rendered(`{"Data":{"${name}":[${texts.join(',')}]},"Links":{${links}},"Meta":{${meta}}}`)
}

/** Writes a URL as a JSON string. Hardly any URL has a character that must be escaped. */
const quoteUrl = (url: string): string => (/["\\]/.test(url) ? JSON.stringify(url) : `"${url}"`)

/** Tells whether this is one page of several. */
const isPaged = (url: string, { next }: PageBounds): boolean => next !== undefined || url.includes('page=')

function buildLinks(url: string, page: PageBounds): Links {
  if (!isPaged(url, page)) return { Self: url }
  const { next } = page
  return { Self: url, First: withPage(url, undefined), ...(next !== undefined && { Next: withPage(url, next) }) }
}

/** Returns the URL with another `page`, or with none. */
function withPage(url: string, page: string | undefined): string {
  const [path, search] = url.split('?') as [string, string?]
  if (search === undefined) return page === undefined ? url : `${url}?page=${page}`
  const query = new URLSearchParams(search)
  if (page === undefined) query.delete('page')
  else query.set('page', page)
  return query.size === 0 ? path : `${path}?${query}`
}

function buildMeta(url: string, page: PageBounds): Meta {
  return {
    ...(!isPaged(url, page) && { TotalPages: 1 }),
    ...(page.first !== undefined && { FirstAvailableDateTime: page.first }),
    ...(page.last !== undefined && { LastAvailableDateTime: page.last }),
  }
}

/** The query of an operation that returns pages. */
export const PageQuery = z.object({
  page: z.string().min(1).max(120).optional().meta({
    description: 'Where the page begins. Copy it from Links.Next of the previous page; do not build it yourself.',
  }),
})
