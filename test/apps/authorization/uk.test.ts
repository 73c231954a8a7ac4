import { decodeJwt, decodeProtectedHeader, generateKeyPair, UnsecuredJWT } from 'jose'
import * as oidc from 'openid-client'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  ask,
  assertionOf,
  type Bank,
  call,
  callbackOf,
  claimsFor,
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
  refresh,
  requestObjectOf,
  seconds,
  stopClock,
  visit,
} from '#test/support/partners.ts'
import { advance, rejectionOf } from '#test/support/sandbox.ts'

const profile = 'obuk-fapi1-advanced'
let bank: Bank
let partner: Partner
let other: Partner

beforeAll(async () => {
  stopClock()
  bank = await openBank()
  partner = await join(bank, { profile })
  other = await join(bank, { profile })
})

/** Returns the parameters of a UK partner's request object. */
const parametersOf = (consent: string, more: object = {}) => ({
  response_type: 'code id_token',
  redirect_uri: partner.redirectUri,
  scope: 'openid accounts',
  state: 'abc',
  nonce: 'def',
  claims: claimsFor(consent),
  ...more,
})

/** Returns the authorization URL with a request object by value and other parameters beside it. */
function urlOf(request: string | undefined, beside: Record<string, string> = {}): string {
  const query = { client_id: partner.id, scope: 'openid accounts', response_type: 'code id_token', ...beside }
  return `${partner.issuer}/authorize?${new URLSearchParams({ ...query, ...(request !== undefined && { request }) })}`
}

describe('a UK partner using openid-client', () => {
  test('reads accounts after a signed request object by value, code and ID token in the fragment, without a certificate', async () => {
    const own = await clientToken(partner)
    expect(own).toMatchObject({ token_type: 'bearer', scope: 'accounts' })

    const consent = await lodge(partner, { ExpirationDateTime: '2026-12-24T00:00:00Z' })
    const asked = await ask(partner, consent)
    const request = asked.url.searchParams.get('request') as string
    expect(decodeProtectedHeader(request).alg).toBe('PS256')
    expect(decodeJwt(request)).toMatchObject({ claims: { id_token: { openbanking_intent_id: { value: consent } } } })

    const response = await visit(partner, asked.url)
    expect(response.status).toBe(302)
    const back = callbackOf(response)
    expect(new URL(response.headers.get('location') as string).search).toBe('')
    expect([...back.keys()].sort()).toEqual(['code', 'id_token', 'state'])
    expect(decodeJwt(back.get('id_token') as string)).toMatchObject({
      iss: partner.issuer,
      aud: partner.id,
      openbanking_intent_id: consent,
      acr: 'urn:openbanking:psd2:sca',
      nonce: asked.nonce,
      c_hash: expect.any(String),
      s_hash: expect.any(String),
      'http://openbanking.org.uk/refresh_token_expires_at': Date.parse('2026-12-24T00:00:00Z') / 1000,
    })

    // openid-client checks state, nonce, c_hash and s_hash, and the signature of the ID token by
    // the published key.
    const tokens = await exchange(partner, asked, response)
    expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 3600, scope: 'accounts' })
    expect(tokens.claims()).toMatchObject({ openbanking_intent_id: consent, acr: 'urn:openbanking:psd2:sca' })
    expect((await call(partner, tokens.access_token, 'accounts')).status).toBe(200)
    const again = await refresh(partner, tokens.refresh_token as string)
    expect((await call(partner, again.access_token, 'accounts')).status).toBe(200)
    expect(bank.logged).toEqual([])
  })

  test('gets the expiry zero for a consent that does not expire', async () => {
    const { tokens } = await connect(partner)
    expect(tokens.claims()?.['http://openbanking.org.uk/refresh_token_expires_at']).toBe(0)
  })

  test('may use either audience in its assertion, alone or in a list', async () => {
    const form = { grant_type: 'client_credentials', scope: 'accounts' }
    for (const aud of [`${partner.issuer}/token`, partner.issuer, [`${partner.issuer}/token`, partner.issuer]]) {
      const assertion = await assertionOf(partner, { payload: { aud } })
      expect(errorOf(await post(partner, 'token', form, { assertion }))).toBe('200 undefined')
    }
  })

  test('may ask for the consent in userinfo too, as the conformance suite does', async () => {
    const consent = await lodge(partner)
    const { id_token } = claimsFor(consent) as { id_token: object }
    const request = await requestObjectOf(partner, parametersOf(consent, { claims: { id_token, userinfo: id_token } }))
    expect(callbackOf(await visit(partner, urlOf(request))).get('code')).toBeTruthy()
  })
})

