import { generateKeyPair, UnsecuredJWT } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  ask,
  assertionOf,
  type Bank,
  call,
  clientToken,
  connect,
  errorOf,
  exchange,
  join,
  lodge,
  openAnotherWorld,
  openBank,
  type Partner,
  post,
  proofFor,
  refresh,
  remove,
  seconds,
  stopClock,
  visit,
} from '#test/support/partners.ts'
import { advance, aisp, type Json, rejectionOf } from '#test/support/sandbox.ts'

let bank: Bank
let partner: Partner
let other: Partner

beforeAll(async () => {
  stopClock()
  bank = await openBank()
  partner = await join(bank)
  other = await join(bank)
})

describe('a client assertion', () => {
  const form = { grant_type: 'client_credentials', scope: 'accounts' }
  const attempt = async (assertion: string, one = partner) => errorOf(await post(one, 'token', form, { assertion }))

  test('is accepted when valid, also from a clock that is ten seconds ahead', async () => {
    expect(await attempt(await assertionOf(partner))).toBe('200 undefined')
    const payload = { iat: seconds() + 10, nbf: seconds() + 10 }
    expect(await attempt(await assertionOf(partner, { payload }))).toBe('200 undefined')
  })

  test.each<[string, () => object]>([
    ['with the token endpoint as audience', () => ({ aud: `${partner.issuer}/token` })],
    ['with a list as audience, even of the issuer alone', () => ({ aud: [partner.issuer] })],
    ['for another world', () => ({ aud: `${partner.issuer}x` })],
    ['without an audience', () => ({ aud: undefined })],
    ['that has expired', () => ({ exp: seconds() - 60 })],
    ['without an expiry', () => ({ exp: undefined })],
    ['that expires after more than a day', () => ({ exp: seconds() + 86_401 })],
    ['that expires at 1e300', () => ({ exp: 1e300 })],
    ['that becomes valid in more than a minute', () => ({ nbf: seconds() + 61 })],
    ['that was issued more than a minute in the future', () => ({ iat: seconds() + 61 })],
    ['without a jti', () => ({ jti: undefined })],
    ['issued by another client', () => ({ iss: other.id })],
    ['about another client', () => ({ sub: other.id, iss: other.id })],
  ])('%s is rejected', async (_, payload) => {
    expect(await attempt(await assertionOf(partner, { payload: payload() }))).toBe('401 invalid_client')
  })

  test('is rejected when it is used twice', async () => {
    const assertion = await assertionOf(partner)
    expect(await attempt(assertion)).toBe('200 undefined')
    expect(await attempt(assertion)).toBe('401 invalid_client')
  })

  test('that is used twice at the same moment is accepted once', async () => {
    const assertion = await assertionOf(partner)
    const both = await Promise.all([attempt(assertion), attempt(assertion)])
    expect(both.sort()).toEqual(['200 undefined', '401 invalid_client'])
  })

  test('with another key or another algorithm is rejected', async () => {
    const foreign = (await generateKeyPair('ES256')).privateKey
    const rsa = (await generateKeyPair('RS256')).privateKey
    const secret = new TextEncoder().encode('a secret of more than thirty-two bytes of another client')
    const { id: iss, issuer: aud } = partner
    const none = new UnsecuredJWT({ iss, sub: iss, aud, jti: 'x', exp: seconds() + 60 }).encode()
    const spoilt = [
      await assertionOf(partner, { key: foreign }),
      await assertionOf(partner, { key: rsa, header: { alg: 'RS256' } }),
      await assertionOf(partner, { key: secret, header: { alg: 'HS256' } }),
      none,
    ]
    for (const one of spoilt) expect(await attempt(one)).toBe('401 invalid_client')
  })

  test('is required: a request without any client authentication is rejected', async () => {
    const bare = { ...form, client_id: partner.id }
    expect(errorOf(await post(partner, 'token', bare, { assertion: null }))).toBe('401 invalid_client')
    expect(errorOf(await post(partner, 'token', { ...bare, client_secret: 'x' }, { assertion: null }))).toBe(
      '401 invalid_client',
    )
    expect(errorOf(await post(partner, 'token', form, { assertion: null }))).toBe('400 invalid_request')
  })
})

