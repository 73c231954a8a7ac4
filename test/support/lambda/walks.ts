import { randomUUID, X509Certificate } from 'node:crypto'
import { decodeJwt, decodeProtectedHeader, importJWK, SignJWT } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { onwardOf, type Seen, Visitor } from '#test/support/authorization/visitor.ts'
import { certificateOf } from '#test/support/certificates.ts'
import {
  ask,
  type Bank,
  call,
  callbackOf,
  clientToken,
  connect,
  connectPartner,
  errorOf,
  exchange,
  joinCreated,
  lodge,
  type Partner,
  post,
  refresh,
  requestObjectOf,
  visit,
  withCertificate,
} from '#test/support/partners.ts'
import { announcedOf, pain001 } from '#test/support/payments/file-examples.ts'
import { openPayer, payFile } from '#test/support/payments/file-kit.ts'
import { aisp, rejectionOf } from '#test/support/sandbox.ts'
import type { Gateway } from './gateway.ts'
import { mtlsUrl } from './lambda.ts'

const uk = 'obuk-fapi1-advanced'
const dayMs = 86_400_000
/** The account of Grace Whitfield, from which robots pay. */
const grace = '00152858271133'

/**
 * Tests the cloud as partners and customers use it: every call is an event of API Gateway, every
 * answer comes from a built Lambda.
 */
