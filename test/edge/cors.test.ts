import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { checkSender, rejectForeignSenders } from '#edge/known-hosts.ts'
import { listen } from '#listen'
import { aisp, type TestSandbox, testSandbox } from '#test/support/sandbox.ts'

/*
 * On real sockets, as on a laptop: the check of hosts and the fast path stand before the surfaces.
 */
const listed = 'http://localhost:5173'
const unlisted = ['http://localhost:5174', 'https://localhost:5173', 'http://localhost:5173.evil.example', 'null']
const corsOrigins = new Set([listed, 'https://app.example'])

let sandbox: TestSandbox
let world: NewWorld
let port: number
let server: ReturnType<typeof listen>

/** Serves a sandbox as local.ts does. */
async function serveOn(opened: TestSandbox, origins: ReadonlySet<string>) {
  const check = checkSender({ allowed: new Set(), ofMachine: () => [] }, new Set(['http://sandbank.test', ...origins]))
  const { fetch, nodeFastPath } = opened.surfaces
  const guard = { sandbox: opened.sandbox, corsOrigins: origins }
  const guarded = { fetch, nodeFastPath: rejectForeignSenders(guard, check, nodeFastPath) }
  const started = listen(() => guarded, 0, '127.0.0.1')
  await once(started, 'listening')
  return started
}

beforeAll(async () => {
  sandbox = await testSandbox({ corsOrigins })
  world = await sandbox.createWorld()
  server = await serveOn(sandbox, corsOrigins)
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.close()
})

type Sent = { method?: string; headers?: Record<string, string>; body?: string }

async function call(path: string, { method = 'GET', headers = {}, body }: Sent = {}, at = port) {
  const sent = request({ port: at, host: '127.0.0.1', method, path, headers: { host: `localhost:${at}`, ...headers } })
  sent.end(body)
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  let text = ''
  for await (const part of answer.setEncoding('utf8')) text += part
  return { status: answer.statusCode, headers: answer.headers, text }
}

const json = { 'content-type': 'application/json' }
const bearer = () => ({ authorization: `Bearer ${world.developerToken}` })
const corsNames = (headers: object) => Object.keys(headers).filter((name) => name.startsWith('access-control-'))
const preflight = (path: string, headers: Record<string, string> = {}) =>
  call(path, { method: 'OPTIONS', headers: { origin: listed, 'access-control-request-method': 'GET', ...headers } })
const listOf = (header: unknown) => String(header).split(', ')

describe('a page of a listed origin can read', () => {
  test.each<[string, string, number, () => Sent]>([
    ['an answer of the Read/Write API', `${aisp}/accounts`, 200, () => ({ headers: bearer() })],
    ['a missing token', `${aisp}/accounts`, 401, () => ({})],
    ['an unknown account', `${aisp}/accounts/acc_none`, 400, () => ({ headers: bearer() })],
    ['an unknown path', '/open-banking/v4.0/aisp/acounts', 404, () => ({ headers: bearer() })],
    ['a wrong method', `${aisp}/accounts`, 405, () => ({ method: 'DELETE' })],
    ['a malformed body', '/control/worlds', 400, () => ({ method: 'POST', headers: json, body: '{' })],
    ['a new world, made without a key', '/control/worlds', 201, () => ({ method: 'POST', headers: json, body: '{}' })],
    ['a scenario', `${aisp}/accounts`, 429, () => ({ headers: { 'x-sandbank-scenario': 'too-many-requests' } })],
    ['a host that is not known', '/control/worlds', 421, () => ({ headers: { host: 'evil.example' } })],
  ])('%s', async (_, path, status, more) => {
    const { headers = {}, ...rest } = more()
    const answer = await call(path, { ...rest, headers: { origin: listed, ...headers } })
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([status, listed])
    expect(answer.headers.vary).toBe('Origin')
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined()
  })

  test('the headers of an answer that carry its ids, signature, wait and place', async () => {
    const { headers } = await call(`${aisp}/accounts`, { headers: { origin: listed } })
    const exposed = listOf(headers['access-control-expose-headers'])
    for (const name of ['x-fapi-interaction-id', 'x-jws-signature', 'location', 'retry-after', 'x-sandbank-scenario'])
      expect(exposed).toContain(name)
  })
})