describe('a client-credentials request', () => {
  const scoped = async (scope: string) => {
    const { status, body } = await post(partner, 'token', { grant_type: 'client_credentials', scope })
    return `${status} ${body.error ?? body.scope}`
  }

  test.each([
    ['for a scope of the client', 'accounts', '200 accounts'],
    ['with openid beside another scope', 'accounts openid', '200 accounts'],
    ["for openid alone, which reads the client's own registration", 'openid', '200 undefined'],
    ['for a scope that the client does not have', 'payments', '400 invalid_scope'],
    ['for an unknown scope', 'account', '400 invalid_scope'],
    ['for an unknown scope beside a scope of the client', 'accounts ReadBalances', '400 invalid_scope'],
  ])('%s returns %s', async (_, scope, seen) => {
    expect(await scoped(scope)).toBe(seen)
  })
})

test('with an unregistered grant type is unauthorized_client, with an unknown one unsupported_grant_type', async () => {
  const one = await join(bank, { grantTypes: ['client_credentials'], responseTypes: [] })
  const asked = async (form: Record<string, string>, more = {}) => errorOf(await post(one, 'token', form, more))
  expect(await asked({ grant_type: 'refresh_token', refresh_token: 'x' })).toBe('400 unauthorized_client')
  expect(await asked({ grant_type: 'authorization_code', code: 'x' })).toBe('400 unauthorized_client')
  expect(await asked({ grant_type: 'password' })).toBe('400 unsupported_grant_type')
  expect(await asked({ grant_type: 'refresh_token' }, { assertion: null })).toBe('400 invalid_request')
  expect(errorOf(await post(partner, 'token', { grant_type: 'refresh_token' }))).toBe('400 invalid_request')
})

