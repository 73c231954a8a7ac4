import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listen } from '#listen'
import {
  assertionOf,
  type Bank,
  call,
  clientToken,
  connect,
  errorOf,
  join,
  openBank,
  type Partner,
  post,
  refresh,
} from '#test/support/partners.ts'
import type { Json } from '#test/support/sandbox.ts'

/*
 * On a real server the fast path passes the requests of machines to the OpenID provider without
 * Hono. In a Lambda, and in process, they go through Hono.
 */
let bank: Bank
let server: Server
let origin: string
/** The paths that the fast path served since the test began. */
const taken: string[] = []
let near: Partner
let far: Partner

beforeAll(async () => {
  bank = await openBank()
  const { fetch, nodeFastPath } = bank.surfaces
  const noted: typeof nodeFastPath = (incoming, outgoing) => {
    const path = incoming.url ?? ''
    const isTaken = nodeFastPath(incoming, outgoing)
    if (isTaken) taken.push(path)
    return isTaken
  }
  server = listen(() => ({ fetch, nodeFastPath: noted }), 0, '127.0.0.1')
  await once(server, 'listening')
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  near = await join(bank)
  far = { ...near, fetch: (url, init) => onSocket(new URL(url).pathname + new URL(url).search, init) }
})
beforeEach(() => {
  taken.length = 0
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const onSocket = (path: string, init: RequestInit = {}) => fetch(origin + path, { ...init, redirect: 'manual' })
const base = () => `/authorization/${bank.world.id}`
const asks = { grant_type: 'client_credentials', scope: 'accounts' }

type Answer = { status: number; body: Json; headers: Headers }

/**
 * Returns what is the same in both answers: no token, time, interaction id or header of the
 * connection.
 */
function lasting({ status, body, headers }: Answer) {
  const passing = /^(date|connection|keep-alive|content-length|transfer-encoding|x-fapi-interaction-id|dpop-nonce)$/
  const { access_token, request_uri, interactionId, iat, exp, jti, ...rest } = body ?? {}
  const made = Object.entries({ access_token, request_uri }).filter(([, text]) => text !== undefined)
  return {
    status,
    body: rest,
    made: made.map(([name]) => name),
    headers: [...headers].filter(([name]) => !passing.test(name)),
  }
}

describe('the answer on a socket equals the answer through Hono for', () => {
  const cases: [what: string, ask: (partner: Partner) => Promise<Answer>, seen: string][] = [
    ['a token request', (one) => post(one, 'token', asks), '200 undefined'],
    [
      'a request without an assertion',
      (one) => post(one, 'token', { ...asks, client_id: one.id }, { assertion: null }),
      '401 invalid_client',
    ],
    ['a request without a proof', (one) => post(one, 'token', asks, { dpop: null }), '400 invalid_grant'],
    ['an unknown client', (one) => post({ ...one, id: 'app_0' }, 'token', asks), '401 invalid_client'],
    ['an unknown grant', (one) => post(one, 'token', { grant_type: 'password' }), '400 unsupported_grant_type'],
    ['an incomplete pushed request', (one) => post(one, 'par', { response_type: 'code' }), '400 invalid_request'],
    ['an introspection', (one) => post(one, 'introspect', { token: 'none' }), '200 undefined'],
    ['a revocation', (one) => post(one, 'revoke', { token: 'none' }), '200 undefined'],
    [
      'a request with a cookie, which machines do not send',
      (one) => post(one, 'token', asks, { headers: { cookie: '_session=abc' } }),
      '200 undefined',
    ],
    [
      'an armed scenario',
      (one) => post(one, 'token', asks, { headers: { 'x-sandbank-scenario': 'unavailable' } }),
      '503 undefined',
    ],
    [
      'a misspelt header of the sandbox',
      (one) => post(one, 'token', asks, { headers: { 'x-sandbank-scenarios': 'unavailable' } }),
      '400 undefined',
    ],
    [
      'a request with another origin',
      (one) => post(one, 'token', asks, { headers: { origin: 'http://elsewhere.example' } }),
      '400 invalid_request',
    ],
  ]
  test.each(cases)('%s', async (_, ask, seen) => {
    const [through, straight] = [await ask(near), await ask(far)]
    expect(errorOf(straight)).toBe(seen)
    expect(lasting(straight)).toEqual(lasting(through))
    expect(taken).toHaveLength(1)
  })

  test('an unknown world', async () => {
    const path = '/authorization/wld_nowhere0/token'
    const answerOf = async (response: Response) => ({
      status: response.status,
      headers: response.headers,
      body: await response.json(),
    })
    const init = { method: 'POST', body: new URLSearchParams(asks) }
    const [through, straight] = [
      await answerOf(await bank.request(path, init)),
      await answerOf(await onSocket(path, init)),
    ]
    expect(lasting(straight)).toEqual(lasting(through))
    expect([straight.status, straight.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ])
    expect(taken).toEqual([path])
  })

  test('an interaction id of the caller, which is returned or replaced if it is malformed', async () => {
    const id = '7c9e6679-7425-40de-944b-e07fc1f90ae7'
    const sent = (said: string) =>
      onSocket('/authorization/wld_nowhere0/token', { method: 'POST', headers: { 'x-fapi-interaction-id': said } })
    expect((await sent(id)).headers.get('x-fapi-interaction-id')).toBe(id)
    expect((await sent('"><script>')).headers.get('x-fapi-interaction-id')).toMatch(/^[0-9a-f-]{36}$/)
  })
})

test('an assertion that was used on one path is rejected on the other', async () => {
  for (const [first, then] of [
    [near, far],
    [far, near],
  ] as const) {
    const assertion = await assertionOf(near)
    expect((await post(first, 'token', asks, { assertion })).status).toBe(200)
    expect(errorOf(await post(then, 'token', asks, { assertion }))).toBe('401 invalid_client')
  }
})

test.each(['GET', 'PUT', 'OPTIONS', 'HEAD'])(
  '%s, which the fast path does not serve, goes through Hono',
  async (method) => {
    const { status, headers } = await onSocket(`${base()}/token`, { method })
    expect([status, headers.get('allow')]).toEqual([405, 'POST'])
    expect(taken).toEqual([])
  },
)

test('a path with a query, and an encoded spelling of the world, go through Hono', async () => {
  expect((await onSocket(`${base()}/token?a=b`, { method: 'POST' })).status).toBe(400)
  expect((await onSocket(`${base().replace('_', '%5F')}/token`, { method: 'POST' })).status).toBe(404)
  expect(taken).toEqual([])
})

test('a FAPI 2.0 partner completes every step on sockets alone, from its pushed request to a refreshed token', async () => {
  const { token, tokens } = await connect(far)
  expect((await call(far, token, 'accounts')).status).toBe(200)
  expect((await call(far, (await refresh(far, tokens.refresh_token as string)).access_token, 'accounts')).status).toBe(
    200,
  )
  expect((await clientToken(far)).token_type).toBe('dpop')
})
