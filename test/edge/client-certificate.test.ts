import { Hono } from 'hono'
import { beforeAll, expect, test } from 'vitest'
import { signCertificate } from '#actions/partners/certificates.ts'
import { generateKeyPair } from '#actions/partners/key-pairs.ts'
import { certificateFromGateway, certificateFromHeader } from '#edge/client-certificate.ts'

let der: string
const subject = 'CN=Tea\\, Coffee & Söhne,OU=0015800000jfQ9aAAE,O=Sandbank,C=GB'

beforeAll(async () => {
  const pair = await generateKeyPair('ES256')
  const by = { key: pair.privateKey, alg: 'ES256' } as const
  der = await signCertificate({ subject, publicKey: pair.publicKey, from: new Date(), days: 1, by, serial: '11' })
})

/** Returns the certificate that a reader finds in a request. */
async function seen(
  read: typeof certificateFromHeader,
  headers: Record<string, string>,
  env?: object,
): Promise<unknown> {
  let found: unknown = 'nothing'
  const app = new Hono()
  app.get('/', (c) => {
    found = read(c)
    return c.text('')
  })
  await app.request('/', { headers }, env)
  return found
}

const event = (clientCertPem: string) => ({ requestContext: { authentication: { clientCert: { clientCertPem } } } })
const pem = () => `-----BEGIN CERTIFICATE-----\n${der.replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`

test('the local host reads the header Client-Cert (RFC 9440) and formats the subject by RFC 4514', async () => {
  expect(await seen(certificateFromHeader, { 'client-cert': `:${der}:` })).toEqual({ der, subject })
})

test.each([
  ['no header', {}],
  ['an empty one', { 'client-cert': '' }],
  ['one without colons', { 'client-cert': 'TUlJ' }],
])('a laptop sees no certificate in %s', async (_, headers) => {
  expect(await seen(certificateFromHeader, headers as Record<string, string>)).toBeUndefined()
})

test('the local host finds no certificate in two headers or in an invalid one', async () => {
  expect(await seen(certificateFromHeader, { 'client-cert': `:${der}:, :${der}:` })).toBeUndefined()
  expect(await seen(certificateFromHeader, { 'client-cert': ':bm9uc2Vuc2U=:' })).toBeUndefined()
})

test("the cloud reads the certificate from API Gateway's context and ignores headers", async () => {
  expect(await seen(certificateFromGateway, {}, event(pem()))).toEqual({ der, subject })
  const headers = { 'client-cert': `:${der}:` }
  expect(await seen(certificateFromGateway, headers)).toBeUndefined()
  expect(await seen(certificateFromGateway, headers, { requestContext: {} })).toBeUndefined()
  expect(await seen(certificateFromGateway, headers, event('nonsense'))).toBeUndefined()
})
