import { decodeJwt, decodeProtectedHeader } from 'jose'
import * as oidc from 'openid-client'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  ask,
  type Bank,
  call,
  callbackOf,
  clientToken,
  connect,
  exchange,
  join,
  lodge,
  openAnotherWorld,
  openBank,
  type Partner,
  passSeconds,
  refresh,
  stopClock,
  visit,
} from '#test/support/partners.ts'
import { advance, rejectionOf } from '#test/support/sandbox.ts'

let bank: Bank
let partner: Partner

beforeAll(async () => {
  stopClock()
  bank = await openBank()
  partner = await join(bank)
})

describe('a FAPI 2.0 partner using openid-client', () => {
  test('reads balances after pushed requests, PKCE, signed assertions and DPoP proofs', async () => {
    const own = await clientToken(partner)
    expect(own).toMatchObject({ token_type: 'dpop', expires_in: 600, scope: 'accounts' })

    const consent = await lodge(partner)
    const asked = await ask(partner, consent)
    expect([...asked.url.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri'])

    const response = await visit(partner, asked.url)
    const back = callbackOf(response)
    expect(response.status).toBe(302)
    expect([...back.keys()].sort()).toEqual(['code', 'iss', 'state'])
    expect([back.get('iss'), back.get('state')]).toEqual([partner.issuer, asked.state])

    const tokens = await exchange(partner, asked, response)
    expect(tokens).toMatchObject({ token_type: 'dpop', expires_in: 3600, scope: 'accounts' })
    expect(tokens.claims()).toMatchObject({
      iss: partner.issuer,
      aud: partner.id,
      openbanking_intent_id: consent,
      acr: 'urn:openbanking:psd2:sca',
    })
    const accounts = await call(partner, tokens.access_token, 'accounts')
    expect(accounts.status).toBe(200)
    expect(accounts.body.Data.Account[0].AccountId).toBe('acc_0_current')
    expect((await call(partner, tokens.access_token, 'accounts/acc_0_current/balances')).status).toBe(200)
    expect(bank.logged).toEqual([])
  })

  test('reads with a refreshed access token, and the refresh token stays the same', async () => {
    const { tokens } = await connect(partner)
    const again = await refresh(partner, tokens.refresh_token as string)
    expect(again.refresh_token).toBe(tokens.refresh_token)
    expect(again.access_token).not.toBe(tokens.access_token)
    expect((await call(partner, again.access_token, 'accounts')).status).toBe(200)
    expect((await call(partner, tokens.access_token, 'accounts')).status).toBe(200)
  })

  test('finds the consent authorised, with the customer and the time', async () => {
    const { consent } = await connect(partner)
    const { access_token: own } = await clientToken(partner)
    const { body } = await call(partner, own, `account-access-consents/${consent}`)
    expect(body.Data).toMatchObject({ ConsentId: consent, Status: 'AUTH' })
    expect(body.Data).not.toHaveProperty('StatusReason')
  })
})

describe('an access token', () => {
  test('is an RFC 9068 JWT, bound to the key of its proof, that names its consent', async () => {
    const { consent, token } = await connect(partner)
    expect(decodeProtectedHeader(token)).toMatchObject({ typ: 'at+jwt', alg: 'ES256' })
    const claims = decodeJwt(token)
    expect(claims).toMatchObject({
      iss: partner.issuer,
      aud: 'http://sandbank.test/open-banking',
      client_id: partner.id,
      scope: 'accounts',
      consent,
      authorisation: 1,
      epoch: 0,
    })
    expect(claims.cnf).toEqual({ jkt: expect.stringMatching(/^[\w-]{43}$/) })
    expect((claims.exp as number) - (claims.iat as number)).toBe(3600)
  })

  test('names the customer differently to each partner, and the same to one', async () => {
    const other = await join(bank)
    const subjects = await Promise.all(
      [partner, partner, other].map(async (one) => (await connect(one)).tokens.claims()?.sub),
    )
    expect(subjects[0]).toBe(subjects[1])
    expect(subjects[2]).not.toBe(subjects[0])
    expect(subjects.join()).not.toContain('cus_0')
  })
})

describe('introspection', () => {
  test("of the client's own access token returns its scope, consent and binding", async () => {
    const { consent, token } = await connect(partner)
    expect(await oidc.tokenIntrospection(partner.config, token)).toMatchObject({
      active: true,
      client_id: partner.id,
      iss: partner.issuer,
      aud: 'http://sandbank.test/open-banking',
      scope: 'accounts',
      token_type: 'DPoP',
      openbanking_intent_id: consent,
      cnf: { jkt: expect.any(String) },
      exp: expect.any(Number),
      iat: expect.any(Number),
      sub: decodeJwt(token).sub,
    })
  })

  test("of the client's own client-credentials or refresh token returns active", async () => {
    const { tokens } = await connect(partner)
    const { access_token: own } = await clientToken(partner)
    expect(await oidc.tokenIntrospection(partner.config, own)).toMatchObject({ active: true, client_id: partner.id })
    const told = await oidc.tokenIntrospection(partner.config, tokens.refresh_token as string)
    expect(told).toMatchObject({ active: true, client_id: partner.id })
  })

  test("of another partner's token, a tampered token or nonsense returns inactive", async () => {
    const { tokens, token } = await connect(await join(bank))
    for (const one of [token, tokens.refresh_token as string, `${token.slice(0, -4)}AAAA`, 'nonsense', 'a.b.c'])
      expect(await oidc.tokenIntrospection(partner.config, one)).toEqual({ active: false })
  })

  test('of a token whose consent the customer revoked returns inactive', async () => {
    const own = await openAnotherWorld(bank)
    const other = await join(own)
    const { token } = await connect(other, { robot: 'approve, revokes-after=30m' })
    expect(await oidc.tokenIntrospection(other.config, token)).toMatchObject({ active: true })
    await advance(own, own.world, { minutes: 30 })
    expect(await oidc.tokenIntrospection(other.config, token)).toEqual({ active: false })
  })

  test('is rejected without client authentication', async () => {
    const { token } = await connect(partner)
    const response = await partner.fetch(`${partner.issuer}/introspect`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ token, client_id: partner.id }),
    })
    expect([response.status, ((await response.json()) as { error: string }).error]).toEqual([401, 'invalid_client'])
  })
})

