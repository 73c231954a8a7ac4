import 'reflect-metadata'
import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import * as x509 from '@peculiar/x509'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCertificateFetch } from '#sdk/oauth/mutual-tls.ts'

/** Creates a certificate that signs itself, and its key. */
async function createCertificate(name: string) {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: algorithm,
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }])],
  })
  const key = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64')
  return {
    certificate: certificate.toString('pem'),
    privateKey: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----`,
  }
}

let url: string
let bank: Awaited<ReturnType<typeof createCertificate>>
let partner: Awaited<ReturnType<typeof createCertificate>>
let server: ReturnType<typeof createServer>
beforeAll(async () => {
  bank = await createCertificate('localhost')
  partner = await createCertificate('app')
  const options = { cert: bank.certificate, key: bank.privateKey, ca: partner.certificate, requestCert: true }
  server = createServer({ ...options, rejectUnauthorized: false }, async (request, answer) => {
    const { authorized } = request.socket as TLSSocket
    if (!authorized) return answer.writeHead(401).end('no certificate')
    if (request.url === '/empty') return answer.writeHead(204).end()
    if (request.url === '/never') return
    const body = Buffer.concat(await Array.fromAsync(request)).toString()
    const { CN } = (request.socket as TLSSocket).getPeerCertificate().subject
    const { method, headers } = request
    answer.writeHead(
      200,
      [
        ['set-cookie', 'a'],
        ['set-cookie', 'b'],
      ].flat(),
    )
    answer.end(JSON.stringify({ CN, method, body, type: headers['content-type'], path: request.url }))
  }).listen(0)
  await once(server, 'listening')
  url = `https://localhost:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const open = () => createCertificateFetch({ ...partner, trust: bank.certificate })

test('the bank sees the certificate, the form and the headers', async () => {
  const body = new URLSearchParams({ grant_type: 'client_credentials' })
  const answer = await open()(`${url}/token?x=1`, { method: 'POST', body })
  expect(await answer.json()).toEqual({
    CN: 'app',
    method: 'POST',
    body: 'grant_type=client_credentials',
    type: 'application/x-www-form-urlencoded;charset=UTF-8',
    path: '/token?x=1',
  })
  expect(answer.headers.getSetCookie()).toEqual(['a', 'b'])
})

test('an answer without a body is one', async () => {
  const answer = await open()(`${url}/empty`, { method: 'DELETE' })
  expect([answer.status, await answer.text()]).toEqual([204, ''])
})

test('another certificate is not that of the partner, and a bank that is not trusted gets no request', async () => {
  const other = createCertificateFetch({ ...(await createCertificate('other')), trust: bank.certificate })
  expect((await other(url, {})).status).toBe(401)
  await expect(createCertificateFetch(partner)(url, {})).rejects.toThrow(/self-signed certificate/)
})

test('a request ends when its signal aborts', async () => {
  await expect(open()(`${url}/never`, { signal: AbortSignal.timeout(20) })).rejects.toThrow(/abort/i)
})

test('plain http and a key of another certificate are rejected', async () => {
  await expect((async () => open()('http://localhost/', {}))()).rejects.toThrow(
    'url: must be https to present a certificate (got http://localhost/)',
  )
  const { privateKey } = bank
  await expect((async () => createCertificateFetch({ ...partner, privateKey })(url, {}))()).rejects.toThrow(
    /key values mismatch/,
  )
})
