import { beforeAll, expect, test } from 'vitest'
import { certify } from '#actions/certificates.ts'
import { newKeys } from '#actions/key-pairs.ts'
import { isIssuedBy } from '#bank/client-certificate.ts'

const from = new Date('2026-11-24T09:30:00Z')
const day = 86_400_000
const subject = 'CN=client,C=GB'

async function authorityOf(name: string) {
  const { privateKey: key, publicKey } = await newKeys('ES256')
  const by = { key, alg: 'ES256' as const }
  const certificate = await certify({ subject: `CN=${name},C=GB`, publicKey, from, days: 3650, by, serial: '10' })
  return { ...by, certificate }
}

let authority: Awaited<ReturnType<typeof authorityOf>>
let certificate: string
beforeAll(async () => {
  authority = await authorityOf('authority')
  const { publicKey } = await newKeys('ES256')
  certificate = await certify({ subject, publicKey, from, days: 90, by: authority, serial: '11' })
})

test('a certificate of the directory holds from its first instant to its last', () => {
  const at = (time: number) => isIssuedBy(authority.certificate, certificate, time)
  expect([from.getTime(), from.getTime() + 90 * day - 1].map(at)).toEqual([true, true])
  expect([from.getTime() - 1, from.getTime() + 90 * day].map(at)).toEqual([false, false])
})

test('another with the same subject does not, whoever signed it', async () => {
  const { privateKey: key, publicKey } = await newKeys('ES256')
  const selfSigned = await certify({ subject, publicKey, from, days: 90, by: { key, alg: 'ES256' }, serial: '12' })
  // Another authority under the very name of ours.
  const impostor = await authorityOf('authority')
  const forged = await certify({ subject, publicKey, from, days: 90, by: impostor, serial: '13' })
  for (const one of [selfSigned, forged, authority.certificate, '', 'AAAA', 'no base64!'])
    expect(isIssuedBy(authority.certificate, one, from.getTime()), one).toBe(false)
  expect(isIssuedBy(impostor.certificate, forged, from.getTime())).toBe(true)
})
