import { createPublicKey, X509Certificate } from 'node:crypto'
import { decodeProtectedHeader } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadKeyRing, rotateKeys } from '#actions/partners/key-ring.ts'
import { findWorld, type World } from '#store/world.ts'
import {
  type Bank,
  call,
  connect,
  join,
  openAnotherWorld,
  openBank,
  type Partner,
  passSeconds,
  post,
  refresh,
  stopClock,
} from '#test/support/partners.ts'
import { type Json, rejectionOf } from '#test/support/sandbox.ts'

const profile = 'obuk-fapi1-advanced'
let bank: Bank
let issuer: string

beforeAll(async () => {
  stopClock()
  bank = await openBank()
  issuer = `http://sandbank.test/authorization/${bank.world.id}`
})

const read = async (path: string): Promise<Json> => {
  const response = await bank.request(path)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toMatch(/^application\/(jwk-set\+)?json; charset=utf-8$/)
  return response.json()
}
const pathOf = (url: string) => new URL(url).pathname

describe('metadata', () => {
  test('is the same at the addresses of RFC 8414 and of OpenID Connect Discovery', async () => {
    const path = pathOf(issuer)
    const found = await Promise.all(
      [
        `/.well-known/oauth-authorization-server${path}`,
        `/.well-known/openid-configuration${path}`,
        `${path}/.well-known/openid-configuration`,
        `${path}/.well-known/oauth-authorization-server`,
      ].map(read),
    )
    for (const one of found) expect(one).toEqual(found[0])
    expect(found[0].issuer).toBe(issuer)
  })

  test.each([
    '/.well-known/oauth-authorization-server/authorization/wld_nowhere',
    '/.well-known/security/authorization/x',
  ])('is not found elsewhere: %s is 404', async (path) => {
    expect((await bank.request(path)).status).toBe(404)
  })

  test('contains what both profiles need, and nothing that is not supported', async () => {
    const found = await read(`${pathOf(issuer)}/.well-known/openid-configuration`)
    expect(found).toMatchObject({
      response_types_supported: ['code id_token', 'code'],
      grant_types_supported: expect.arrayContaining(['authorization_code', 'refresh_token', 'client_credentials']),
      response_modes_supported: expect.arrayContaining(['query', 'fragment', 'form_post', 'jwt']),
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['PS256'],
      request_parameter_supported: true,
      request_uri_parameter_supported: false,
      request_object_signing_alg_values_supported: ['PS256', 'ES256'],
      token_endpoint_auth_methods_supported: ['private_key_jwt', 'tls_client_auth'],
      token_endpoint_auth_signing_alg_values_supported: ['PS256', 'ES256'],
      code_challenge_methods_supported: ['S256'],
      dpop_signing_alg_values_supported: ['ES256', 'PS256', 'EdDSA'],
      tls_client_certificate_bound_access_tokens: true,
      authorization_response_iss_parameter_supported: true,
      claims_parameter_supported: true,
      acr_values_supported: ['urn:openbanking:psd2:sca'],
      scopes_supported: ['openid', 'offline_access', 'accounts', 'payments', 'fundsconfirmations'],
      pushed_authorization_request_endpoint: `${issuer}/par`,
    })
    expect(found.claims_supported).toEqual(
      expect.arrayContaining([
        'sub',
        'acr',
        'openbanking_intent_id',
        'http://openbanking.org.uk/refresh_token_expires_at',
      ]),
    )
    // Pushed requests are not required of every partner, and userinfo, logout and the device flow
    // are not offered.
    for (const name of Object.keys(found))
      expect(name).not.toMatch(/^(require_pushed|userinfo|end_session|device|check_session)/)
    expect(JSON.stringify(found)).not.toMatch(/RS256|HS256|"none"|"plain"|client_secret/)
  })

  test('names endpoints below the issuer, and each exists', async () => {
    const found: Record<string, unknown> = await read(`${pathOf(issuer)}/.well-known/openid-configuration`)
    const endpoints = Object.entries(found).filter(([name]) => /_(endpoint|uri)$/.test(name))
    expect(endpoints.length).toBeGreaterThanOrEqual(6)
    for (const [name, url] of endpoints) {
      expect(String(url).startsWith(`${issuer}/`), name).toBe(true)
      const method = name === 'authorization_endpoint' || name === 'jwks_uri' ? 'GET' : 'POST'
      expect((await bank.request(pathOf(String(url)), { method })).status, name).not.toBe(404)
    }
  })

  test('an endpoint rejects an unknown method without a server error', async () => {
    expect((await bank.request(`${pathOf(issuer)}/token`)).status).toBe(405)
    expect(bank.logged).toEqual([])
  })
})

describe('the published keys', () => {
  test('are public, and each has a certificate chain (x5c)', async () => {
    const { keys } = await read(`${pathOf(issuer)}/jwks`)
    expect(keys.map(({ alg }: Json) => alg).sort()).toEqual(['ES256', 'PS256'])
    for (const { x5c, d, p, use, kid, ...jwk } of keys) {
      expect([d, p, use]).toEqual([undefined, undefined, 'sig'])
      const [leaf, authority] = x5c.map((der: string) => new X509Certificate(Buffer.from(der, 'base64')))
      expect(leaf.verify(authority.publicKey)).toBe(true)
      expect(leaf.checkIssued(authority)).toBe(true)
      expect(authority.verify(authority.publicKey)).toBe(true)
      expect([authority.ca, leaf.ca]).toEqual([true, false])
      expect(leaf.publicKey.equals(createPublicKey({ key: jwk, format: 'jwk' }))).toBe(true)
      expect(leaf.subject).toContain(kid)
      expect(leaf.validToDate.getTime()).toBeGreaterThan(Date.now())
    }
  })

  test('are different in every world', async () => {
    const there = await openAnotherWorld(bank)
    const [here, other] = await Promise.all(
      [bank, there].map(async ({ world }) => (await read(`/authorization/${world.id}/jwks`)).keys),
    )
    const kids = [...here, ...other].map(({ kid }: Json) => kid)
    expect(new Set(kids).size).toBe(4)
  })
})

