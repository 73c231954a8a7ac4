import { describe, expect, test } from 'vitest'
import type { PartnerRecord } from '#bank/partners/partner.ts'
import { findSignatureFaults, signingKeysOf } from '#bank/partners/signature.ts'
import { bankId } from '#bank/partners/software.ts'
import type { Json } from '#test/support/sandbox.ts'

const rsa = { kty: 'RSA', kid: 'mine', n: 'w', e: 'AQAB' }
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
  const keys: [what: string, keys: PartnerRecord['jwks']['keys'], found: string[]][] = [
    ['an RSA key of its own', [rsa], ['mine']],
    ['one that says so', [{ ...rsa, use: 'sig', alg: 'PS256' }], ['mine']],
    ['not the one of its certificate', [{ ...rsa, use: 'tls' }], []],
    ['not one of another kind', [{ kty: 'EC', kid: 'mine' }], []],
    ['those of several that can', [{ kty: 'EC', kid: 'other' }, rsa, { ...rsa, kid: 'next' }], ['mine', 'next']],
  ]
  test.each(keys)('%s', (_, held, found) => {
    expect(signingKeysOf(partnerWith(...held)).map(({ kid }) => kid)).toEqual(found)
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
    const found = findSignatureFaults(header, {
      world: { id: 'wld_1' },
      partner: partnerWith(rsa),
      media,
      real: 1_000_000,
    })
    expect(found.map(({ code, path }) => `${code} ${path}`)).toEqual(faults)
  })
})

test("the bank's id has eighteen characters, as the conformance suite expects", () => {
  expect(bankId).toMatch(/^[A-Za-z0-9]{18}$/)
})