describe('revocation', () => {
  test('of a refresh token revokes its access tokens too, and the consent stays authorised', async () => {
    const { consent, tokens, token } = await connect(partner)
    await oidc.tokenRevocation(partner.config, tokens.refresh_token as string)
    expect(rejectionOf(await call(partner, token, 'accounts'))).toBe('401 token-invalid')
    await expect(refresh(partner, tokens.refresh_token as string)).rejects.toMatchObject({ error: 'invalid_grant' })
    const { access_token: own } = await clientToken(partner)
    expect((await call(partner, own, `account-access-consents/${consent}`)).body.Data.Status).toBe('AUTH')
  })

  test('of an access token ends the authorisation that it came from, and no other', async () => {
    const first = await connect(partner)
    const second = await connect(partner)
    await oidc.tokenRevocation(partner.config, first.token)
    expect(rejectionOf(await call(partner, first.token, 'accounts'))).toBe('401 token-invalid')
    await expect(refresh(partner, first.tokens.refresh_token as string)).rejects.toMatchObject({
      error: 'invalid_grant',
    })
    expect(await oidc.tokenIntrospection(partner.config, first.token)).toEqual({ active: false })
    expect((await call(partner, second.token, 'accounts')).status).toBe(200)
  })

  test("of another partner's token does nothing", async () => {
    const other = await join(bank)
    const { tokens, token } = await connect(other)
    await oidc.tokenRevocation(partner.config, tokens.refresh_token as string)
    await oidc.tokenRevocation(partner.config, token)
    expect((await call(other, token, 'accounts')).status).toBe(200)
    expect((await refresh(other, tokens.refresh_token as string)).access_token).toBeDefined()
  })

  test('of nonsense succeeds, as RFC 7009 says', async () => {
    await oidc.tokenRevocation(partner.config, 'nonsense')
    await oidc.tokenRevocation(partner.config, 'eyJhbGciOiJub25lIn0.e30.')
  })

  test('of a client-credentials token is rejected: it belongs to no authorisation and lives ten minutes', async () => {
    const { access_token: own } = await clientToken(partner)
    await expect(oidc.tokenRevocation(partner.config, own)).rejects.toMatchObject({ error: 'unsupported_token_type' })
  })
})

describe('expiry', () => {
  test('of an access token is one hour of real time, of a client-credentials token ten minutes', async () => {
    const { token } = await connect(partner)
    const { access_token: own } = await clientToken(partner)
    passSeconds(599)
    expect(rejectionOf(await call(partner, own, 'accounts'))).toBe('401 token-client')
    passSeconds(1)
    expect(rejectionOf(await call(partner, own, 'accounts'))).toBe('401 token-invalid')
    passSeconds(2999)
    expect((await call(partner, token, 'accounts')).status).toBe(200)
    passSeconds(1)
    const refused = await call(partner, token, 'accounts')
    expect(rejectionOf(refused)).toBe('401 token-invalid')
    expect(refused.headers.get('www-authenticate')).toContain('DPoP error="invalid_token"')
  })
})