describe('response types and modes:', () => {
  const answered = async (more: object, beside: Record<string, string> = {}) => {
    const request = await requestObjectOf(partner, parametersOf(await lodge(partner), more))
    return visit(partner, urlOf(request, beside))
  }

  test('a code alone is returned in the query, with the issuer', async () => {
    const response = await answered({ response_type: 'code' }, { response_type: 'code' })
    const to = new URL(response.headers.get('location') as string)
    expect([response.status, to.hash]).toEqual([302, ''])
    expect([...to.searchParams.keys()].sort()).toEqual(['code', 'iss', 'state'])
    expect([to.searchParams.get('iss'), to.searchParams.get('state')]).toEqual([partner.issuer, 'abc'])
    const tokens = await post(partner, 'token', {
      grant_type: 'authorization_code',
      code: to.searchParams.get('code') as string,
      redirect_uri: partner.redirectUri,
    })
    expect((await call(partner, tokens.body.access_token, 'accounts')).status).toBe(200)
  })

  test('a code may be returned in a signed response (response_mode=jwt), as in FAPI 1.0 Advanced', async () => {
    const signed = await join(bank, { profile })
    const config = new oidc.Configuration(signed.config.serverMetadata(), signed.id, {}, signed.authentication)
    oidc.allowInsecureRequests(config)
    config[oidc.customFetch] = (url, init) => signed.fetch(url, init as RequestInit)
    oidc.useJwtResponseMode(config)
    const parameters = {
      redirect_uri: signed.redirectUri,
      scope: 'openid accounts',
      state: 'abc',
      nonce: 'def',
      claims: JSON.stringify(claimsFor(await lodge(signed))),
    }
    const url = await oidc.buildAuthorizationUrlWithJAR(config, parameters, { key: signed.key, kid: signed.kid })
    const response = await visit(signed, url)
    expect([...callbackOf(response).keys()]).toEqual(['response'])
    expect(decodeProtectedHeader(callbackOf(response).get('response') as string).alg).toBe('PS256')
    const tokens = await oidc.authorizationCodeGrant(config, new URL(response.headers.get('location') as string), {
      expectedState: 'abc',
      expectedNonce: 'def',
      idTokenExpected: true,
    })
    expect((await call(signed, tokens.access_token, 'accounts')).status).toBe(200)
  })

  test('form_post returns a form that a browser posts to the partner', async () => {
    const response = await answered({ response_mode: 'form_post' })
    const page = await response.text()
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(page).toContain(`action="${partner.redirectUri}"`)
    for (const name of ['code', 'id_token', 'state']) expect(page).toContain(`name="${name}"`)
  })

  test('an ID token is never returned in the query, which servers log', async () => {
    const response = await answered({ response_mode: 'query' })
    const to = new URL(response.headers.get('location') as string)
    expect(to.search + to.hash).toContain('error=invalid_request')
    expect(to.search + to.hash).not.toContain('id_token=')
  })

  test.each(['token', 'id_token', 'code token', 'code id_token token'])(
    '%s is not supported',
    async (response_type) => {
      const response = await answered({ response_type }, { response_type })
      expect(callbackOf(response).get('error')).toBe('unsupported_response_type')
    },
  )
})