describe('after a rotation of keys', () => {
  const worldOf = async ({ sandbox, world }: Bank) => (await findWorld(sandbox, world.id)) as World
  const kidsOf = async ({ world }: Bank): Promise<string[]> =>
    (await read(`/authorization/${world.id}/jwks`)).keys.map(({ kid }: Json) => kid)

  async function rotated(): Promise<{ there: Bank; one: Partner; before: Awaited<ReturnType<typeof connect>> }> {
    const there = await openAnotherWorld(bank)
    const one = await join(there, { profile })
    const before = await connect(one)
    // openid-client fetches unknown keys, but at most once a minute.
    passSeconds(61)
    await rotateKeys(await worldOf(there))
    return { there, one, before }
  }

  test('tokens signed with the old key still read, and refresh to tokens of the new key', async () => {
    const { there, one, before } = await rotated()
    const [newest] = (await loadKeyRing(await worldOf(there))).ring.signing.filter(({ alg }) => alg === 'ES256')
    expect((await call(one, before.token, 'accounts')).status).toBe(200)
    const again = await refresh(one, before.tokens.refresh_token as string)
    expect(decodeProtectedHeader(again.access_token).kid).toBe(newest?.kid)
    expect(decodeProtectedHeader(before.token).kid).not.toBe(newest?.kid)
    expect((await call(one, again.access_token, 'accounts')).status).toBe(200)
  })

  test('a client with a cached key set continues without new discovery', async () => {
    const { one } = await rotated()
    const { token, tokens } = await connect(one)
    expect(tokens.claims()).toBeDefined()
    expect((await call(one, token, 'accounts')).status).toBe(200)
  })

  test('the old keys are published for two more days, and removed by the next rotation after that', async () => {
    const { there, one, before } = await rotated()
    const [first, second] = [decodeProtectedHeader(before.token).kid as string, await kidsOf(there)]
    expect(second.length).toBe(4)
    expect(second).toContain(first)
    passSeconds(86_400)
    await rotateKeys(await worldOf(there))
    expect(await kidsOf(there)).toContain(first)
    passSeconds(2 * 86_400)
    await rotateKeys(await worldOf(there))
    const last = await kidsOf(there)
    expect(last).not.toContain(first)
    expect((await connect(one)).token).toBeTruthy()
  })

  test('an authorization that began before completes', async () => {
    const there = await openAnotherWorld(bank)
    const one = await join(there)
    const { access_token: old } = (await post(one, 'token', { grant_type: 'client_credentials', scope: 'accounts' }))
      .body
    await rotateKeys(await worldOf(there))
    expect((await connect(one)).token).toBeTruthy()
    expect(rejectionOf(await call(one, old, 'accounts'))).toBe('401 token-client')
  })

  describe('a rotation by the owner of the world', () => {
    const rotate = ({ send, world }: Bank) =>
      send('POST', `/control/worlds/${world.id}/keys`, undefined, world.controlKey)

    test('adds new keys, which sign, and keeps the old ones, whose tokens still read', async () => {
      const there = await openAnotherWorld(bank)
      const one = await join(there, { profile })
      const before = await connect(one)
      passSeconds(61)
      const { status, body } = await rotate(there)
      expect(status).toBe(201)
      expect(body.jwks).toBe(`http://sandbank.test/authorization/${there.world.id}/jwks`)
      expect(body.keys.map(({ kid }: Json) => kid)).toEqual(await kidsOf(there))
      expect(body.keys.map(({ alg, signs }: Json) => `${alg} ${signs}`)).toEqual([
        'PS256 true',
        'ES256 true',
        'PS256 false',
        'ES256 false',
      ])
      expect(JSON.stringify(body)).not.toMatch(/"(d|p|q|jwk)"/)
      expect((await call(one, before.token, 'accounts')).status).toBe(200)
      const after = await connect(one)
      expect(decodeProtectedHeader(after.token).kid).toBe(body.keys[1].kid)
      expect((await call(one, after.token, 'accounts')).status).toBe(200)
    })

    test('keeps at most twenty keys, and makes room when old keys are removed', async () => {
      const there = await openAnotherWorld(bank)
      for (let n = 0; n < 10; n++) expect((await rotate(there)).status, `${n}`).toBe(n < 9 ? 201 : 409)
      expect(rejectionOf(await rotate(there))).toBe('409 limit-reached')
      passSeconds(2 * 86_400)
      expect((await rotate(there)).body.keys).toHaveLength(4)
    })

    test('requested twice at once happens once', async () => {
      const there = await openAnotherWorld(bank)
      // A world's first keys are created by the first request, so that no creation falls between
      // the two.
      await kidsOf(there)
      const answers = await Promise.all([rotate(there), rotate(there)])
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
    })
  })
})