export function walks(open: () => Promise<{ bank: Bank; gateway: Gateway }>): void {
  let bank: Bank
  let gateway: Gateway

  beforeAll(async () => {
    ;({ bank, gateway } = await open())
  })

  const reads = async (partner: Partner, token: string) => rejectionOf(await call(partner, token, 'accounts'))
  const isRead = '200 undefined'

  describe('in the cloud, a partner that the built control created reads accounts with', () => {
    test.each<[string, object]>([
      ['FAPI 2.0 with DPoP', {}],
      ['FAPI 2.0 with a certificate beside its assertion', { binding: 'mtls' }],
      ['FAPI 2.0 with a certificate, and DPoP', { authentication: 'tls_client_auth' }],
      ['FAPI 2.0 with a certificate alone', { authentication: 'tls_client_auth', binding: 'mtls' }],
      ['the UK profile with a certificate beside its assertion', { profile: uk }],
      ['the UK profile with a certificate alone', { profile: uk, authentication: 'tls_client_auth' }],
    ])('%s', async (_, request) => {
      const partner = await joinCreated(bank, request)
      const expires = '2026-12-24T00:00:00Z'
      const { consent, token, tokens } = await connect(partner, { data: { ExpirationDateTime: expires } })
      expect(await reads(partner, token)).toBe(isRead)
      expect(await reads(partner, (await refresh(partner, tokens.refresh_token as string)).access_token)).toBe(isRead)
      expect(tokens.claims()).toMatchObject({
        openbanking_intent_id: consent,
        acr: 'urn:openbanking:psd2:sca',
        'http://openbanking.org.uk/refresh_token_expires_at': Date.parse(expires) / 1000,
      })
    })

    test('the UK profile with a code alone, in the query', async () => {
      const partner = await joinCreated(bank, { profile: uk })
      const { redirectUri: redirect_uri, id: client_id } = partner
      const asked = { response_type: 'code', scope: 'openid accounts' }
      const claims = { id_token: { openbanking_intent_id: { value: await lodge(partner), essential: true } } }
      const request = await requestObjectOf(partner, { ...asked, redirect_uri, nonce: 'n', state: 's', claims })
      const query = new URLSearchParams({ ...asked, client_id, request })
      const back = callbackOf(await visit(partner, `${partner.issuer}/authorize?${query}`))
      expect(Object.fromEntries(back)).toEqual({ code: expect.any(String), state: 's', iss: partner.issuer })
      const form = { grant_type: 'authorization_code', code: back.get('code') as string, redirect_uri }
      const { body } = await post(partner, 'token', form)
      expect(decodeJwt(body.id_token)).toMatchObject({ acr: 'urn:openbanking:psd2:sca' })
      expect(await reads(partner, body.access_token)).toBe(isRead)
    })
  })

  test('a partner with a certificate is directed to the mutual-TLS host by its creation, by metadata and by links', async () => {
    const { body } = await bank.send('POST', '/control/partners', { profile: uk }, bank.world.controlKey)
    expect(body.openBanking).toBe(`${mtlsUrl}/open-banking/v4.0`)
    expect(body.hint).toContain(`on each connection to ${mtlsUrl}`)
    const partner = await joinCreated(bank, { profile: uk })
    const metadata = await (await bank.request(body.discovery)).json()
    expect(metadata.token_endpoint).toBe(`${partner.issuer}/token`)
    expect(metadata.mtls_endpoint_aliases.token_endpoint).toBe(`${mtlsUrl}${new URL(partner.issuer).pathname}/token`)
    const { token } = await connect(partner, { data: { Permissions: ['ReadAccountsDetail', 'ReadParty'] } })
    const parties = (await call(partner, token, 'accounts/acc_0_current/parties')).body
    const { Related } = parties.Data.Party[0].Relationships.Account
    expect(Related).toBe(`${mtlsUrl}${aisp}/accounts/acc_0_current`)
    expect(parties.Links.Self).toBe(`${Related}/parties`)
  })

  describe.each(['fapi2', uk])('a partner of %s that authenticates with its certificate is rejected', (profile) => {
    let partner: Partner
    let token: string
    let mine: string
    let subject: string

    beforeAll(async () => {
      const request = { profile, authentication: 'tls_client_auth', binding: 'mtls' }
      const made = await bank.send('POST', '/control/partners', request, bank.world.controlKey)
      const { transport, certificateSubject } = made.body
      mine = new X509Certificate(transport.certificate).raw.toString('base64')
      subject = certificateSubject
      partner = await connectPartner(bank, { ...made.body, id: made.body.clientId }, await keyOf(made.body, mine))
      token = (await connect(partner)).token
      expect(await reads(partner, token)).toBe(isRead)
    })

    const forged = (): Partner => {
      const pem = `-----BEGIN CERTIFICATE-----\n${mine}\n-----END CERTIFICATE-----`
      const said = {
        'client-cert': `:${mine}:`,
        'x-client-cert': mine,
        'x-ssl-client-cert': encodeURIComponent(pem),
        'x-forwarded-client-cert': `Cert="${encodeURIComponent(pem)}"`,
        'x-amzn-mtls-clientcert': encodeURIComponent(pem),
      }
      return {
        ...partner,
        fetch: (url, init) =>
          gateway(
            new Request(url, { ...init, headers: { ...Object.fromEntries(new Headers(init?.headers)), ...said } }),
          ),
      }
    }

    test.each<[string, () => Promise<Partner>]>([
      ['without a certificate', async () => withCertificate(partner, undefined)],
      ["with another partner's certificate", async () => withCertificate(partner, await transportOf(bank))],
      [
        'with its own certificate, expired',
        async () => {
          const from = new Date(Date.now() - 91 * dayMs)
          return withCertificate(partner, await certificateOf(bank, { name: subject, from }))
        },
      ],
      ['with a certificate in forged headers only', async () => forged()],
    ])('%s', async (_, make) => {
      const one = await make()
      const form = { grant_type: 'client_credentials', scope: 'accounts', client_id: partner.id }
      expect(errorOf(await post(one, 'token', form, { assertion: null }))).toBe('401 invalid_client')
      expect(await reads(one, token)).toBe('401 token-invalid')
    })
  })

  test('a payment file in XML is parsed in the built open-banking, and executed', async () => {
    const file = pain001([{ amount: '21.00' }], { from: grace })
    const initiation = announcedOf('UK.OBIE.pain.001.001.08', file, [{ amount: '21.00' }])
    const { said } = await payFile(await openPayer(bank), initiation, file, { media: 'application/xml' })
    expect([said.status, said.body.Data.Status]).toEqual([201, 'PDNG'])
  })

  test('keys rotate in one Lambda, and the others sign and verify with them', async () => {
    const partner = await joinCreated(bank)
    const { token, tokens } = await connect(partner)
    const { world } = bank
    expect((await bank.send('POST', `/control/worlds/${world.id}/keys`, undefined, world.controlKey)).status).toBe(201)
    const { access_token: next } = await refresh(partner, tokens.refresh_token as string)
    expect(decodeProtectedHeader(next).kid).not.toBe(decodeProtectedHeader(token).kid)
    expect([await reads(partner, token), await reads(partner, next)]).toEqual([isRead, isRead])
  })

  test('a token that the built authorization revoked is rejected by the other Lambdas', async () => {
    const partner = await joinCreated(bank)
    const { token, tokens } = await connect(partner)
    const told = async () => (await post(partner, 'introspect', { token })).body.active
    expect(await told()).toBe(true)
    expect((await post(partner, 'revoke', { token: tokens.refresh_token as string })).status).toBe(200)
    expect([await told(), await reads(partner, token)]).toEqual([false, '401 token-invalid'])
  })

  test('a client registers itself, reads its registration and deletes it', async () => {
    const made = (await bank.send('POST', '/control/software-statements', {}, bank.world.controlKey)).body
    const held = await keyOf(made)
    const request = await new SignJWT({
      token_endpoint_auth_method: 'private_key_jwt',
      grant_types: ['client_credentials', 'authorization_code', 'refresh_token'],
      software_statement: made.softwareStatement,
      dpop_bound_access_tokens: true,
    })
      .setProtectedHeader({ alg: made.privateJwks.keys[0].alg, kid: held.kid })
      .setIssuer(made.softwareId)
      .setAudience(made.audience)
      .setIssuedAt()
      .setExpirationTime('5 min')
      .setJti(randomUUID())
      .sign(held.key)
    const headers = { 'content-type': 'application/jwt' }
    const answer = await bank.request(made.registration, { method: 'POST', headers, body: request })
    const { client_id: id, redirect_uris: redirectUris } = await answer.json()
    expect(answer.status).toBe(201)
    const registered = {
      id,
      redirectUris,
      profile: 'fapi2',
      authentication: 'private_key_jwt',
      binding: 'dpop',
    } as const
    const partner = await connectPartner(bank, registered, held)
    const { access_token: own } = await clientToken(partner)
    const itself = `${new URL(made.registration).pathname}/${id}`
    const { status, body } = await call(partner, own, itself)
    expect([status, body.client_id]).toEqual([200, id])
    expect((await call(partner, own, itself, { method: 'DELETE' })).status).toBe(204)
    expect((await call(partner, own, itself)).status).toBe(401)
  })

  describe('a customer at the pages of the built authorization', () => {
    const headingOf = ({ text }: Seen) => /<h1>([^<]*)<\/h1>/.exec(text)?.[1]
    const cardOn = ({ text }: Seen) => /name="card-passcode" value="([^"]+)"/.exec(text)?.[1] as string
    const codeOn = ({ text }: Seen) => /(\d{6}) is your code/.exec(text)?.[1] as string

    /** Opens the page with the code for a customer who has chosen accounts. */
    async function atCode() {
      const partner = await joinCreated(bank)
      const asked = await ask(partner, await lodge(partner))
      const visitor = new Visitor(bank)
      const { url } = await visitor.get(asked.url.href)
      const seen = await visitor.get(`${url}?customer=cus_0`)
      const signedIn = await visitor.submit(seen, { 'card-passcode': cardOn(seen) })
      return {
        partner,
        asked,
        visitor,
        seen: await visitor.submit(signedIn, { decision: 'approve', account: 'acc_0_current' }),
      }
    }

    test('signs in, chooses, types the code, and the app reads the chosen accounts', async () => {
      const { partner, asked, visitor, seen } = await atCode()
      const end = await visitor.submit(seen, { decision: 'confirm', code: codeOn(seen) })
      expect(headingOf(end)).toBe('You’ve allowed it')
      const { headers } = await visitor.get(onwardOf(end))
      const { access_token } = await exchange(partner, asked, new Response(null, { headers }))
      const { body } = await call(partner, access_token, 'accounts')
      expect(body.Data.Account.map(({ AccountId }: { AccountId: string }) => AccountId)).toEqual(['acc_0_current'])
    })

    test.each<[string, (seen: Seen, visitor: Visitor) => [Visitor, Seen, Record<string, string>]]>([
      ['another page', (seen, visitor) => [visitor, seen, { origin: 'https://elsewhere.example' }]],
      ['another browser', (seen) => [new Visitor(bank), seen, {}]],
      [
        'a browser without the token',
        ({ text, ...seen }, visitor) => {
          return [visitor, { ...seen, text: text.replace(/name="token" value="..../g, 'name="token" value="AAAA') }, {}]
        },
      ],
    ])('is protected from a form sent by %s', async (_, by) => {
      const { visitor, seen } = await atCode()
      const [sender, form, more] = by(seen, visitor)
      Object.assign(sender.more, more)
      const answer = await sender.submit(form, { decision: 'confirm', code: codeOn(seen) })
      expect([answer.status, answer.headers.get('location')]).toEqual([403, null])
    })
  })
}

/** Returns the signing key that the control API created. */
async function keyOf({ privateJwks }: { privateJwks: { keys: [{ kid: string; alg: string }] } }, certificate?: string) {
  const [jwk] = privateJwks.keys
  return { key: (await importJWK(jwk as never, jwk.alg)) as CryptoKey, kid: jwk.kid, certificate }
}

/** Returns the certificate of another partner. */
async function transportOf({ send, world }: Bank): Promise<string> {
  const { body } = await send('POST', '/control/partners', {}, world.controlKey)
  return new X509Certificate(body.transport.certificate).raw.toString('base64')
}
