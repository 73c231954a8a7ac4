import type { Context, WorldTarget } from '#cli/context.ts'
import { createCaller, type WorldKeys, type WorldState } from '#cli/sdk.ts'

const media = 'application/x-ndjson'

/** The largest part that a sandbox in the cloud takes. One on a laptop takes all at once. */
const partBytes = 4_000_000

/** Downloads the document of a world: all its pages, in order. */
export async function readPages(world: WorldTarget, snapshot: string | undefined): Promise<Uint8Array[]> {
  const pages: Uint8Array[] = []
  let next: string | undefined = ''
  const base = `${world.url}/control/worlds/${world.id}/export`
  if (snapshot !== undefined) next = `?snapshot=${encodeURIComponent(snapshot)}`
  while (next !== undefined) {
    let link: string | undefined
    const { download } = createCaller({
      baseUrl: world.url,
      token: world.controlKey,
      fetch: async (url, init) => {
        const response = await fetch(url, init)
        link = /<[^>]*?(\?[^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1]
        return response
      },
    })
    pages.push(await download(`${base}${next}`, media))
    next = link
  }
  return pages
}

/** Sends a document, in parts if it is large, and returns the world that it makes. */
export async function sendParts(context: Context, bytes: Uint8Array<ArrayBuffer>): Promise<WorldState & WorldKeys> {
  const parts = splitLines(bytes)
  const key = context.newId()
  let made: unknown
  for (const [n, part] of parts.entries()) {
    const query = parts.length === 1 ? '' : `?part=${n + 1}`
    const organise = context.organiseWith({
      headers: { 'x-idempotency-key': key },
      // The caller sends JSON; a document is lines of it.
      fetch: (url, init) => fetch(url, { ...init, body: part, headers: { ...init.headers, 'content-type': media } }),
    })
    made = await organise('POST', `/worlds/import${query}`)
  }
  return made as WorldState & WorldKeys
}

/** Splits a document between lines, into parts that the cloud takes. */
function splitLines(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] {
  const parts: Uint8Array<ArrayBuffer>[] = []
  for (let from = 0; from < bytes.length; ) {
    const end = from + partBytes
    const cut = end >= bytes.length ? bytes.length : bytes.lastIndexOf(10, end - 1) + 1
    const to = cut > from ? cut : bytes.length
    parts.push(bytes.subarray(from, to))
    from = to
  }
  return parts.length === 0 ? [bytes] : parts
}
