import * as z from 'zod'
import { Rendered } from '#edge/operation.ts'

/** Where the next page begins, and the instants between which there is something. */
type Beyond = { readonly next?: string | undefined; readonly first?: string; readonly last?: string }

type Links = { Self: string; First?: string; Next?: string }
type Meta = { TotalPages?: number; FirstAvailableDateTime?: string; LastAvailableDateTime?: string }

/** The envelope of the Read/Write API: `Links.Next` is this very request with another `page`. */
export function envelope<D>(url: string, Data: D, page: Beyond = {}): { Data: D; Links: Links; Meta: Meta } {
  return { Data, Links: linksOf(url, page), Meta: metaOf(url, page) }
}

/**
 * The envelope around a list of texts that are JSON already, itself put together from texts: in a
 * server under load each call of JSON.stringify costs some microseconds, more than all else that a
 * hot page does.
 */
export function rendered(url: string, name: string, texts: readonly string[], page: Beyond = {}): Rendered {
  const { Self, First, Next } = linksOf(url, page)
  const { TotalPages, FirstAvailableDateTime, LastAvailableDateTime } = metaOf(url, page)
  const links = `"Self":${quoted(Self)}${First ? `,"First":${quoted(First)}` : ''}${Next ? `,"Next":${quoted(Next)}` : ''}`
  const dates = FirstAvailableDateTime
    ? `"FirstAvailableDateTime":"${FirstAvailableDateTime}","LastAvailableDateTime":"${LastAvailableDateTime}"`
    : ''
  const meta = TotalPages ? `"TotalPages":${TotalPages}${dates && ','}${dates}` : dates
  return new Rendered(`{"Data":{"${name}":[${texts.join(',')}]},"Links":{${links}},"Meta":{${meta}}}`)
}

/** A URL as JSON. Nearly none has a character that must be escaped. */
const quoted = (url: string): string => (/["\\]/.test(url) ? JSON.stringify(url) : `"${url}"`)

/** A page that follows another, or is followed by one. */
const isPaged = (url: string, { next }: Beyond): boolean => next !== undefined || url.includes('page=')

function linksOf(url: string, page: Beyond): Links {
  if (!isPaged(url, page)) return { Self: url }
  const { next } = page
  return { Self: url, First: onPage(url, undefined), ...(next !== undefined && { Next: onPage(url, next) }) }
}

function onPage(url: string, page: string | undefined): string {
  const [path, search] = url.split('?') as [string, string?]
  if (search === undefined) return page === undefined ? url : `${url}?page=${page}`
  const query = new URLSearchParams(search)
  if (page === undefined) query.delete('page')
  else query.set('page', page)
  return query.size === 0 ? path : `${path}?${query}`
}

function metaOf(url: string, page: Beyond): Meta {
  return {
    ...(!isPaged(url, page) && { TotalPages: 1 }),
    ...(page.first !== undefined && { FirstAvailableDateTime: page.first }),
    ...(page.last !== undefined && { LastAvailableDateTime: page.last }),
  }
}

/** Where a page begins, as `Links.Next` of the page before says it. */
export const Paged = z.object({
  page: z
    .string()
    .min(1)
    .max(60)
    .optional()
    .meta({ description: 'Where the page begins: take it from Links.Next, do not build it' }),
})
