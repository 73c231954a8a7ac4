import { generateKeyPair } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  ask,
  type Bank,
  call,
  callbackOf,
  claimsFor,
  clientToken,
  connect,
  errorOf,
  join,
  lodge,
  openAnotherWorld,
  openBank,
  type Partner,
  passSeconds,
  post,
  proofFor,
  refresh,
  seconds,
  stopClock,
  visit,
} from '#test/support/partners.ts'
import { rejectionOf } from '#test/support/sandbox.ts'

let bank: Bank
let partner: Partner
let other: Partner

beforeAll(async () => {
  stopClock()
  bank = await openBank()
  partner = await join(bank)
  other = await join(bank)
})

const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'

/** Returns a complete authorization request of the partner, as a form. */
const requestOf = (consent: string, more: Record<string, string> = {}): Record<string, string> => ({
  client_id: partner.id,
  response_type: 'code',
  redirect_uri: partner.redirectUri,
  scope: 'openid accounts',
  state: 'abc',
  nonce: 'def',
  code_challenge: challenge,
  code_challenge_method: 'S256',
  claims: JSON.stringify(claimsFor(consent)),
  ...more,
})
const without = (form: Record<string, string>, ...names: string[]) =>
  Object.fromEntries(Object.entries(form).filter(([name]) => !names.includes(name)))

/** Returns the authorization URL for a pushed request. */
const urlOf = (requestUri: string, { id, issuer } = partner) =>
  `${issuer}/authorize?${new URLSearchParams({ client_id: id, request_uri: requestUri })}`

async function codeFor(one = partner): Promise<{ code: string; verifier: string; consent: string }> {
  const consent = await lodge(one)
  const asked = await ask(one, consent)
  const code = callbackOf(await visit(one, asked.url)).get('code') as string
  return { code, verifier: asked.verifier, consent }
}

const exchangeOf = (code: string, more: Record<string, string> = {}) => ({
  grant_type: 'authorization_code',
  code,
  redirect_uri: partner.redirectUri,
  ...more,
})

describe('the authorization endpoint', () => {
  /** Expects an error page for a person, and no redirect. */
  async function expectNoRedirect(url: string, error: string) {
    const response = await visit(partner, url)
    expect(response.headers.get('location')).toBeNull()
    expect(response.status).toBe(400)
    expect(await response.text()).toContain(error)
  }

  test('rejects a request that was not pushed, and redirects the customer back with the error', async () => {
    const url = `${partner.issuer}/authorize?${new URLSearchParams(requestOf(await lodge(partner)))}`
    const response = await visit(partner, url)
    const back = callbackOf(response)
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toMatch(partner.redirectUri)
    expect(back.get('error')).toBe('invalid_request')
    expect(back.get('error_description')).toContain('Pushed Authorization Request must be used')
    expect([back.get('state'), back.get('iss'), back.get('code')]).toEqual(['abc', partner.issuer, null])
  })

  test('accepts a pushed request only once', async () => {
    const { url } = await ask(partner, await lodge(partner))
    expect(callbackOf(await visit(partner, url)).get('code')).toBeTruthy()
    await expectNoRedirect(url.href, 'invalid_request_uri')
  })

  test('accepts a pushed request for one minute', async () => {
    const { url } = await ask(partner, await lodge(partner))
    passSeconds(61)
    await expectNoRedirect(url.href, 'invalid_request_uri')
  })

  test('rejects a pushed request of another partner', async () => {
    const { url } = await ask(partner, await lodge(partner))
    const stolen = urlOf(url.searchParams.get('request_uri') as string, other)
    const response = await visit(other, stolen)
    expect(response.headers.get('location')).toBeNull()
    expect(response.status).toBe(400)
  })

  test('rejects an unknown request_uri and never fetches one', async () => {
    await expectNoRedirect(urlOf('urn:ietf:params:oauth:request_uri:nonsense'), 'invalid_request_uri')
    await expectNoRedirect(urlOf('https://attacker.test/request'), 'request_uri_not_supported')
  })

  test('never redirects to an unregistered redirect_uri', async () => {
    const consent = await lodge(partner)
    const registered = partner.redirectUri
    const spoilt = [
      'https://attacker.test/',
      `${registered}/x`,
      `${registered}?x=1`,
      registered.replace('3000', '3001'),
    ]
    for (const redirect_uri of [...spoilt, `${registered}#x`, registered.toUpperCase()]) {
      const url = `${partner.issuer}/authorize?${new URLSearchParams(requestOf(consent, { redirect_uri }))}`
      await expectNoRedirect(url, 'redirect_uri')
      expect(errorOf(await post(partner, 'par', requestOf(consent, { redirect_uri })))).toBe('400 invalid_request')
    }
  })

  test('rejects an unregistered client with invalid_client', async () => {
    await expectNoRedirect(`${partner.issuer}/authorize?client_id=unknown&response_type=code`, 'invalid_client')
  })

  test('answers no preflight request and sends no CORS header', async () => {
    const { url } = await ask(partner, await lodge(partner))
    const headers = { origin: 'https://page.test' }
    const answers = [
      await visit(partner, url, { headers }),
      await partner.fetch(`${partner.issuer}/authorize`, {
        method: 'OPTIONS',
        headers: { ...headers, 'access-control-request-method': 'GET' },
      }),
      await partner.fetch(`${partner.issuer}/jwks`, { headers }),
      await partner.fetch(`${partner.issuer}/.well-known/openid-configuration`, { headers }),
    ]
    const cors = answers.flatMap((one) => [...one.headers.keys()]).filter((name) => name.startsWith('access-control'))
    expect(cors).toEqual([])
  })

  test('redirects with 302 or 303, never with 307, which would forward a form', async () => {
    const { url } = await ask(partner, await lodge(partner))
    expect((await visit(partner, url, { robot: '' })).status).toBe(303)
    expect((await visit(partner, url)).status).toBe(302)
  })
})

