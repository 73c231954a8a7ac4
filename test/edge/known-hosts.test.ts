import { once } from 'node:events'
import { type IncomingMessage, request as send } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { checkSender, rejectForeignSenders } from '#edge/known-hosts.ts'
import { listen } from '#listen'
import { type Json, type TestSandbox, testSandbox } from '#test/support/sandbox.ts'

let sandbox: TestSandbox
let world: NewWorld
let port: number
let server: ReturnType<typeof listen>
const names = { allowed: new Set(['bank.example']), ofMachine: () => ['192.168.1.7', '[fe80::7]', 'box.local'] }

beforeAll(async () => {
  sandbox = await testSandbox()
  world = await sandbox.createWorld()
  const { nodeFastPath, fetch } = sandbox.surfaces
  const check = checkSender(names, new Set(['http://sandbank.test']))
  const guarded = { fetch, nodeFastPath: rejectForeignSenders({ sandbox: sandbox.sandbox }, check, nodeFastPath) }
  server = listen(() => guarded, 0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.close()
})

async function call(path: string, headers: Record<string, string>, method = 'GET', body?: string) {
  const sent = send({ port, host: '127.0.0.1', method, path, headers: { ...headers } })
  sent.end(body)
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  let text = ''
  for await (const part of answer.setEncoding('utf8')) text += part
  return { status: answer.statusCode, text, json: () => JSON.parse(text) as Json }
}

/** Every way into the sandbox: each surface, the path past Hono, and paths that do not exist. */
const places: [path: string, method: string][] = [
  ['/', 'GET'],
  ['/nowhere', 'GET'],
  ['/openapi.json', 'GET'],
  ['/control/worlds', 'GET'],
  ['/control/worlds/wld_default', 'DELETE'],
  ['/open-banking/v4.0/aisp/accounts', 'GET'],
  ['/authorization/wld_default/.well-known/openid-configuration', 'GET'],
  ['/.well-known/openid-configuration/authorization/wld_default', 'GET'],
  ...['token', 'par', 'introspect', 'revoke'].map((name): [string, string] => [
    `/authorization/wld_default/${name}`,
    'POST',
  ]),
]

describe('a request whose Host is not a name of the sandbox', () => {
  test.each(places)('is rejected at %s (%s)', async (path, method) => {
    const { status, json } = await call(path, { host: 'evil.example:4000' }, method)
    const said = json()
    expect([status, said.Code ?? said.type]).toEqual([
      421,
      path.startsWith('/open-banking') ? 'host-unknown' : 'http://sandbank.test/problems/host-unknown',
    ])
    expect(said.detail ?? said.Errors[0].Message).toContain('start the sandbox with --allow-host evil.example')
  })

  test('does nothing, whatever key it carries', async () => {
    const own = `/control/worlds/${world.id}`
    const authorization = `Bearer ${world.controlKey}`
    expect((await call(own, { host: 'evil.example', authorization }, 'DELETE')).status).toBe(421)
    expect((await call(own, { host: 'localhost', authorization })).status).toBe(200)
  })

  test.each([
    'evil.example',
    'EVIL.example.',
    'localhost.evil.example',
    'evillocalhost',
    '127.0.0.1.evil.example',
    'bank.example.evil.example',
    'sub.bank.example',
    '192.168.1.8',
    '8.8.8.8',
    'user@localhost',
    'localhost/evil',
    'localhost,evil.example',
  ])('%j', async (host) => {
    expect((await call('/control/worlds', { host })).status).toBe(421)
  })

  test('is rejected by its target, if that is a whole URL', async () => {
    const socket = connect(port, '127.0.0.1')
    socket.write('GET http://evil.example/control/worlds HTTP/1.1\r\nhost: localhost\r\n\r\n')
    const [first] = await once(socket.setEncoding('utf8'), 'data')
    expect(first).toMatch(/^HTTP\/1\.1 421 /)
    socket.destroy()
  })
})

test.each([
  'localhost',
  'LOCALHOST:4000',
  'localhost.',
  'app.localhost:1234',
  '127.0.0.1:4000',
  '127.8.9.10',
  '[::1]:4000',
  '0.0.0.0:4000',
  '192.168.1.7:4000',
  '[fe80::7]',
  'box.local:4000',
  'Bank.Example',
])('Host %s is answered', async (host) => {
  for (const _ of [1, 2]) expect((await call('/control/worlds', { host })).status).toBe(200)
})

describe('a change under /control without a key', () => {
  const json = { 'content-type': 'application/json', host: 'localhost:4000' }
  const make = (headers: Record<string, string>) =>
    call('/control/worlds', { ...json, ...headers }, 'POST', '{"size":5}')

  test.each(['https://evil.example', 'http://localhost:3000', 'http://evil.localhost:4000', 'null'])(
    'is rejected from a page at %s',
    async (origin) => {
      const { status, json } = await make({ origin })
      expect([status, json().type]).toEqual([403, 'http://sandbank.test/problems/origin-foreign'])
      expect(json().detail).toContain(
        `(got ${origin}); send a control key as Authorization, or list the origin with --cors`,
      )
    },
  )

  test.each<[string, Record<string, string>]>([
    ['a program, which sends no Origin', {}],
    ["the sandbox's own page", { origin: 'http://localhost:4000' }],
    ['a page at the base URL', { origin: 'http://sandbank.test' }],
    ['a caller with a key', { origin: 'https://evil.example', authorization: 'Bearer any' }],
  ])('is answered from %s', async (_, headers) => {
    expect((await make(headers)).status).toBe(201)
  })
})
