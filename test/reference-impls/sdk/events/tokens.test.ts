import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  createEventReceiver,
  createEventTokenVerifier,
  InvalidSignatureError,
  KeysUnavailableError,
  MalformedMessageError,
  StaleMessageError,
  WrongAudienceError,
} from '#sdk/events/index.ts'
import type { Fetch } from '#sdk/index.ts'

const issuer = 'https://bank.example'
const clientId = 'tpp_1'
const at = Date.parse('2026-11-24T09:30:00Z')
const subject = {
  subject_type: 'http://openbanking.org.uk/rid_http://openbanking.org.uk/rty',
  'http://openbanking.org.uk/rid': 'pay_1',
  'http://openbanking.org.uk/rty': 'domestic-payment',
  'http://openbanking.org.uk/rlk': [
    { version: 'v3.1', link: 'https://bank.example/v3.1/pay_1' },
    { version: 'v4.0', link: 'https://bank.example/v4.0/pay_1' },
  ],
}
const claims = {
  iss: issuer,
  aud: clientId,
  jti: 'evt_1',
  iat: at / 1_000,
  toe: at / 1_000,
  txn: 'pay_1',
  events: { 'urn:uk:org:openbanking:events:resource-update': { subject } },
}

let keys: CryptoKeyPair
let others: CryptoKeyPair
let fetch: Fetch
beforeAll(async () => {
  keys = (await generateKeyPair('PS256', { extractable: true })) as CryptoKeyPair
  others = (await generateKeyPair('PS256')) as CryptoKeyPair
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'PS256', use: 'sig' }
  fetch = (url) =>
    Response.json(url.endsWith('/jwks') ? { keys: [jwk] } : { issuer, jwks_uri: 'https://bank.example/jwks' })
})

const sign = (
  payload: JWTPayload,
  { key = keys.privateKey, ...header }: { key?: CryptoKey; kid?: string; typ?: string } = {},
) => new SignJWT(payload).setProtectedHeader({ alg: 'PS256', kid: 'k1', typ: 'secevent+jwt', ...header }).sign(key)
const verifierOf = (more = {}) => createEventTokenVerifier({ issuer, clientId, fetch, now: () => at, ...more })

test('a token is verified as text and as a request', async () => {
  const token = await sign(claims)
  const event = {
    id: 'evt_1',
    types: ['resource-update'],
    resource: { id: 'pay_1', type: 'domestic-payment', link: 'https://bank.example/v4.0/pay_1' },
    transaction: 'pay_1',
    happenedAt: new Date(at),
    issuedAt: new Date(at),
    claims,
  }
  expect(await verifierOf()(token)).toEqual(event)
  expect(await verifierOf()({ headers: {}, body: `${token}\n` })).toEqual(event)
  const request = new Request('http://localhost/', { method: 'POST', body: token })
  expect(await verifierOf({ jwksUri: 'https://bank.example/jwks' })(request)).toEqual(event)
})

describe('rejected is', () => {
  const without = (name: keyof typeof claims) =>
    Object.fromEntries(Object.entries(claims).filter(([one]) => one !== name))
  const tokens: [string, () => Promise<string> | string, new (...parameters: never) => Error, object?][] = [
    ['a token of another key', () => sign(claims, { key: others.privateKey }), InvalidSignatureError],
    ['a token of an unknown key', () => sign(claims, { kid: 'k2' }), InvalidSignatureError],
    [
      'a token that was changed',
      async () =>
        (await sign(claims)).replace(
          /\.[^.]+\./,
          `.${Buffer.from(JSON.stringify({ ...claims, txn: 'x' })).toString('base64url')}.`,
        ),
      InvalidSignatureError,
    ],
    ['a token without a signature', () => new UnsecuredJWT(claims).encode(), InvalidSignatureError],
    [
      'a token that is signed with a secret',
      () =>
        new SignJWT(claims)
          .setProtectedHeader({ alg: 'HS256', kid: 'k1', typ: 'secevent+jwt' })
          .sign(new Uint8Array(32)),
      InvalidSignatureError,
    ],
    ['a token for another client', () => sign({ ...claims, aud: 'tpp_2' }), WrongAudienceError],
    ['a token of another issuer', () => sign({ ...claims, iss: 'https://other.example' }), WrongAudienceError],
    [
      'a token that is too old',
      () => sign({ ...claims, iat: at / 1_000 - 61 }),
      StaleMessageError,
      { oldestSeconds: 60 },
    ],
    ['an access token', () => sign(claims, { typ: 'at+jwt' }), MalformedMessageError],
    ['a token without an id', () => sign(without('jti')), MalformedMessageError],
    ['a token without an event', () => sign(without('events')), MalformedMessageError],
    [
      'a token of another standard',
      () => sign({ ...claims, events: { 'https://schemas.openid.net/x': {} } }),
      MalformedMessageError,
    ],
    ['no token', () => 'hello', MalformedMessageError],
    ['an empty text', () => '', MalformedMessageError],
  ]
  test.each(tokens)('%s', async (_, token, failure, more) => {
    await expect(verifierOf(more)(await token())).rejects.toBeInstanceOf(failure)
  })
})

describe('when the keys cannot be fetched', () => {
  const down: [string, Fetch][] = [
    ['no answer', () => Promise.reject(new TypeError('fetch failed'))],
    ['an error', () => new Response('no', { status: 503 })],
    [
      'the metadata of another issuer',
      () => Response.json({ issuer: 'https://other.example', jwks_uri: 'https://other.example/jwks' }),
    ],
  ]
  test.each(down)('a token is neither accepted nor refused for good: %s', async (_, broken) => {
    const token = await sign(claims)
    await expect(verifierOf({ fetch: broken })(token)).rejects.toBeInstanceOf(KeysUnavailableError)
    const noKeys = verifierOf({ fetch: broken, jwksUri: 'https://bank.example/jwks' })
    await expect(noKeys(token)).rejects.toBeInstanceOf(KeysUnavailableError)
    expect((await createEventReceiver(noKeys, () => {})({ headers: {}, body: token })).status).toBe(503)
  })

  test('the next token tries again', async () => {
    let isDown = true
    const verify = verifierOf({ fetch: ((url, init) => (isDown ? Response.error() : fetch(url, init))) as Fetch })
    await expect(verify(await sign(claims))).rejects.toBeInstanceOf(KeysUnavailableError)
    isDown = false
    expect((await verify(await sign(claims))).id).toBe('evt_1')
  })
})
