import { beforeEach, describe, expect, test } from 'vitest'
import { type Fetch, openBanking, sandbank } from '#sdk/index.ts'
import { type Kit, type Listed, openKit, operations } from '#test/support/operations/calls.ts'

/** The methods of a client by their names: the compiler does not know the list of operations. */
type AnyApi = Record<string, (path: string, init: object) => Promise<{ data: string | undefined; response: Response }>>

const origin = 'http://localhost'
const readWrite = '/open-banking/v4.0'

let kit: Kit
let fetch: Fetch
beforeEach(async () => {
  kit = await openKit()
  fetch = (url, init) => kit.sandbox.request(url.replace(origin, ''), init)
})

/** Returns the client for an operation, with its token. */
function clientOf({ surface, operation }: Listed, token: string | undefined): AnyApi {
  const client = surface.base.startsWith(readWrite)
    ? openBanking({ baseUrl: origin + readWrite, token: token ?? '', fetch })
    : operation.needs === 'world'
      ? sandbank({ baseUrl: origin, fetch }).world({ id: kit.world.id, controlKey: token ?? '' })
      : sandbank({ baseUrl: origin, fetch, ...(token !== undefined && { organiserKey: token }) })
  return client.api as unknown as AnyApi
}

/** Sends a request of the list through the typed client. */
async function sendThrough(listed: Listed, target: string, init: RequestInit & { token?: string }): Promise<Response> {
  const { surface, operation } = listed
  const template = surface.base + operation.path
  const { pathname, searchParams } = new URL(target, origin)
  const names = [...template.matchAll(/{(\w+)}/g)].map(([, name]) => name as string)
  const values = new RegExp(`^${template.replaceAll(/{\w+}/g, '([^/]+)')}$`).exec(pathname)?.slice(1) ?? []
  const path = Object.fromEntries(names.map((name, n) => [name, decodeURIComponent(values[n] as string)]))
  const base = surface.base.startsWith(readWrite) ? readWrite : surface.base.startsWith('/control') ? '/control' : ''
  const { data, response } = await clientOf(listed, init.token)[operation.method.toUpperCase()]!(
    template.slice(base.length),
    {
      params: { path, query: Object.fromEntries(searchParams) },
      headers: init.headers,
      ...(init.body && { body: init.body }),
      parseAs: 'text',
    },
  )
  return new Response(data || null, response)
}

describe('every operation is called by its typed method', () => {
  test.each(operations)('$id', async (listed) => {
    const { status } = await kit.call(listed, { send: (target, init) => sendThrough(listed, target, init) })
    expect(status).toBeLessThan(300)
  })
})
