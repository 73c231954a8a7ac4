import { randomUUID } from 'node:crypto'
import { importJWK, type JWK, SignJWT } from 'jose'
import * as openid from 'openid-client'
import { beforeAll, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { keyRings } from '#store/records.ts'
import { type Json, type TestSandbox, testSandbox } from '#test/support/sandbox.ts'

/*
 * Dynamic client registration as a new partner performs it: jose signs, openid-client finds the
 * endpoint, authenticates and calls.
 */
const baseUrl = 'http://localhost:4000'
let sandbox: TestSandbox
let world: NewWorld

beforeAll(async () => {
  sandbox = await testSandbox({ baseUrl, real: Date.now })
  world = await sandbox.createWorld({ size: 30, now: new Date().toISOString(), rate: 1 })
})

const inProcess: openid.CustomFetch = (url, init) => {
  const { pathname, search } = new URL(url)
  return sandbox.request(pathname + search, init as RequestInit)
}
const options = { execute: [openid.allowInsecureRequests], [openid.customFetch]: inProcess }
const issuer = () => new URL(`${baseUrl}/authorization/${world.id}`)

const says = {
  'obuk-fapi1-advanced': {
    token_endpoint_auth_signing_alg: 'PS256',
    application_type: 'web',
    id_token_signed_response_alg: 'PS256',
    request_object_signing_alg: 'PS256',
  },
  fapi2: { dpop_bound_access_tokens: true },
}

describe.each(Object.entries(says))('a client of %s', (_, ownWords) => {
  let made: Json
  let client: Json
  let endpoint: string

  const request = async (more: object = {}) => {
    const [jwk] = made.privateJwks.keys
    return new SignJWT({
      token_endpoint_auth_method: 'private_key_jwt',
      grant_types: ['client_credentials', 'authorization_code', 'refresh_token'],
      software_statement: made.softwareStatement,
      ...ownWords,
      ...more,
    })
      .setProtectedHeader({ alg: jwk.alg, kid: jwk.kid })
      .setIssuer(made.softwareId)
      .setAudience(issuer().href)
      .setIssuedAt()
      .setExpirationTime('5 min')
      .setJti(randomUUID())
      .sign(await importJWK(jwk, jwk.alg))
  }

  /** Returns a caller with the client's own token. Registration needs no scope. */
  async function caller(scope?: string) {
    const [jwk] = made.privateJwks.keys
    const key = { key: (await importJWK(jwk, jwk.alg)) as CryptoKey, kid: jwk.kid }
    const config = await openid.discovery(issuer(), client.client_id, undefined, openid.PrivateKeyJwt(key), options)
    const DPoP = client.dpop_bound_access_tokens
      ? openid.getDPoPHandle(config, await openid.randomDPoPKeyPair())
      : undefined
    const { access_token } = await openid.clientCredentialsGrant(config, scope ? { scope } : {}, DPoP && { DPoP })
    return async (method: string, url = `${endpoint}/${client.client_id}`, body?: string) => {
      const headers = new Headers(body === undefined ? {} : { 'content-type': 'application/jwt' })
      const sent = [config, access_token, new URL(url), method, body, headers, DPoP && { DPoP }] as const
      return openid
        .fetchProtectedResource(...sent)
        .catch((error: openid.WWWAuthenticateChallengeError) => error.response)
    }
  }

  test('finds the registration endpoint, registers, and reads its registration', async () => {
    made = (await sandbox.send('POST', '/control/software-statements', {}, world.controlKey)).body
    const config = await openid.discovery(issuer(), 'not-registered', undefined, openid.None(), options)
    endpoint = config.serverMetadata().registration_endpoint as string
    expect(endpoint).toBe(made.registration)
    const answer = await inProcess(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/jwt' },
      body: await request(),
    } as never)
    client = await answer.json()
    expect(answer.status, JSON.stringify(client)).toBe(201)
    const read = await (await caller())('GET')
    expect([read.status, await read.json()]).toEqual([200, client])
  })

  test('changes its registration', async () => {
    const name = { client_id: client.client_id, grant_types: ['client_credentials'], response_types: [] }
    const answer = await (await caller())('PUT', undefined, await request(name))
    expect([answer.status, (await answer.json()).grant_types]).toEqual([200, ['client_credentials']])
  })

  test('cannot read another client, nor itself in another world', async () => {
    const other = (await sandbox.send('POST', '/control/partners', {}, world.controlKey)).body
    const elsewhere = await sandbox.createWorld()
    const call = await caller()
    for (const url of [
      `${endpoint}/${other.clientId}`,
      `${baseUrl}/authorization/${elsewhere.id}/register/${client.client_id}`,
    ])
      for (const method of ['GET', 'DELETE']) expect((await call(method, url)).status).toBe(401)
  })

  test('cannot read its registration with a key of the sandbox', async () => {
    for (const token of [world.controlKey, world.developerToken]) {
      const answer = await sandbox.request(new URL(`${endpoint}/${client.client_id}`).pathname, { token })
      expect([answer.status, (await answer.json()).error]).toEqual([401, 'invalid_token'])
    }
  })

  test('deletes its registration, and its tokens stop working', async () => {
    const [call, reading] = [await caller(), await caller('accounts')]
    const consent = `${baseUrl}/open-banking/v4.0/aisp/account-access-consents/aac_x`
    expect((await reading('GET', consent)).status).toBe(400)
    expect((await call('DELETE')).status).toBe(204)
    expect([(await call('GET')).status, (await reading('GET')).status]).toEqual([401, 401])
    expect((await reading('GET', consent)).status).toBe(401)
    await expect(caller()).rejects.toThrow()
  })
})

describe('a registration read with a client token is', () => {
  let partner: Json
  beforeAll(async () => {
    partner = (await sandbox.send('POST', '/control/partners', {}, world.controlKey)).body
  })

  /**
   * Reads with a token that the authorization server's key signed, with other claims than it would
   * issue.
   */
  async function read(more: object) {
    const [item] = await sandbox.store.get([keyRings.key(world.id)])
    const { kid, jwk } = keyRings.read(item!).signing.find(({ alg }) => alg === 'ES256')!
    const now = Math.floor(Date.now() / 1000)
    const token = await new SignJWT({ client_id: partner.clientId, epoch: 0, world_exp: now + 600, ...more })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid })
      .setIssuer(issuer().href)
      .setAudience(`${baseUrl}/open-banking`)
      .setExpirationTime('5 min')
      .sign(await importJWK(jwk as JWK, 'ES256'))
    const path = `/authorization/${world.id}/register/${partner.clientId}`
    const answer = await sandbox.request(path, { token })
    return `${answer.status} ${(await answer.json()).error}`
  }

  test.each<[string, object, string]>([
    ['accepted in the ordinary case', {}, '200 undefined'],
    ['rejected if a customer authorised the token', { consent: 'aac_x', authorisation: 1 }, '403 insufficient_scope'],
    ['rejected if the token is from before a reset of the world', { epoch: 1 }, '401 invalid_token'],
    ["rejected if the token has expired by the world's clock", { world_exp: 1 }, '401 invalid_token'],
    ['rejected if the partner was deleted', { client_id: 'tpp_gone' }, '401 invalid_token'],
  ])('%s: %j returns %s', async (_, more, said) => {
    expect(await read(more)).toBe(said)
  })
})