describe('the endpoint for pushed requests', () => {
  const spoilt: [string, (form: Record<string, string>) => Record<string, string>, string][] = [
    ['a request without PKCE', (form) => without(form, 'code_challenge', 'code_challenge_method'), 'invalid_request'],
    ['a request with plain PKCE', (form) => ({ ...form, code_challenge_method: 'plain' }), 'invalid_request'],
    [
      'a request with a PKCE challenge but no method',
      (form) => without(form, 'code_challenge_method'),
      'invalid_request',
    ],
    ['a request without redirect_uri', (form) => without(form, 'redirect_uri'), 'invalid_request'],
    ['a request for a token', (form) => ({ ...form, response_type: 'token' }), 'unsupported_response_type'],
    ['a request for an ID token', (form) => ({ ...form, response_type: 'id_token' }), 'unsupported_response_type'],
    [
      'a request for a code, an ID token and a token',
      (form) => ({ ...form, response_type: 'code id_token token' }),
      'unsupported_response_type',
    ],
    [
      'a request for a code and an ID token',
      (form) => ({ ...form, response_type: 'code id_token' }),
      'invalid_request',
    ],
    ['a request with a request_uri', (form) => ({ ...form, request_uri: 'urn:x' }), 'request_uri_not_supported'],
    ['a request that names no consent', (form) => without(form, 'claims'), 'invalid_request'],
    [
      'a request that names an unknown consent',
      (form) => ({ ...form, claims: JSON.stringify(claimsFor('aac_0')) }),
      'invalid_request',
    ],
    ['claims that are not JSON', (form) => ({ ...form, claims: '{' }), 'invalid_request'],
    ['a scope that the partner does not have', (form) => ({ ...form, scope: 'openid payments' }), 'invalid_scope'],
    ['another resource', (form) => ({ ...form, resource: 'https://elsewhere.test' }), 'invalid_target'],
    ['an unknown robot', (form) => ({ ...form, robot: 'agree' }), 'invalid_request'],
    ["another client's id", (form) => ({ ...form, client_id: other.id }), 'invalid_request'],
  ]
  test.each(spoilt)('rejects %s', async (_, spoil, error) => {
    const form = requestOf(await lodge(partner))
    expect(errorOf(await post(partner, 'par', form))).toBe('201 undefined')
    expect(errorOf(await post(partner, 'par', spoil(form)))).toBe(`400 ${error}`)
  })

  test("rejects another partner's consent", async () => {
    const answer = await post(partner, 'par', requestOf(await lodge(other)))
    expect(errorOf(answer)).toBe('400 invalid_request')
    expect(answer.body.error_description).toContain('is not a consent of this client')
  })

  test('rejects a consent that the customer refused', async () => {
    const consent = await lodge(partner)
    await visit(partner, (await ask(partner, consent)).url, { robot: 'refuse' })
    const answer = await post(partner, 'par', requestOf(consent))
    expect(errorOf(answer)).toBe('400 invalid_request')
    expect(answer.body.error_description).toContain('is RJCT')
  })

  test('stores a request for one minute', async () => {
    const { status, body } = await post(partner, 'par', requestOf(await lodge(partner)))
    expect([status, body.expires_in]).toEqual([201, 60])
    expect(body.request_uri).toMatch(/^urn:ietf:params:oauth:request_uri:[\w-]{21,}$/)
  })
})