describe('a request is rejected', () => {
  /**
   * Returns the error that the partner receives, or that the page shows if no redirect is possible.
   */
  async function errorAt(url: string): Promise<string> {
    const response = await visit(partner, url)
    const back = callbackOf(response)
    expect(back.get('code')).toBeNull()
    if (back.get('error') !== null) return back.get('error') as string
    expect(response.status).toBe(400)
    return ((await response.json()) as { error: string }).error
  }

  test('without a request object', async () => {
    const beside = {
      redirect_uri: partner.redirectUri,
      nonce: 'def',
      claims: JSON.stringify(claimsFor(await lodge(partner))),
    }
    expect(await errorAt(urlOf(undefined, beside))).toBe('invalid_request')
  })

  test('with an unsigned request object', async () => {
    const { id: iss, issuer: aud } = partner
    const time = { nbf: seconds(), exp: seconds() + 300 }
    const payload = { ...parametersOf(await lodge(partner)), iss, aud, client_id: iss, ...time }
    expect(await errorAt(urlOf(new UnsecuredJWT(payload).encode()))).toBe('invalid_request_object')
  })

  test.each<[string, () => object]>([
    ['for another audience', () => ({ aud: `${partner.issuer}x` })],
    ['without an audience', () => ({ aud: undefined })],
    ['that has expired', () => ({ nbf: seconds() - 600, exp: seconds() - 300 })],
    ['that is valid for more than an hour', () => ({ nbf: seconds(), exp: seconds() + 3601 })],
    ['without nbf', () => ({ nbf: undefined })],
    ['without exp', () => ({ exp: undefined })],
    ['that is not valid yet', () => ({ nbf: seconds() + 300, exp: seconds() + 600 })],
    ['of another issuer', () => ({ iss: other.id })],
    ['with another client id', () => ({ client_id: other.id })],
    ['that contains another request', () => ({ request: 'x.y.z' })],
  ])('with a request object %s', async (_, payload) => {
    const request = await requestObjectOf(partner, parametersOf(await lodge(partner)), { payload: payload() })
    expect(await errorAt(urlOf(request))).toBe('invalid_request_object')
  })

  test('but not with a request object that is valid for exactly an hour', async () => {
    const payload = { nbf: seconds(), exp: seconds() + 3600 }
    const request = await requestObjectOf(partner, parametersOf(await lodge(partner)), { payload })
    expect(callbackOf(await visit(partner, urlOf(request))).get('code')).toBeTruthy()
  })

  test("with a request object signed with RS256, or with another client's key", async () => {
    const { privateKey: rsa } = await generateKeyPair('RS256')
    const parameters = parametersOf(await lodge(partner))
    const spoilt = [
      await requestObjectOf(partner, parameters, { key: rsa, header: { alg: 'RS256' } }),
      await requestObjectOf(partner, parameters, { key: other.key }),
      await requestObjectOf(partner, parameters, { key: other.key, header: { kid: other.kid } }),
    ]
    for (const request of spoilt) expect(await errorAt(urlOf(request))).toBe('invalid_request_object')
  })

  test('with a request object by reference: request_uri is not supported', async () => {
    expect(await errorAt(urlOf(undefined, { request_uri: 'https://partner.test/request' }))).toMatch(
      /^(request_uri_not_supported|invalid_request)$/,
    )
  })

  test('with an unregistered redirect_uri', async () => {
    for (const redirect_uri of ['https://attacker.test/', partner.redirectUri.replace('3000', '3001')]) {
      const request = await requestObjectOf(partner, parametersOf(await lodge(partner), { redirect_uri }))
      const response = await visit(partner, urlOf(request))
      expect([response.status, response.headers.get('location')]).toEqual([400, null])
      expect((await response.json()).error_description).toContain(`got ${redirect_uri}; it must equal a registered URI`)
    }
  })

  test.each<[string, () => Promise<object>]>([
    ['without a consent', async () => ({ claims: undefined })],
    ['with an empty consent id', async () => ({ claims: { id_token: { openbanking_intent_id: {} } } })],
    ['with an unknown consent', async () => ({ claims: claimsFor('aac_0000') })],
    ['with a malformed consent id', async () => ({ claims: claimsFor('../consent') })],
    ["with another partner's consent", async () => ({ claims: claimsFor(await lodge(other)) })],
    ['without a nonce', async () => ({ nonce: undefined })],
    ['with a scope that the partner does not have', async () => ({ scope: 'openid payments' })],
  ])('%s', async (_, more) => {
    const request = await requestObjectOf(partner, parametersOf(await lodge(partner), await more()))
    expect(await errorAt(urlOf(request))).toMatch(/^invalid_(request|scope)$/)
  })

  test('if it requires another authentication method than the strong one, but not if it prefers one', async () => {
    const about = async (acr: object) => {
      const consent = await lodge(partner)
      const claims = { id_token: { openbanking_intent_id: { value: consent, essential: true }, acr } }
      return urlOf(await requestObjectOf(partner, parametersOf(consent, { claims })))
    }
    const weak = 'urn:openbanking:psd2:ca'
    for (const acr of [
      { essential: true, value: weak },
      { essential: true, values: [weak, 'urn:other'] },
    ])
      expect(await errorAt(await about(acr))).toBe('unmet_authentication_requirements')
    expect(callbackOf(await visit(partner, await about({ values: [weak] }))).get('code')).toBeTruthy()
  })

  test('with a consent that was refused before', async () => {
    const consent = await lodge(partner)
    const request = () => requestObjectOf(partner, parametersOf(consent))
    expect(callbackOf(await visit(partner, urlOf(await request()), { robot: 'refuse' })).get('error')).toBe(
      'access_denied',
    )
    expect(await errorAt(urlOf(await request()))).toBe('invalid_request')
  })
})

