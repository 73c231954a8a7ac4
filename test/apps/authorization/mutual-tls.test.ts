import { beforeAll, describe, expect, test } from 'vitest'
import { generateKeyPair } from '#actions/partners/key-pairs.ts'
import { loadKeyRing } from '#actions/partners/key-ring.ts'
import { browserHeaders, buildProviderHeaders } from '#apps/authorization/http/forwarded-headers.ts'
import { certificateOf, subject, worldOf } from '#test/support/certificates.ts'
import {
  type Bank,
  call,
  clientToken,
  connect,
  errorOf,
  join,
  openAnotherWorld,
  openBank,
  type Partner,
  passSeconds,
  post,
  refresh,
  stopClock,
  withCertificate,
} from '#test/support/partners.ts'
import { rejectionOf } from '#test/support/sandbox.ts'

let bank: Bank
let partner: Partner
let mine: string

beforeAll(async () => {
  stopClock()
  bank = await openBank()
  mine = await certificateOf(bank)
  partner = await joinByTls(bank, mine)
})

const joinByTls = (one: Bank, certificate: string, more: object = {}) =>
  join(one, {
    authentication: 'tls_client_auth',
    binding: 'mtls',
    certificateSubject: subject,
    certificate,
    ...more,
  })

const asks = { grant_type: 'client_credentials', scope: 'accounts' }
const attempt = async (one: Partner) =>
  errorOf(await post(one, 'token', { ...asks, client_id: one.id }, { assertion: null }))

describe('a partner with a client certificate', () => {
  test('of either profile reads accounts, with tokens that are bound to it', async () => {
    const uk = await joinByTls(bank, mine, { profile: 'obuk-fapi1-advanced' })
    for (const one of [partner, uk]) {
      expect((await clientToken(one)).token_type).toBe('bearer')
      const { token, tokens } = await connect(one)
      expect((await call(one, token, 'accounts')).status).toBe(200)
      const again = await refresh(one, tokens.refresh_token as string)
      expect((await call(one, again.access_token, 'accounts')).status).toBe(200)
    }
  })

  test('may authenticate by assertion and bind its tokens to the certificate', async () => {
    const one = await join(bank, { binding: 'mtls', certificate: mine })
    const { token } = await connect(one)
    expect((await call(one, token, 'accounts')).status).toBe(200)
    expect(rejectionOf(await call(withCertificate(one, undefined), token, 'accounts'))).toBe('401 token-invalid')
    expect(errorOf(await post(withCertificate(one, undefined), 'token', asks))).toBe('400 invalid_grant')
  })

  test('is rejected by the Read/Write API with another certificate, or without one', async () => {
    const { token } = await connect(partner)
    const other = await certificateOf(bank)
    for (const one of [
      withCertificate(partner, other),
      withCertificate(partner, undefined),
      withCertificate(partner, 'bm9uc2Vuc2U='),
    ]) {
      const refused = await call(one, token, 'accounts')
      expect(rejectionOf(refused)).toBe('401 token-invalid')
      expect(refused.body.Errors[0].Message).toContain('bound to a client certificate')
    }
  })

  test('may renew it: a new certificate with the same subject authenticates, and binds new tokens', async () => {
    const renewed = withCertificate(partner, await certificateOf(bank))
    const before = await connect(partner)
    expect(await attempt(renewed)).toBe('200 undefined')
    const answer = await post(renewed, 'token', { ...asks, client_id: partner.id }, { assertion: null })
    expect(rejectionOf(await call(renewed, answer.body.access_token, 'accounts'))).toBe('401 token-client')
    expect(rejectionOf(await call(renewed, before.token, 'accounts'))).toBe('401 token-invalid')
  })
})

describe('a partner cannot authenticate', () => {
  test('without a certificate', async () => {
    expect(await attempt(withCertificate(partner, undefined))).toBe('401 invalid_client')
  })

  test('with a malformed certificate', async () => {
    for (const text of ['', 'bm9uc2Vuc2U=', 'not base64'])
      expect(await attempt(withCertificate(partner, text))).toBe('401 invalid_client')
  })

  test('with a certificate of another subject', async () => {
    const reversed = subject.split(',').reverse().join(',')
    for (const name of ['CN=app_other,OU=0015800000jfQ9aAAE,O=Sandbank,C=GB', reversed])
      expect(await attempt(withCertificate(partner, await certificateOf(bank, { name })))).toBe('401 invalid_client')
  })

  test('with a self-signed certificate of its subject', async () => {
    const pair = await generateKeyPair('ES256')
    const own = await certificateOf(bank, { by: { key: pair.privateKey, alg: 'ES256' } })
    expect(await attempt(withCertificate(partner, own))).toBe('401 invalid_client')
  })

  test("with a certificate of another world's directory, or of a directory with the same name", async () => {
    const there = await openAnotherWorld(bank)
    expect(await attempt(withCertificate(partner, await certificateOf(there)))).toBe('401 invalid_client')
    const { authority } = (await loadKeyRing(await worldOf(bank))).ring
    const impostor = {
      key: (await generateKeyPair('ES256')).privateKey,
      alg: 'ES256',
      certificate: authority.certificate,
    } as const
    expect(await attempt(withCertificate(partner, await certificateOf(bank, { by: impostor })))).toBe(
      '401 invalid_client',
    )
  })

  test("with the authority's own certificate", async () => {
    const { authority } = (await loadKeyRing(await worldOf(bank))).ring
    expect(await attempt(withCertificate(partner, authority.certificate))).toBe('401 invalid_client')
  })

  test('with headers that only the host may set: they are rejected, and never forwarded', async () => {
    const forged: Partner = {
      ...partner,
      fetch: (url, init) => {
        const headers = new Headers(init?.headers)
        headers.set('x-sandbank-certificate', mine)
        headers.set('x-sandbank-certificate-subject', encodeURIComponent(subject))
        return bank.fetch(new Request(url, { ...init, headers })) as Promise<Response>
      },
    }
    expect(await attempt(forged)).toBe('400 undefined')
    expect(buildProviderHeaders(() => mine, browserHeaders, undefined)).not.toHaveProperty('x-sandbank-certificate')
  })

  test('with a certificate that has expired', async () => {
    const short = await certificateOf(bank, { days: 1 })
    expect(await attempt(withCertificate(partner, short))).toBe('200 undefined')
    passSeconds(86_400)
    expect(await attempt(withCertificate(partner, short))).toBe('401 invalid_client')
  })
})

test('no request above failed unexpectedly', () => {
  expect(bank.logged).toEqual([])
})