describe('an authorization code', () => {
  test('is rejected with another code verifier, and without one', async () => {
    for (const more of [{ code_verifier: verifier.replace('d', 'e') }, {}]) {
      const { code } = await codeFor()
      expect(errorOf(await post(partner, 'token', exchangeOf(code, more as Record<string, string>)))).toBe(
        '400 invalid_grant',
      )
    }
  })

  test('is exchanged once: a second use is rejected and revokes the first tokens', async () => {
    const { code, verifier: own } = await codeFor()
    const form = exchangeOf(code, { code_verifier: own })
    const first = await post(partner, 'token', form)
    expect(first.status).toBe(200)
    expect((await call(partner, first.body.access_token, 'accounts')).status).toBe(200)
    expect(errorOf(await post(partner, 'token', form))).toBe('400 invalid_grant')
    expect(rejectionOf(await call(partner, first.body.access_token, 'accounts'))).toBe('401 token-invalid')
    await expect(refresh(partner, first.body.refresh_token)).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  test.each([2, 50])(
    'sent %i times at the same moment is exchanged at most once, and the resulting tokens are revoked',
    async (times) => {
      const { code, verifier: own } = await codeFor()
      const form = exchangeOf(code, { code_verifier: own })
      const all = await Promise.all(Array.from({ length: times }, () => post(partner, 'token', form)))
      const [first, ...more] = all.filter(({ status }) => status === 200)
      expect(more).toEqual([])
      for (const one of all) if (one !== first) expect(errorOf(one)).toBe('400 invalid_grant')
      if (!first) return
      expect(rejectionOf(await call(partner, first.body.access_token, 'accounts'))).toBe('401 token-invalid')
      await expect(refresh(partner, first.body.refresh_token)).rejects.toMatchObject({ error: 'invalid_grant' })
    },
  )

  test('that is replayed while its tokens are being revoked leaves no usable token', async () => {
    const { code, verifier: own } = await codeFor()
    const form = exchangeOf(code, { code_verifier: own })
    const { body } = await post(partner, 'token', form)
    const again = Array.from({ length: 10 }, () => post(partner, 'token', form))
    const given = Array.from({ length: 10 }, () => post(partner, 'revoke', { token: body.access_token }))
    for (const one of await Promise.all(again)) expect(errorOf(one)).toBe('400 invalid_grant')
    for (const one of await Promise.all(given)) expect(one.status).toBeLessThan(500)
    expect(rejectionOf(await call(partner, body.access_token, 'accounts'))).toBe('401 token-invalid')
  })

  test('expires after a minute', async () => {
    const [late, soon] = [await codeFor(), await codeFor()]
    passSeconds(59)
    expect((await post(partner, 'token', exchangeOf(soon.code, { code_verifier: soon.verifier }))).status).toBe(200)
    passSeconds(1)
    expect(errorOf(await post(partner, 'token', exchangeOf(late.code, { code_verifier: late.verifier })))).toBe(
      '400 invalid_grant',
    )
  })

  test('is rejected with another redirect_uri, and without one', async () => {
    for (const redirect_uri of ['http://localhost:3000/other', undefined]) {
      const { code, verifier: own } = await codeFor()
      const form = JSON.parse(JSON.stringify({ ...exchangeOf(code, { code_verifier: own }), redirect_uri }))
      expect(errorOf(await post(partner, 'token', form))).toMatch(/^400 invalid_(grant|request)$/)
    }
  })

  test('is rejected from another client', async () => {
    const { code, verifier: own } = await codeFor()
    expect(errorOf(await post(other, 'token', exchangeOf(code, { code_verifier: own })))).toBe('400 invalid_grant')
  })

  test('is rejected with a DPoP proof of another key than that of the pushed request', async () => {
    const { code, verifier: own } = await codeFor()
    const dpop = await proofFor(other, undefined, 'POST', `${partner.issuer}/token`)
    const answer = await post(partner, 'token', exchangeOf(code, { code_verifier: own }), { dpop })
    expect(errorOf(answer)).toBe('400 invalid_grant')
  })

  test('is rejected in another world', async () => {
    const there = await join(await openAnotherWorld(bank), { id: partner.id })
    const { code, verifier: own } = await codeFor()
    expect(errorOf(await post(there, 'token', exchangeOf(code, { code_verifier: own })))).toBe('400 invalid_grant')
  })

  test('is rejected once its consent is deleted', async () => {
    const { code, verifier: own, consent } = await codeFor()
    const { access_token: token } = await clientToken(partner)
    await call(partner, token, `account-access-consents/${consent}`, { method: 'DELETE' })
    const answer = await post(partner, 'token', exchangeOf(code, { code_verifier: own }))
    expect(errorOf(answer)).toBe('400 invalid_grant')
    expect(answer.body.error_description).toBe(`the consent ${consent} was deleted`)
  })
})

describe('the token endpoint rejects', () => {
  const form = { grant_type: 'client_credentials', scope: 'accounts' }
  const url = () => `${partner.issuer}/token`
  const attempt = async (dpop: string | null) => errorOf(await post(partner, 'token', form, { dpop }))

  test('a missing DPoP proof', async () => {
    expect(await attempt(null)).toMatch(/^400 invalid_(dpop_proof|request|grant)$/)
  })

  test('a DPoP proof that was used before', async () => {
    const proof = await proofFor(partner, undefined, 'POST', url())
    expect(await attempt(proof)).toBe('200 undefined')
    expect(await attempt(proof)).toBe('400 invalid_dpop_proof')
  })

  test('a DPoP proof that was used before with a refresh token, which stays valid, or with a pushed request', async () => {
    const { tokens } = await connect(partner)
    const fresh = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token as string }
    const dpop = await proofFor(partner, undefined, 'POST', url())
    expect(errorOf(await post(partner, 'token', fresh, { dpop }))).toBe('200 undefined')
    const { status, body } = await post(partner, 'token', fresh, { dpop })
    const error_description = 'the DPoP proof was used before; create a new one for each request'
    expect([status, body]).toEqual([400, { error: 'invalid_dpop_proof', error_description }])
    expect(errorOf(await post(partner, 'token', fresh))).toBe('200 undefined')

    const pushed = requestOf(await lodge(partner))
    const proof = await proofFor(partner, undefined, 'POST', `${partner.issuer}/par`)
    expect(errorOf(await post(partner, 'par', pushed, { dpop: proof }))).toBe('201 undefined')
    expect(errorOf(await post(partner, 'par', pushed, { dpop: proof }))).toBe('400 invalid_dpop_proof')
  })

  test('a used DPoP proof of a clock that is ahead, as long as the proof is fresh by our clock', async () => {
    const proof = await proofFor(partner, undefined, 'POST', url(), { payload: { iat: seconds() + 55 } })
    expect(await attempt(proof)).toBe('200 undefined')
    passSeconds(320)
    expect(await attempt(proof)).toBe('400 invalid_dpop_proof')
  })

  test.each<[string, () => object]>([
    ['for another method', () => ({ htm: 'GET' })],
    ['for another address', () => ({ htu: `${partner.issuer}/par` })],
    ['without a jti', () => ({ jti: undefined })],
    ['without a time', () => ({ iat: undefined })],
  ])('a DPoP proof %s', async (_, payload) => {
    expect(await attempt(await proofFor(partner, undefined, 'POST', url(), { payload: payload() }))).toBe(
      '400 invalid_dpop_proof',
    )
  })

  test('a DPoP proof issued more than a minute ahead, for a token and for a pushed request, also with a nonce', async () => {
    const old = await proofFor(partner, undefined, 'POST', url(), { payload: { iat: seconds() - 3600 } })
    const nonce = (await post(partner, 'token', form, { dpop: old })).headers.get('dpop-nonce')
    const { tokens } = await connect(partner)
    const fresh = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token as string }
    const pushed = requestOf(await lodge(partner))
    for (const claims of [{}, { nonce }])
      for (const ahead of [65, 290, 3600]) {
        const payload = { ...claims, iat: seconds() + ahead }
        const dpop = await proofFor(partner, undefined, 'POST', url(), { payload })
        expect(await attempt(dpop)).toBe('400 invalid_dpop_proof')
        const refused = await post(partner, 'token', fresh, { dpop })
        expect(errorOf(refused)).toBe('400 invalid_dpop_proof')
        expect(refused.body.error_description).toContain('must be at most 60 s ahead')
        expect(refused.headers.get('cache-control')).toBe('no-store')
        const proof = await proofFor(partner, undefined, 'POST', `${partner.issuer}/par`, { payload })
        expect(errorOf(await post(partner, 'par', pushed, { dpop: proof }))).toBe('400 invalid_dpop_proof')
      }
    expect(errorOf(await post(partner, 'token', fresh))).toBe('200 undefined')
  })

  test('an old DPoP proof, and returns a nonce for a new one', async () => {
    const payload = { iat: seconds() - 3600 }
    const dpop = await proofFor(partner, undefined, 'POST', url(), { payload })
    const refused = await post(partner, 'token', form, { dpop })
    expect(errorOf(refused)).toBe('400 use_dpop_nonce')
    const nonce = refused.headers.get('dpop-nonce')
    const again = await proofFor(partner, undefined, 'POST', url(), { payload: { ...payload, nonce } })
    expect(await attempt(again)).toBe('200 undefined')
  })

  test('a DPoP proof that is malformed or signed with another key than it contains', async () => {
    const foreign = (await generateKeyPair('ES256')).privateKey
    const spoilt = [
      'nonsense',
      await proofFor(partner, undefined, 'POST', url(), { key: foreign }),
      await proofFor(partner, undefined, 'POST', url(), { header: { typ: 'JWT' } }),
    ]
    for (const proof of spoilt) expect(await attempt(proof)).toBe('400 invalid_dpop_proof')
  })
})

test('no request above failed unexpectedly', () => {
  expect(bank.logged).toEqual([])
})
