import { describe, expect, test } from 'vitest'
import { Problem } from '#bank/base/problem.ts'
import { basePathOf, originOf, parseHost, parseOrigins } from '#edge/origin.ts'
import { testSandbox } from '#test/support/sandbox.ts'

const laptop = { baseUrl: 'http://192.168.1.7:4000', followedPort: 4000 }
const atPort80 = { baseUrl: 'http://localhost', followedPort: 80 }
const proxied = { baseUrl: 'https://bank.example/sandbank' }
const cloud = { baseUrl: 'https://api.example', mtlsUrl: 'https://mtls.example' }

test.each([
  ['the base URL itself', laptop, 'http://192.168.1.7:4000/x', 'http://192.168.1.7:4000'],
  ['another address of the machine', laptop, 'http://localhost:4000/x?y=z', 'http://localhost:4000'],
  ['a name below localhost', laptop, 'http://app.localhost:4000/x', 'http://app.localhost:4000'],
  ['an IPv6 address', laptop, 'http://[::1]:4000/', 'http://[::1]:4000'],
  ['a forwarded port', laptop, 'http://localhost:5000/x', 'http://192.168.1.7:4000'],
  ['no port', laptop, 'http://localhost/x', 'http://192.168.1.7:4000'],
  ['port 80, which URLs omit', atPort80, 'http://127.0.0.1/x', 'http://127.0.0.1'],
  ['another port than 80', atPort80, 'http://127.0.0.1:81/x', 'http://localhost'],
  ['a proxy that strips a path', proxied, 'http://localhost:4000/x', 'https://bank.example/sandbank'],
  ['the cloud, by any name', cloud, 'https://other.example/x', 'https://api.example'],
  ['the domain for mutual TLS', cloud, 'https://mtls.example/x', 'https://mtls.example'],
])('%s', (_, sandbox, url, base) => {
  expect(originOf(sandbox, url)).toBe(base)
})

test.each([
  ['http://localhost:4000', ''],
  ['https://bank.example/sandbank', '/sandbank'],
  ['https://bank.example/a/b', '/a/b'],
])('the path of %s is %j', (baseUrl, path) => {
  expect(basePathOf({ baseUrl })).toBe(path)
})

test('links, pages and the OpenAPI document follow the address of the caller; errors keep the base URL', async () => {
  const { fetch, createWorld } = await testSandbox(laptop)
  const { developerToken } = await createWorld()
  const at = (path: string) =>
    fetch(new Request(`http://localhost:4000${path}`, { headers: { authorization: `Bearer ${developerToken}` } }))
  const read = async (path: string) => (await at(path)).json()
  const page = '/open-banking/v4.0/aisp/accounts/acc_0_current/transactions?fromBookingDateTime=2026-01-01'
  const { Links } = (await read(page)) as { Links: Record<string, string> }
  expect(Object.keys(Links)).toContain('Next')
  for (const link of Object.values(Links)) expect(link).toMatch(/^http:\/\/localhost:4000\/open-banking\//)
  expect(await (await at('/')).text()).toContain('http://localhost:4000/control/worlds')
  expect(await read('/openapi.json')).toMatchObject({ servers: [{ url: 'http://localhost:4000' }] })
})

describe('the origins of browser apps', () => {
  test.each<[string | string[] | undefined, string[]]>([
    [undefined, []],
    ['', []],
    ['http://localhost:5173', ['http://localhost:5173']],
    ['http://localhost:5173, https://app.example', ['http://localhost:5173', 'https://app.example']],
    [
      ['http://192.168.0.17:5173', 'http://[::1]:3000'],
      ['http://192.168.0.17:5173', 'http://[::1]:3000'],
    ],
  ])('%j', (sent, origins) => {
    expect([...parseOrigins('--cors', sent)]).toEqual(origins)
  })

  test.each<[string, string | undefined]>([
    ['*', undefined],
    ['null', undefined],
    ['localhost:5173', undefined],
    ['//localhost:5173', undefined],
    ['app.example', undefined],
    ['http://*.app.example', undefined],
    ['file:///home', undefined],
    ['http://localhost:5173/', 'http://localhost:5173'],
    ['http://localhost:5173/app?x=1', 'http://localhost:5173'],
    ['HTTP://LOCALHOST:5173', 'http://localhost:5173'],
    ['https://app.example:443', 'https://app.example'],
    ['https://ada@app.example', 'https://app.example'],
  ])('rejects %j', (sent, meant) => {
    const suggestion = meant === undefined ? '' : `; did you mean ${meant}?`
    expect(() => parseOrigins('--cors', [sent])).toThrow(
      new Problem(
        'field-invalid',
        `--cors: must be the exact origin of a page such as http://localhost:5173, without a path (got ${sent})${suggestion}`,
      ),
    )
  })
})

test.each([
  ['a.example:80', 'a.example'],
  ['0x7f.1', '127.0.0.1'],
  ['[::1]:4000', '[::1]'],
  ['a b', undefined],
  ['', undefined],
  ['localhost:port', undefined],
])('the host of %j is %s', (header, host) => {
  expect(parseHost(header)).toBe(host)
})

const { request } = await testSandbox({ baseUrl: 'https://sandbank.test/bank' })
const ask = async (path: string, init?: RequestInit) => {
  const answer = await request(`https://sandbank.test/bank${path}`, init)
  return [answer.status, answer.headers.get('location')]
}

describe('a page whose address ends in a slash', () => {
  test.each([
    ['/problems/', '/bank/problems'],
    ['/reference/GetAccounts/?x=1', '/bank/reference/GetAccounts?x=1'],
    ['/console/', '/bank/console'],
    ['/customers/cus_0//', '/bank/customers/cus_0'],
  ])('%s leads to %s', async (path, location) => {
    expect(await ask(path)).toEqual([302, location])
  })
})

describe('no redirect', () => {
  test.each(['//evil.example/', '/\\evil.example/', '/'])('of %j leaves this host', async (path) => {
    const [, location] = await ask(path)
    expect(location ?? '/').toMatch(/^\/(?![/\\])/)
  })

  test('answers a call that would write', async () => {
    expect(await ask('/problems/', { method: 'POST' })).toEqual([404, null])
  })
})
