import { describe, expect, test } from 'vitest'
import type { PartnerRecord } from '#bank/partner.ts'
import { bankId, signatureFaults, signingKeyOf } from '#bank/signature.ts'
import type { Json } from '#test/sandbox.ts'

const n = 'w'.repeat(342)
const rsa = { kty: 'RSA', kid: 'mine', n, e: 'AQAB' }
const partnerWith = (...keys: PartnerRecord['jwks']['keys']): PartnerRecord => ({
  id: 'app',
  name: 'App',
  profile: 'fapi2',
  redirectUris: ['http://localhost:3000/'],
  scopes: ['payments'],
  jwks: { keys },
  authentication: 'private_key_jwt',
  binding: 'dpop',
  createdAt: '2026-11-24T09:30:00Z',
})

describe('a partner signs with', () => {
  const keys: [what: string, keys: PartnerRecord['jwks']['keys'], found: boolean][] = [
    ['an RSA key of its own', [rsa], true],
    ['one for signatures', [{ ...rsa, use: 'sig', alg: 'PS256' }], true],
    ['not one for encryption', [{ ...rsa, use: 'enc' }], false],
    ['not one for TLS', [{ ...rsa, use: 'tls' }], false],
    ['not one for another algorithm', [{ ...rsa, alg: 'RS256' }], false],
    ['not one of another kind', [{ kty: 'EC', kid: 'mine', crv: 'P-256', x: 'x', y: 'y' }], false],
    ['not a short one', [{ ...rsa, n: n.slice(1) }], false],
    ['not one without a name', [{ kty: 'RSA', n, e: 'AQAB' }], false],
    ['the one of two with one name that can', [{ kty: 'EC', kid: 'mine' }, rsa], true],
  ]
  test.each(keys)('%s', (_, held, found) => {
    expect(signingKeyOf(partnerWith(...held), 'mine')).toEqual(found ? { n, e: 'AQAB' } : undefined)
  })
})

describe('of a file, the header names its media type:', () => {
  const types: [media: string, cty: string | undefined, faults: string[]][] = [
    ['application/json', undefined, []],
    ['application/json', 'json', []],
    ['application/json', 'text/xml', ['signature-claim-invalid cty']],
    ['text/xml', 'text/xml', []],
    ['text/xml', undefined, ['signature-claim-missing cty']],
    ['text/xml', 'json', ['signature-claim-invalid cty']],
  ]
  test.each(types)('%s signed as %s', (media, cty, faults) => {
    const claim = (name: string) => `http://openbanking.org.uk/${name}`
    const header: Json = {
      alg: 'PS256',
      kid: 'mine',
      [claim('iat')]: 1_000,
      [claim('iss')]: 'app',
      [claim('tan')]: 'openbanking.org.uk',
      crit: ['iat', 'iss', 'tan'].map(claim),
      ...(cty !== undefined && { cty }),
    }
    const found = signatureFaults(header, { partner: partnerWith(rsa), media, real: 1_000_000 })
    expect(found.map(({ code, path }) => `${code} ${path}`)).toEqual(faults)
  })
})

test('this bank has an id of eighteen characters, as the conformance suite expects', () => {
  expect(bankId).toMatch(/^[A-Za-z0-9]{18}$/)
})
