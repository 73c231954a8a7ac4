import { beforeAll, describe, expect, test } from 'vitest'
import {
  ask,
  type Bank,
  call,
  clientToken,
  connect,
  join,
  lodge,
  openBank,
  type Partner,
  post,
  visit,
} from '#test/support/partners.ts'

/*
 * The headers of every answer of the authorization server.
 */
let bank: Bank
let partner: Partner
beforeAll(async () => {
  bank = await openBank()
  partner = await join(bank)
})

const ordinary = { grant_type: 'client_credentials', scope: 'accounts' }
const unknownClient = { ...ordinary, client_id: 'unknown' }
const basic = { authorization: `Basic ${Buffer.from('app:secret').toString('base64')}` }
const at = (path: string, init: RequestInit = {}) => partner.fetch(partner.issuer + path, init)

type Answer = { readonly status: number; readonly headers: Headers }
const answers: [what: string, status: number, ask: () => Promise<Answer>][] = [
  ['an issued token', 200, () => post(partner, 'token', ordinary)],
  ['a rejected token request', 400, () => post(partner, 'token', { grant_type: 'none' })],
  ['a token request of an unknown client', 401, () => post(partner, 'token', unknownClient, { assertion: null })],
  [
    'a token request that accepts HTML',
    400,
    () => post(partner, 'token', {}, { assertion: null, headers: { accept: 'text/html' } }),
  ],
  ['a token request without a body', 400, () => at('/token', { method: 'POST' })],
  ['a pushed request', 400, () => post(partner, 'par', { response_type: 'code' })],
  ['an introspection', 200, () => post(partner, 'introspect', { token: 'none' })],
  ['an introspection by an unknown client', 401, () => post(partner, 'introspect', unknownClient, { assertion: null })],
  ['a revocation', 200, () => post(partner, 'revoke', { token: 'none' })],
  ['a method that is not allowed', 405, () => at('/token')],
  ['a preflight', 405, () => at('/token', { method: 'OPTIONS' })],
  ['an unknown path', 404, () => at('/nothing')],
  ['a path with an encoded letter', 404, () => at('/%74oken', { method: 'POST' })],
  [
    'an unknown world',
    404,
    () => partner.fetch('http://sandbank.test/authorization/wld_nowhere0/token', { method: 'POST' }),
  ],
  ['a rejected authorization request', 400, () => at('/authorize?client_id=unknown')],
  [
    'a customer who is sent to the pages',
    303,
    async () => visit(partner, (await ask(partner, await lodge(partner))).url, { robot: '' }),
  ],
  [
    'a customer who is sent back to the partner',
    302,
    async () => visit(partner, (await ask(partner, await lodge(partner))).url),
  ],
  [
    'a customer who abandons the request',
    200,
    async () => visit(partner, (await ask(partner, await lodge(partner))).url, { robot: 'abandon' }),
  ],
]

describe.each(answers)('the answer to %s', (_, status, asking) => {
  let answer: Answer
  beforeAll(async () => {
    answer = await asking()
  })

  test('forbids caching, sniffing of the type and use by other origins', () => {
    const named = (name: string) => answer.headers.get(name)
    expect([answer.status, named('cache-control'), named('x-content-type-options')]).toEqual([
      status,
      'no-store',
      'nosniff',
    ])
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
  })
})

test('answers to token requests carry Pragma: no-cache, also when rejected (RFC 6749, section 5.1)', async () => {
  for (const form of [ordinary, { grant_type: 'none' }])
    expect((await post(partner, 'token', form)).headers.get('pragma')).toBe('no-cache')
})

test('every endpoint plays a scenario, and rejects a misspelt header of the sandbox', async () => {
  for (const path of ['/authorize', '/token', '/par', '/jwks', '/register', '/.well-known/openid-configuration']) {
    const method = /^.(token|par|register)$/.test(path) ? 'POST' : 'GET'
    const played = await at(path, { method, headers: { 'x-sandbank-scenario': 'too-many-requests' } })
    expect([played.status, played.headers.get('retry-after')]).toEqual([429, '30'])
    const misspelt = await at(path, { method, headers: { 'x-sandbank-robots': 'approve' } })
    expect([misspelt.status, await misspelt.text()]).toEqual([400, expect.stringContaining('x-sandbank-robot')])
  }
})

test('an unknown address is answered with the address of the list of endpoints', async () => {
  expect((await (await at('/auth')).json()).detail).toMatch(
    /\/auth; \/authorization\/wld_\w+\/.well-known\/openid-configuration lists the endpoints$/,
  )
})

describe('a caller without valid credentials', () => {
  test('is challenged in the scheme that it used, and not challenged without one (RFC 6749, section 5.2)', async () => {
    const tried = await post(partner, 'token', ordinary, { assertion: null, headers: basic })
    expect([tried.status, tried.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringMatching(/^Basic realm="http:\/\/sandbank\.test\/authorization\/wld_\w+", error="invalid_client"/),
    ])
    expect((await post(partner, 'token', unknownClient, { assertion: null })).headers.has('www-authenticate')).toBe(
      false,
    )
  })

  test('is challenged by the Read/Write API, without an error if it sent no token (RFC 6750, section 3.1)', async () => {
    const { access_token: token } = await clientToken(partner)
    const challengeTo = async (headers: Record<string, string>) => {
      const response = await partner.fetch('http://sandbank.test/open-banking/v4.0/aisp/accounts', { headers })
      return [response.status, response.headers.get('www-authenticate')]
    }
    expect(await challengeTo({})).toEqual([401, expect.not.stringContaining('error')])
    expect(await challengeTo({ authorization: 'Bearer nonsense' })).toEqual([
      401,
      expect.stringContaining('error="invalid_token"'),
    ])
    expect(await challengeTo({ authorization: `DPoP ${token}` })).toEqual([
      401,
      expect.stringContaining('DPoP error="invalid_dpop_proof"'),
    ])
  })

  test('is challenged in the scheme of its token, whatever the rejection is (RFC 9449, section 7.1)', async () => {
    const { token, consent } = await connect(partner, { data: { Permissions: ['ReadAccountsDetail'] } })
    const { access_token: own } = await clientToken(partner)
    const challengeTo = async (one: string, path: string) => {
      const { status, headers } = await call(partner, one, path)
      return [status, headers.get('www-authenticate')]
    }
    const told = (error: string) => `DPoP error="${error}", algs="ES256 PS256 EdDSA"`
    expect(await challengeTo(own, 'accounts')).toEqual([401, told('invalid_token')])
    expect(await challengeTo(token, 'balances')).toEqual([403, told('insufficient_scope')])
    expect(await challengeTo(token, `account-access-consents/${consent}`)).toEqual([403, told('insufficient_scope')])
    expect(await challengeTo(token, 'accounts/acc_nowhere')).toEqual([400, null])
    await call(partner, own, `account-access-consents/${consent}`, { method: 'DELETE' })
    expect(await challengeTo(token, 'accounts')).toEqual([401, told('invalid_token')])
  })
})
