import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { validationMessages } from '#bank/base/validation-messages.ts'
import { maxKeys, PublicJwks } from '#bank/partners/jwks.ts'

const made = {
  rsa: (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength }),
  ec: (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }),
}
const rsa = made.rsa(2048).publicKey.export({ format: 'jwk' })
const ec = made.ec('P-256').publicKey.export({ format: 'jwk' })
const faultIn = (...keys: object[]) => PublicJwks.safeParse({ keys }, validationMessages).error?.issues[0]?.message

describe('public keys are accepted', () => {
  test('for either algorithm, with or without optional members', () => {
    const keys = [
      { ...rsa, kid: '1', use: 'sig', alg: 'PS256' },
      { ...ec, kid: '2', use: 'tls' },
    ]
    expect(PublicJwks.parse({ keys })).toEqual({ keys })
    expect(PublicJwks.parse({ keys: [rsa] })).toEqual({ keys: [rsa] })
  })

  test('and unknown members are dropped', () => {
    expect(PublicJwks.parse({ keys: [{ ...ec, x5c: ['AA'], key_ops: ['verify'], colour: 'red' }] })).toEqual({
      keys: [ec],
    })
  })
})

describe('public keys are rejected', () => {
  const secret = made.ec('P-256').privateKey.export({ format: 'jwk' })
  const okp = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' })

  test.each([
    ['that are private', [secret], 'must be a public key; it has the private members d'],
    ['that are secret', [{ kty: 'oct', k: 'AA' }], 'must be one of'],
    ['of 1024 bits', [made.rsa(1024).publicKey.export({ format: 'jwk' })], '2048 to 4096 bits'],
    ['on another curve', [made.ec('P-384').publicKey.export({ format: 'jwk' })], 'P-256'],
    ['of another kind', [okp], 'must be one of'],
    ['that are no keys', [{ kty: 'RSA' }], 'must be a public key in JWK form'],
    ['of a point that is not on the curve', [{ ...ec, x: ec.y }], 'must be a public key in JWK form'],
    ['with an algorithm of another kind', [{ ...rsa, alg: 'ES256' }], 'must have alg PS256 for kty RSA (got ES256)'],
    ['with an algorithm that there is not', [{ ...rsa, alg: 'RS256' }], 'must be one of'],
    ['for encryption', [{ ...rsa, use: 'enc' }], 'must be one of'],
    ['with the same kid', [rsa, ec], 'a different kid in each key'],
    [
      'of one name',
      [
        { ...rsa, kid: '1' },
        { ...ec, kid: '1' },
      ],
      'a different kid in each key',
    ],
    ['that sign nothing', [{ ...ec, use: 'tls' }], 'for signatures'],
    ['of which there are none', [], 'must not be empty'],
    [
      'of which there are too many',
      Array.from({ length: maxKeys + 1 }, (_, n) => ({ ...ec, kid: `${n}` })),
      'must have at most',
    ],
  ])('%s', (_, keys, why) => {
    expect(faultIn(...keys)).toContain(why)
  })
})