describe('a refresh token', () => {
  test('is rejected from another client', async () => {
    const { tokens } = await connect(partner)
    await expect(refresh(other, tokens.refresh_token as string)).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  test('is rejected once its consent is revoked or deleted', async () => {
    const there = await openAnotherWorld(bank)
    const one = await join(there)
    const revoked = await connect(one, { robot: 'approve, revokes-after=1d' })
    const deleted = await connect(one)
    const { access_token: own } = await clientToken(one)
    await call(one, own, `account-access-consents/${deleted.consent}`, { method: 'DELETE' })
    await advance(there, there.world, { days: 1 })
    for (const { tokens } of [revoked, deleted])
      await expect(refresh(one, tokens.refresh_token as string)).rejects.toMatchObject({
        error: 'invalid_grant',
        error_description: expect.stringMatching(/has been CANC since 2026-11-25T09:30:00.000Z|was deleted/),
      })
  })
})

describe('an access token that is bound to a key', () => {
  const url = `http://sandbank.test${aisp}/accounts`
  let token: string
  beforeAll(async () => {
    token = (await connect(partner)).token
  })
  async function read(headers: Record<string, string>): Promise<{ status: number; body: Json; headers: Headers }> {
    const response = await partner.fetch(url, { headers })
    return { status: response.status, body: await response.json(), headers: response.headers }
  }
  const withProof = async (dpop: string) => read({ authorization: `DPoP ${token}`, dpop })

  test('is accepted with a proof of that key', async () => {
    expect((await withProof(await proofFor(partner, token, 'GET', url))).status).toBe(200)
  })

  test('is rejected as a bearer token', async () => {
    const refused = await read({ authorization: `Bearer ${token}`, dpop: await proofFor(partner, token, 'GET', url) })
    expect(rejectionOf(refused)).toBe('401 token-invalid')
    expect(refused.headers.get('www-authenticate')).toBe('DPoP error="invalid_token", algs="ES256 PS256 EdDSA"')
  })

  test('is rejected without a proof', async () => {
    const refused = await read({ authorization: `DPoP ${token}` })
    expect(rejectionOf(refused)).toBe('401 proof-invalid')
    expect(refused.headers.get('www-authenticate')).toContain('DPoP error="invalid_dpop_proof"')
  })

  test('is rejected with a proof that was used before', async () => {
    const proof = await proofFor(partner, token, 'GET', url)
    expect((await withProof(proof)).status).toBe(200)
    expect(rejectionOf(await withProof(proof))).toBe('401 proof-invalid')
  })

  test('is accepted with a proof of a clock that is ten seconds ahead, whatever the claims iat and nbf are', async () => {
    const payload = { iat: seconds() + 10, nbf: seconds() + 10, exp: seconds() + 310 }
    expect((await withProof(await proofFor(partner, token, 'GET', url, { payload }))).status).toBe(200)
  })

  test.each<[string, () => object]>([
    ['for another method', () => ({ htm: 'POST' })],
    ['for another address', () => ({ htu: `${url}x` })],
    ['for another token', () => ({ ath: 'x'.repeat(43) })],
    ['for no token', () => ({ ath: undefined })],
    ['from two minutes ago', () => ({ iat: seconds() - 120 })],
    ['from two minutes ahead', () => ({ iat: seconds() + 120 })],
    ['without a time', () => ({ iat: undefined })],
    ['without a jti', () => ({ jti: undefined })],
  ])('is rejected with a proof %s', async (_, payload) => {
    const refused = await withProof(await proofFor(partner, token, 'GET', url, { payload: payload() }))
    expect(rejectionOf(refused)).toBe('401 proof-invalid')
  })

  test('is rejected with a proof of another key', async () => {
    expect(rejectionOf(await withProof(await proofFor(other, token, 'GET', url)))).toBe('401 proof-invalid')
    const foreign = (await generateKeyPair('ES256')).privateKey
    const forged = await proofFor(partner, token, 'GET', url, { key: foreign })
    expect(rejectionOf(await withProof(forged))).toBe('401 proof-invalid')
  })

  test('is rejected when one letter is changed', async () => {
    const spoilt = token.replace(/\.(.)/, (_, letter) => `.${letter === 'e' ? 'f' : 'e'}`)
    const dpop = await proofFor(partner, spoilt, 'GET', url)
    const refused = await read({ authorization: `DPoP ${spoilt}`, dpop })
    expect(rejectionOf(refused)).toBe('401 token-invalid')
  })

  test('is valid in its own world only', async () => {
    const there = await join(await openAnotherWorld(bank), { id: partner.id })
    const [, payload] = token.split('.')
    const claims = JSON.parse(Buffer.from(payload as string, 'base64url').toString())
    const forged = [
      token.split('.')[0],
      Buffer.from(JSON.stringify({ ...claims, iss: there.issuer })).toString('base64url'),
      token.split('.')[2],
    ].join('.')
    const dpop = await proofFor(partner, forged, 'GET', url)
    expect(rejectionOf(await read({ authorization: `DPoP ${forged}`, dpop }))).toBe('401 token-invalid')
  })

  test('expires by the clock of its world, even while real time stands still', async () => {
    const there = await openAnotherWorld(bank)
    const one = await join(there)
    const { token: early, tokens } = await connect(one)
    await advance(there, there.world, { minutes: 59 })
    expect((await call(one, early, 'accounts')).status).toBe(200)
    await advance(there, there.world, { minutes: 1 })
    const refused = await call(one, early, 'accounts')
    expect(rejectionOf(refused)).toBe('401 token-invalid')
    expect(refused.body.Errors[0].Message).toContain("by the world's clock")
    const again = await refresh(one, tokens.refresh_token as string)
    expect((await call(one, again.access_token, 'accounts')).status).toBe(200)
  })

  test('is rejected as soon as its partner is deleted', async () => {
    const one = await join(bank)
    const connected = await connect(one)
    expect((await call(one, connected.token, 'accounts')).status).toBe(200)
    await remove(one)
    expect(rejectionOf(await call(one, connected.token, 'accounts'))).toBe('401 token-invalid')
    await expect(refresh(one, connected.tokens.refresh_token as string)).rejects.toMatchObject({
      error: 'invalid_client',
    })
    await expect(clientToken(one)).rejects.toMatchObject({ error: 'invalid_client' })
  })

  test('is rejected once its consent is deleted', async () => {
    const { token: dead, consent } = await connect(partner)
    const { access_token: own } = await clientToken(partner)
    expect((await call(partner, own, `account-access-consents/${consent}`, { method: 'DELETE' })).status).toBe(204)
    expect(rejectionOf(await call(partner, dead, 'accounts'))).toBe('401 token-invalid')
  })
})

test('openid-client rejects a callback with another state or another issuer', async () => {
  const asked = await ask(partner, await lodge(partner))
  const response = await visit(partner, asked.url)
  const spoilt = new URL(response.headers.get('location') as string)
  spoilt.searchParams.set('iss', `${partner.issuer}x`)
  const answer = new Response(null, { status: 302, headers: { location: spoilt.href } })
  await expect(exchange(partner, asked, answer)).rejects.toThrow()
  await expect(exchange(partner, { ...asked, state: 'x' }, response)).rejects.toThrow()
  expect((await exchange(partner, asked, response)).access_token).toBeTruthy()
})

test('no request above failed unexpectedly', () => {
  expect(bank.logged).toEqual([])
})