describe('a parameter beside the request object', () => {
  test('is ignored: state, nonce, consent and redirect_uri are those that were signed', async () => {
    const [signed, beside] = [await lodge(partner), await lodge(partner)]
    const request = await requestObjectOf(partner, parametersOf(signed))
    const response = await visit(
      partner,
      urlOf(request, {
        state: 'evil',
        nonce: 'evil',
        redirect_uri: partner.redirectUri,
        claims: JSON.stringify(claimsFor(beside)),
      }),
    )
    const back = callbackOf(response)
    expect(back.get('state')).toBe('abc')
    expect(decodeJwt(back.get('id_token') as string)).toMatchObject({ nonce: 'def', openbanking_intent_id: signed })
  })

  test('is ignored where the request object does not have it', async () => {
    const request = await requestObjectOf(partner, parametersOf(await lodge(partner), { state: undefined }))
    expect(callbackOf(await visit(partner, urlOf(request, { state: 'evil' }))).get('state')).toBeNull()
  })

  test('must not contradict it: another response_type or client is rejected', async () => {
    const request = await requestObjectOf(partner, parametersOf(await lodge(partner)))
    for (const beside of [{ response_type: 'code' }, { client_id: other.id }]) {
      const refused = await visit(partner, urlOf(request, beside as Record<string, string>))
      expect([refused.status, refused.headers.get('location')]).toEqual([400, null])
      expect(await refused.text()).toContain('invalid_request_object')
    }
  })
})

describe('the profiles are kept apart:', () => {
  test('a UK partner gets only tokens that are bound as it registered', async () => {
    const { token } = await connect(partner)
    const dpop = await call({ ...partner, with: { DPoP: {} as oidc.DPoPHandle } }, token, 'accounts')
    expect(rejectionOf(dpop)).toBe('401 token-invalid')
  })

  test('a FAPI 2.0 partner cannot use a request object without pushing it', async () => {
    const strict = await join(bank)
    const consent = await lodge(strict)
    const parameters = parametersOf(consent, { response_type: 'code', redirect_uri: strict.redirectUri })
    const request = await requestObjectOf(strict, parameters)
    const url = `${strict.issuer}/authorize?${new URLSearchParams({ client_id: strict.id, response_type: 'code', scope: 'openid', request })}`
    expect(callbackOf(await visit(strict, url)).get('code')).toBeNull()
  })

  test('a UK token keeps the same instant of expiry when the clock of the world changes', async () => {
    const there = await openAnotherWorld(bank)
    const one = await join(there, { profile })
    const first = await connect(one, { data: { ExpirationDateTime: '2027-01-01T00:00:00Z' } })
    await advance(there, there.world, { days: 3 })
    const again = await connect(one, { consent: first.consent })
    const claim = 'http://openbanking.org.uk/refresh_token_expires_at'
    expect(again.tokens.claims()?.[claim]).toBe(first.tokens.claims()?.[claim])
  })
})

test('no request above failed unexpectedly', () => {
  expect(bank.logged).toEqual([])
})