describe('a preflight request', () => {
  test('is answered with the methods of the path and the headers of the standard', async () => {
    const asked = 'authorization,x-fapi-customer-ip-address,x-sandbank-robot,x-other'
    const consents = '/open-banking/v4.0/pisp/domestic-payment-consents'
    const { status, headers, text } = await preflight(consents, {
      'access-control-request-method': 'POST',
      'access-control-request-headers': asked,
    })
    expect([status, text]).toEqual([204, ''])
    expect(headers['access-control-allow-origin']).toBe(listed)
    expect(headers['access-control-allow-methods']).toBe('POST')
    expect(headers['access-control-max-age']).toBe('600')
    expect(listOf(headers.vary)).toContain('Origin')
    expect(headers['access-control-allow-credentials']).toBeUndefined()
    expect(headers['x-fapi-interaction-id']).toBeDefined()
    const allowed = listOf(headers['access-control-allow-headers'])
    const known = ['authorization', 'content-type', 'x-customer-user-agent', 'x-idempotency-key', 'x-jws-signature']
    expect(allowed).toEqual(expect.arrayContaining([...known, 'x-fapi-customer-ip-address', 'x-sandbank-robot']))
    expect(allowed).not.toContain('x-other')
  })

  test.each([
    ['/control/worlds', 'GET, POST'],
    ['/open-banking/v4.0/pisp/domestic-vrp-consents/vrc_1', 'GET, PUT, PATCH, DELETE'],
    // The page can then read the 404.
    ['/control/nowhere', 'GET, POST, PUT, PATCH, DELETE'],
  ])('for %s allows %s', async (path, methods) => {
    const allowed = listOf((await preflight(path)).headers['access-control-allow-methods'])
    expect(allowed.sort()).toEqual(methods.split(', ').sort())
  })

  test.each(['/control/worlds', `${aisp}/accounts`])('to %s at an unknown host is rejected', async (path) => {
    expect((await preflight(path, { host: 'evil.example' })).status).toBe(421)
  })
})

describe.each(unlisted)('a page at %s, which is not listed,', (origin) => {
  test('gets no CORS header', async () => {
    for (const [path, sent] of [
      [`${aisp}/accounts`, { headers: bearer() }],
      [`${aisp}/accounts`, { method: 'OPTIONS', headers: { 'access-control-request-method': 'GET' } }],
      ['/control/worlds', {}],
      ['/control/worlds', { headers: { host: 'evil.example' } }],
    ] satisfies [string, Sent][]) {
      const { status, headers } = await call(path, { ...sent, headers: { ...sent.headers, origin } as never })
      expect([status, corsNames(headers), headers.vary]).toEqual([expect.any(Number), [], 'Origin'])
      if ('method' in sent) expect(status).toBe(405)
    }
  })

  test('must not change worlds without a key', async () => {
    const { status, headers } = await call('/control/worlds', {
      method: 'POST',
      headers: { ...json, origin },
      body: '{}',
    })
    expect([status, corsNames(headers)]).toEqual([403, []])
  })
})

describe('nothing else answers pages of other origins:', () => {
  test.each([
    ['GET', '/'],
    ['GET', '/openapi.json'],
    ['GET', '/problems/token-invalid'],
    ['GET', '/nowhere'],
    ['GET', '/authorization/WORLD/.well-known/openid-configuration'],
    ['GET', '/authorization/WORLD/jwks'],
    ['GET', '/authorization/WORLD/customer'],
    // The fast path past Hono.
    ...['token', 'par', 'introspect', 'revoke'].map((name) => ['POST', `/authorization/WORLD/${name}`]),
  ] as [string, string][])('%s %s', async (method, path) => {
    for (const asked of [method, 'OPTIONS']) {
      const headers = { origin: listed, 'access-control-request-method': method }
      const answer = await call(path.replace('WORLD', world.id), { method: asked, headers })
      expect(corsNames(answer.headers)).toEqual([])
      if (asked === 'OPTIONS') expect(answer.status).toBeGreaterThanOrEqual(400)
    }
  })

  test('an unknown host under /authorization', async () => {
    const headers = { origin: listed, host: 'evil.example' }
    const answer = await call(`/authorization/${world.id}/token`, { method: 'POST', headers })
    expect([answer.status, corsNames(answer.headers)]).toEqual([421, []])
  })
})

test('is off by default: no answer differs by its origin', async () => {
  const plain = await testSandbox()
  const own = await serveOn(plain, new Set())
  const at = (own.address() as AddressInfo).port
  for (const method of ['GET', 'OPTIONS']) {
    const headers = { origin: listed, 'access-control-request-method': 'GET' }
    const answer = await call('/control/worlds', { method, headers }, at)
    expect([answer.status, corsNames(answer.headers), answer.headers.vary]).toEqual([
      method === 'GET' ? 200 : 405,
      [],
      undefined,
    ])
  }
  own.close()
})
