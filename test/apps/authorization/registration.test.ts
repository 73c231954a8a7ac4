import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { exportJWK, generateKeyPair, importJWK, type JWK, type JWTHeaderParameters, SignJWT, UnsecuredJWT } from 'jose'
import { beforeEach, describe, expect, test } from 'vitest'
import { findPartner } from '#actions/partners/partners.ts'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { mountRegistration } from '#apps/authorization/registration.ts'
import { Problem } from '#bank/base/problem.ts'
import { findWorld } from '#store/world.ts'
import { type Json, rejectionOf, type TestSandbox, testNow, testSandbox } from '#test/support/sandbox.ts'

let sandbox: TestSandbox
let world: NewWorld
let app: Hono
let now: number

beforeEach(async () => {
  sandbox = await testSandbox({ baseUrl: 'http://localhost:4000' })
  world = await sandbox.createWorld()
  now = Date.parse(testNow) / 1000
  app = new Hono()
  const host = { sandbox: sandbox.sandbox, strict: true, readAsset: async () => new Uint8Array() }
  // A token here is the client's id. Other tests of the authorization server cover the check of a
  // real one.
  mountRegistration(app, host, async (c) => {
    const found = await findWorld(sandbox.sandbox, world.id)
    const partner = found && (await findPartner(found, c.req.header('authorization')?.slice('Bearer '.length) ?? ''))
    if (!found || !partner)
      throw new Problem('token-invalid', 'no "client" has this token', {
        headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
      })
    return { world: found, partner }
  })
})

/** All tests share one key pair, because generating it is slow. */
const pair = await generateKeyPair('PS256', { extractable: true })
const own = { kid: 'own', use: 'sig', alg: 'PS256' }
const jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), ...own }] }
const privateJwks = { keys: [{ ...(await exportJWK(pair.privateKey)), ...own }] }

/** Creates a software of the directory, with the keys above unless other keys are given. */
const software = async (body: object = {}, of = world): Promise<Json> => {
  const asked = 'algorithm' in body ? body : { jwks, ...body }
  const made = await sandbox.send('POST', '/control/software-statements', asked, of.controlKey)
  expect(made.status).toBe(201)
  return { privateJwks, ...made.body }
}

/** Returns the claims of a UK client; `undefined` removes one. */
const asUk = (made: Json, more: object = {}) => ({
  iss: made.softwareId,
  aud: `http://localhost:4000/authorization/${world.id}`,
  iat: now,
  exp: now + 300,
  jti: randomUUID(),
  redirect_uris: made.redirectUris,
  token_endpoint_auth_method: 'private_key_jwt',
  token_endpoint_auth_signing_alg: 'PS256',
  grant_types: ['client_credentials', 'authorization_code', 'refresh_token'],
  response_types: ['code id_token'],
  application_type: 'web',
  id_token_signed_response_alg: 'PS256',
  request_object_signing_alg: 'PS256',
  scope: 'openid accounts',
  software_id: made.softwareId,
  software_statement: made.softwareStatement,
  ...more,
})

async function signed(claims: object, made: Json, header: Partial<JWTHeaderParameters> = {}): Promise<string> {
  const [jwk] = made.privateJwks.keys as [JWK]
  const alg = header.alg ?? (jwk.alg as string)
  return new SignJWT(claims as Json)
    .setProtectedHeader({ alg, kid: jwk.kid as string, typ: 'JWT', ...header })
    .sign(await importJWK(jwk, alg))
}

type Sent = { body?: string; type?: string; token?: string; headers?: Record<string, string> }
async function call(method: string, tail: string, { body, type = 'application/jwt', token, headers }: Sent = {}) {
  const response = await app.request(`http://localhost:4000/authorization/${world.id}/register${tail}`, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': type }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body !== undefined && { body }),
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    body: (text === '' ? undefined : JSON.parse(text)) as Json,
  }
}
const register = (body: string, type?: string) => call('POST', '', { body, ...(type && { type }) })
const said = ({ status, body }: { status: number; body: Json }) => `${status} ${body?.error}`
/** Registers a client. Returns it with its software. */
async function registered(more: object = {}, asked: object = {}) {
  const made = await software(asked)
  const answer = await register(await signed(asUk(made, more), made))
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  return { made, client: answer.body }
}

describe('dynamic client registration (DCR v3.3)', () => {
  test('creates, reads, changes and deletes a client', async () => {
    const made = await software({ name: 'Walk <b>', redirectUris: ['https://app.example/cb', 'https://app.example/2'] })
    expect(made.registration).toBe(`http://localhost:4000/authorization/${world.id}/register`)
    const request = await signed(asUk(made), made)
    const { status, headers, body } = await register(request)
    expect(status).toBe(201)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('pragma')).toBe('no-cache')
    expect(headers.get('x-fapi-interaction-id')).toMatch(/^[0-9a-f-]{36}$/)
    expect(body).toEqual({
      client_id: expect.stringMatching(/^tpp_[a-z0-9]{12}$/),
      client_id_issued_at: now,
      client_name: 'Walk <b>',
      redirect_uris: ['https://app.example/cb', 'https://app.example/2'],
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'PS256',
      grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
      response_types: ['code id_token'],
      application_type: 'web',
      subject_type: 'pairwise',
      id_token_signed_response_alg: 'PS256',
      request_object_signing_alg: 'PS256',
      tls_client_certificate_bound_access_tokens: false,
      scope: 'openid accounts',
      software_statement: made.softwareStatement,
      // The statement's own claims, flattened.
      software_id: made.softwareId,
      software_client_name: 'Walk <b>',
      software_redirect_uris: ['https://app.example/cb', 'https://app.example/2'],
      software_roles: ['AISP'],
      software_environment: 'sandbox',
      software_mode: 'Test',
      software_jwks: { keys: [expect.objectContaining({ kty: 'RSA', use: 'sig', alg: 'PS256' })] },
      org_id: expect.stringMatching(/^[0-9a-zA-Z]{18}$/),
      org_name: `Organisation of ${world.id}`,
      org_status: 'Active',
    })

    const { client_id: id } = body
    const read = await call('GET', `/${id}`, { token: id })
    expect([read.status, read.body]).toEqual([200, body])

    const change = asUk(made, { client_id: id, redirect_uris: ['https://app.example/2'], response_types: ['code'] })
    const changed = await call('PUT', `/${id}`, { token: id, body: await signed(change, made) })
    expect(changed.status).toBe(200)
    expect(changed.body).toEqual({ ...body, redirect_uris: ['https://app.example/2'], response_types: ['code'] })
    expect((await call('GET', `/${id}`, { token: id })).body).toEqual(changed.body)

    const gone = await call('DELETE', `/${id}`, { token: id })
    expect([gone.status, gone.body, gone.headers.get('cache-control')]).toEqual([204, undefined, 'no-store'])
    expect(said(await call('GET', `/${id}`, { token: id }))).toBe('401 invalid_token')
    expect(said(await register(request))).toBe('400 invalid_client_metadata')
    expect(sandbox.logged).toEqual([])
  })

  test('creates clients that the control API shows, and shows clients that the control API created', async () => {
    const { made, client } = await registered()
    const { body } = await sandbox.send('GET', `/control/partners/${client.client_id}`, undefined, world.controlKey)
    expect(body).toMatchObject({
      clientId: client.client_id,
      profile: 'obuk-fapi1-advanced',
      binding: 'none',
      softwareId: made.softwareId,
    })
    const one = (await sandbox.send('POST', '/control/partners', { name: 'One call' }, world.controlKey)).body
    const read = await call('GET', `/${one.clientId}`, { token: one.clientId })
    expect(read.body).toMatchObject({
      client_id: one.clientId,
      client_name: 'One call',
      dpop_bound_access_tokens: true,
      software_statement: one.softwareStatement,
      software_client_name: 'One call',
    })
  })

  test('accepts the request of the DCR conformance tool: public subjects, https on 127.0.0.1, no kid, openid in the scope', async () => {
    const redirect_uris = ['https://127.0.0.1:8443/conformancesuite/callback']
    const made = await software({ redirectUris: redirect_uris })
    const request = asUk(made, {
      subject_type: 'public',
      redirect_uris,
      scope: 'accounts openid',
      grant_types: ['authorization_code', 'client_credentials'],
    })
    const { status, body } = await register(await signed(request, made, { kid: undefined } as object))
    expect([status, body.subject_type, body.redirect_uris]).toEqual([201, 'pairwise', redirect_uris])
  })

  test.each([
    ['GET', '', 'POST'],
    ['OPTIONS', '', 'POST'],
    ['POST', '/tpp_x', 'GET, PUT, DELETE'],
    ['PATCH', '/tpp_x', 'GET, PUT, DELETE'],
  ])('rejects %s of /register%s with 405, and allows %s', async (method, tail, allow) => {
    const answer = await call(method, tail)
    expect([said(answer), answer.headers.get('allow')]).toEqual(['405 invalid_request', allow])
  })

  test('accepts application/jose, and the 18-character id of the bank as audience', async () => {
    const made = await software()
    expect(made.audience).toMatch(/^[0-9a-zA-Z]{18}$/)
    const request = await signed(asUk(made, { aud: made.audience }), made)
    expect((await register(request, 'application/jose; charset=utf-8')).status).toBe(201)
  })

  test('lets one software register several clients, of either profile', async () => {
    const made = await software()
    const uk = await register(await signed(asUk(made), made))
    const fapi2 = await register(
      await signed(asUk(made, { response_types: undefined, dpop_bound_access_tokens: true }), made),
    )
    expect([uk.status, fapi2.status]).toEqual([201, 201])
    expect(fapi2.body.client_id).not.toBe(uk.body.client_id)
    expect(fapi2.body).toMatchObject({
      response_types: ['code'],
      dpop_bound_access_tokens: true,
      require_pushed_authorization_requests: true,
    })
  })

  test('lets a client register with its own keys', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'mine' }] }
    const made = await software({ jwks })
    const own = { ...made, privateJwks: { keys: [{ ...(await exportJWK(privateKey)), kid: 'mine', alg: 'ES256' }] } }
    const claims = asUk(made, {
      dpop_bound_access_tokens: true,
      response_types: ['code'],
      token_endpoint_auth_signing_alg: 'ES256',
      request_object_signing_alg: 'ES256',
    })
    const { status, body } = await register(await signed(claims, own))
    expect([status, body.software_jwks]).toEqual([201, jwks])
  })
})

describe('a registration is rejected', () => {
  type Case = [what: string, make: (made: Json) => Promise<string>, error: string, why: string | RegExp, asked?: Json]
  const claims =
    (more: object | ((made: Json) => object)) =>
    async (made: Json): Promise<string> =>
      signed(asUk(made, typeof more === 'function' ? more(made) : more), made)
  const cases: Case[] = [
    [
      'with another key',
      async (made) => signed(asUk(made), { privateJwks: (await software({ algorithm: 'PS256' })).privateJwks }),
      'metadata',
      'kid',
    ],
    [
      'with another key under the same kid',
      async (made) => {
        const [{ kid }] = made.privateJwks.keys
        const [other] = (await software({ algorithm: 'PS256' })).privateJwks.keys
        return signed(asUk(made), { privateJwks: { keys: [{ ...other, kid }] } })
      },
      'metadata',
      'signature',
    ],
    [
      'with a changed body',
      async (made) => {
        const [header, , signature] = (await signed(asUk(made), made)).split('.')
        const other = Buffer.from(JSON.stringify(asUk(made, { scope: 'openid' }))).toString('base64url')
        return `${header}.${other}.${signature}`
      },
      'metadata',
      'signature',
    ],
    ['unsigned', async (made) => new UnsecuredJWT(asUk(made)).encode(), 'metadata', 'PS256 or ES256'],
    [
      'signed with a secret',
      async (made) =>
        new SignJWT(asUk(made))
          .setProtectedHeader({ alg: 'HS256' })
          .sign(new TextEncoder().encode('a secret that is long enough')),
      'metadata',
      'PS256 or ES256',
    ],
    ['signed with RS256', async (made) => signed(asUk(made), made, { alg: 'RS256' }), 'metadata', 'PS256 or ES256'],
    [
      'with a key of its own in the header',
      async (made) => signed(asUk(made), made, { jwk: { kty: 'RSA', n: 'AQAB', e: 'AQAB' } }),
      'metadata',
      'must not bring its own key (jwk)',
    ],
    ['that is not a JWT', async () => 'hello', 'metadata', 'signed JWT'],
    ['that is JSON', async (made) => JSON.stringify(asUk(made)), 'metadata', 'signed JWT'],

    ['when it has expired', claims(() => ({ exp: now })), 'metadata', 'exp'],
    ['when it lives for more than a day', claims(() => ({ exp: now + 86_401 })), 'metadata', 'exp'],
    ['without exp', claims({ exp: undefined }), 'metadata', 'exp'],
    ['when it was issued in the future', claims(() => ({ iat: now + 61 })), 'metadata', 'iat'],
    ['without iat', claims({ iat: undefined }), 'metadata', 'iat'],
    ['when it is not valid yet', claims(() => ({ nbf: now + 100 })), 'metadata', 'nbf'],
    ['for another bank', claims({ aud: 'https://other.example' }), 'metadata', 'aud is not valid'],
    ['without an audience', claims({ aud: undefined }), 'metadata', 'aud is not valid'],
    ['from another issuer', claims({ iss: 'another' }), 'metadata', 'iss is not valid'],
    ['without an id', claims({ jti: undefined }), 'metadata', 'jti'],
    ['with an id that is not a UUID', claims({ jti: '1' }), 'metadata', 'jti must be a UUID'],

    ['without a statement', claims({ software_statement: undefined }), 'statement', 'is missing'],
    ['with a statement that is not a string', claims({ software_statement: { a: 1 } }), 'statement', 'is missing'],
    [
      'with a statement that is not a JWT',
      claims({ software_statement: 'nothing' }),
      'statement',
      'signature of the directory',
    ],
    [
      'with a statement that it signed itself',
      async (made) => {
        const own = await signed({ ...asUk(made), iss: 'Sandbank directory', software_roles: ['PISP'] }, made)
        return signed(asUk(made, { software_statement: own }), made)
      },
      'statement',
      'signature of the directory',
    ],
    [
      'with an unsigned statement',
      async (made) => {
        const payload = made.softwareStatement.split('.')[1]
        const header = Buffer.from('{"alg":"none"}').toString('base64url')
        return signed(asUk(made, { software_statement: `${header}.${payload}.` }), made)
      },
      'statement',
      'signature of the directory',
    ],
    [
      "with a statement of another world's directory",
      async () => {
        const foreign = await software({}, await sandbox.createWorld())
        return signed(asUk(foreign), foreign)
      },
      'statement',
      'signature of the directory',
    ],
    [
      'with another software id than its statement has',
      claims({ software_id: 'another' }),
      'metadata',
      'software_id: must be',
    ],

    [
      'with a redirect URI that is not in the statement',
      claims({ redirect_uris: ['https://evil.example/cb'] }),
      'redirect',
      'is not in the software statement',
    ],
    ['with plain http', claims({ redirect_uris: ['http://app.example/cb'] }), 'redirect', 'must be https'],
    ['with a fragment', claims({ redirect_uris: ['https://app.example/cb#top'] }), 'redirect', 'fragment'],
    ['with no redirect URI', claims({ redirect_uris: [] }), 'redirect', 'redirect_uris'],
    [
      'with eleven redirect URIs',
      claims({ redirect_uris: Array(11).fill('https://app.example/cb') }),
      'redirect',
      'redirect_uris',
    ],
    [
      'with redirect URIs that are not a list',
      claims({ redirect_uris: 'https://app.example/cb' }),
      'redirect',
      'redirect_uris',
    ],
    [
      'with https on localhost, under the UK profile',
      claims({}),
      'redirect',
      'must not be https on localhost',
      { redirectUris: ['https://localhost:3000/cb'] },
    ],

    [
      'with scopes beyond its roles',
      claims({ scope: 'openid accounts payments' }),
      'metadata',
      'payments is not allowed by the roles',
    ],
    ['with an unknown scope', claims({ scope: 'openid everything' }), 'metadata', '(got everything)'],
    ['with openid as the only scope', claims({ scope: 'openid' }), 'metadata', 'scope'],
    [
      'with a client secret',
      claims({ token_endpoint_auth_method: 'client_secret_basic' }),
      'metadata',
      'token_endpoint_auth_method',
    ],
    [
      'without an authentication method',
      claims({ token_endpoint_auth_method: undefined }),
      'metadata',
      `token_endpoint_auth_method: is required and must be one of 'private_key_jwt'`,
    ],
    [
      'with RS256 for ID tokens',
      claims({ token_endpoint_auth_signing_alg: 'RS256' }),
      'metadata',
      `token_endpoint_auth_signing_alg: must be one of 'PS256', 'ES256' (got 'RS256')`,
    ],
    [
      'with unsigned request objects',
      claims({ request_object_signing_alg: 'none' }),
      'metadata',
      'request_object_signing_alg',
    ],
    [
      'with ES256 request objects, under the UK profile',
      claims({ request_object_signing_alg: 'ES256' }),
      'metadata',
      'must be PS256',
    ],
    [
      'with an algorithm that its keys do not support',
      claims({ token_endpoint_auth_signing_alg: 'ES256' }),
      'metadata',
      'the software statement has no key for ES256',
    ],
    ['with CIBA', claims({ grant_types: ['urn:openid:params:grant-type:ciba'] }), 'metadata', 'grant_types'],
    ['with the implicit grant', claims({ grant_types: ['implicit'] }), 'metadata', 'grant_types'],
    ['with tokens in the authorization response', claims({ response_types: ['token'] }), 'metadata', 'response_types'],
    [
      'with response type code but without its grant',
      claims({ grant_types: ['client_credentials'] }),
      'metadata',
      'requires the grant type authorization_code',
    ],
    ['with a jwks_uri', claims({ jwks_uri: 'https://app.example/jwks' }), 'metadata', 'jwks_uri: is not supported'],
    [
      'with encrypted ID tokens',
      claims({ id_token_encrypted_response_alg: 'RSA-OAEP' }),
      'metadata',
      'encrypts with TLS only',
    ],
    ['with an unknown application type', claims({ application_type: 'toaster' }), 'metadata', 'web or mobile'],
    ['with a subject but no certificate', claims({ tls_client_auth_subject_dn: 'CN=x' }), 'metadata', 'requires'],
    [
      'with a certificate but no subject',
      claims({ token_endpoint_auth_method: 'tls_client_auth' }),
      'metadata',
      'required',
    ],
    [
      "with another organisation's subject",
      claims({ token_endpoint_auth_method: 'tls_client_auth', tls_client_auth_subject_dn: 'CN=x,C=GB' }),
      'metadata',
      "must be the subject of this software's certificate",
    ],
  ]
  const full: Record<string, string> = {
    metadata: 'invalid_client_metadata',
    statement: 'invalid_software_statement',
    redirect: 'invalid_redirect_uri',
  }

  test.each(cases)('%s', async (_, make, error, why, asked = { redirectUris: ['https://app.example/cb'] }) => {
    const made = await software(asked)
    const request = await make(made)
    const before = await partnersIn()
    const answer = await register(request)
    expect(said(answer), answer.body?.error_description).toBe(`400 ${full[error]}`)
    expect(answer.body.error_description).toContain(why)
    expect(answer.body.error_description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(await partnersIn()).toEqual(before)
    expect(sandbox.logged).toEqual([])
  })
  const partnersIn = async () =>
    (await sandbox.send('GET', '/control/partners', undefined, world.controlKey)).body.partners

  test('when its jti was used before, even if the client was deleted; a new request is accepted', async () => {
    const made = await software()
    const jti = randomUUID()
    const request = await signed(asUk(made, { jti }), made)
    const answers = [await register(request), await register(request)]
    expect(answers.map(said)).toEqual(['201 undefined', '400 invalid_client_metadata'])
    expect(answers[1]?.body.error_description).toContain('jti')
    const again = await signed(asUk(made, { jti: jti.toUpperCase(), scope: 'accounts' }), made)
    expect(said(await register(again))).toBe('400 invalid_client_metadata')
    expect((await register(await signed(asUk(made), made))).status).toBe(201)
  })

  test('when it is sent twice at the same moment: one is accepted', async () => {
    const made = await software()
    const request = await signed(asUk(made), made)
    const answers = await Promise.all([register(request), register(request), register(request)])
    expect(answers.map(said).sort()).toEqual([
      '201 undefined',
      '400 invalid_client_metadata',
      '400 invalid_client_metadata',
    ])
    expect(await partnersIn()).toHaveLength(1)
  })

  test('with a statement older than a year; a new statement of the same software is accepted', async () => {
    const made = await software()
    const later = (days: number) => {
      sandbox.setReal(new Date(Date.parse(testNow) + days * 86_400_000).toISOString())
      now = Date.parse(testNow) / 1000 + days * 86_400
    }
    later(365)
    expect((await register(await signed(asUk(made), made))).status).toBe(201)
    later(366)
    expect(said(await register(await signed(asUk(made), made)))).toBe('400 unapproved_software_statement')
    const path = `/control/software-statements/${made.softwareId}`
    const { softwareStatement } = (await sandbox.send('GET', path, undefined, world.controlKey)).body
    expect((await register(await signed(asUk({ ...made, softwareStatement }), made))).status).toBe(201)
  })

  test('if the directory has withdrawn the software', async () => {
    const made = await software()
    const path = `/control/software-statements/${made.softwareId}`
    expect((await sandbox.send('DELETE', path, undefined, world.controlKey)).status).toBe(204)
    const answer = await register(await signed(asUk(made), made))
    expect(said(answer)).toBe('400 unapproved_software_statement')
  })

  test('with another media type, and when it is too large', async () => {
    const made = await software()
    const request = await signed(asUk(made), made)
    for (const type of ['application/json', 'text/plain'])
      expect(said(await register(request, type))).toBe('415 invalid_request')
    expect(said(await register('x'.repeat(65_537)))).toBe('413 invalid_request')
  })

  test('in an unknown world', async () => {
    for (const id of ['wld_nowhere', 'x'.repeat(3000), '..%2f..'])
      expect((await app.request(`http://localhost:4000/authorization/${id}/register`, { method: 'POST' })).status).toBe(
        404,
      )
  })

  test('when the world has reached its limit of partners', async () => {
    const made = await software()
    for (let n = 0; n < 100; n++) expect((await register(await signed(asUk(made), made))).status).toBe(201)
    const refused = await register(await signed(asUk(made), made))
    expect([said(refused), refused.body.error_description]).toEqual([
      '409 invalid_request',
      expect.stringContaining('at most 100 partners'),
    ])
  })
})

describe('certificates and binding', () => {
  test('a client may authenticate with its certificate; blanks and order in its subject do not matter', async () => {
    const made = await software()
    const { subject } = made.transport
    const dn = subject.split(',').reverse().join(', ')
    const claims = asUk(made, {
      token_endpoint_auth_method: 'tls_client_auth',
      token_endpoint_auth_signing_alg: undefined,
      tls_client_auth_subject_dn: dn,
      tls_client_certificate_bound_access_tokens: true,
    })
    const { status, body } = await register(await signed(claims, made))
    expect(status).toBe(201)
    expect(body).toMatchObject({
      token_endpoint_auth_method: 'tls_client_auth',
      tls_client_auth_subject_dn: subject,
      tls_client_certificate_bound_access_tokens: true,
    })
  })
})

describe('a client can reach only its own registration:', () => {
  test.each(['GET', 'PUT', 'DELETE'])('%s of another client is 401, as of an unknown one', async (method) => {
    const [one, other] = [await registered(), await registered()]
    const body = method === 'PUT' ? await signed(asUk(one.made), one.made) : undefined
    const sent = { token: one.client.client_id, ...(body && { body }) }
    for (const id of [other.client.client_id, 'tpp_nobody']) {
      const answer = await call(method, `/${id}`, sent)
      expect(said(answer)).toBe('401 invalid_token')
      expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"')
    }
    expect((await call('GET', `/${other.client.client_id}`, { token: other.client.client_id })).status).toBe(200)
  })

  test.each(['GET', 'PUT', 'DELETE'])('%s without a token is 401', async (method) => {
    const { client } = await registered()
    const answer = await call(method, `/${client.client_id}`)
    expect(said(answer)).toBe('401 invalid_token')
    expect(answer.body.error_description).toBe("no 'client' has this token")
  })

  test('the path of another world is 401', async () => {
    const { client } = await registered()
    const other = await sandbox.createWorld()
    const path = `http://localhost:4000/authorization/${other.id}/register/${client.client_id}`
    const answer = await app.request(path, { headers: { authorization: `Bearer ${client.client_id}` } })
    expect(answer.status).toBe(401)
  })
})

describe('a change of a registration', () => {
  const change = async (client: Json, made: Json, more: object = {}) =>
    call('PUT', `/${client.client_id}`, { token: client.client_id, body: await signed(asUk(made, more), made) })

  test.each([
    ['to another client id', { client_id: 'tpp_other' }, 'client_id must be'],
    ['to another profile', { dpop_bound_access_tokens: true, response_types: ['code'] }, 'cannot change its profile'],
    ['without a required field', { id_token_signed_response_alg: undefined }, 'required'],
  ])('%s is rejected', async (_, more, why) => {
    const { made, client } = await registered()
    const answer = await change(client, made, more)
    expect(said(answer)).toBe('400 invalid_client_metadata')
    expect(answer.body.error_description).toContain(why)
    expect((await call('GET', `/${client.client_id}`, { token: client.client_id })).body).toEqual(client)
  })

  test('to another software is rejected', async () => {
    const { client } = await registered()
    const answer = await change(client, await software())
    expect([said(answer), answer.body.error_description]).toEqual([
      '400 invalid_client_metadata',
      expect.stringContaining('must be of the same software'),
    ])
  })

  test('keeps the robot and the signing duty that the control API set', async () => {
    const { made, client } = await registered()
    const path = `/control/partners/${client.client_id}`
    const robot = {
      name: 'x',
      redirectUris: made.redirectUris,
      scopes: ['accounts'],
      robot: 'approve',
      signing: 'optional',
    }
    expect((await sandbox.send('PUT', path, robot, world.controlKey)).status).toBe(200)
    expect((await change(client, made)).status).toBe(200)
    const { body } = await sandbox.send('GET', path, undefined, world.controlKey)
    expect([body.robot, body.signing]).toEqual(['approve', 'optional'])
  })

  test('sent twice at the same moment happens once', async () => {
    const { made, client } = await registered()
    const requests = [await signed(asUk(made), made), await signed(asUk(made), made)]
    const put = (body: string) => call('PUT', `/${client.client_id}`, { token: client.client_id, body })
    const answers = await Promise.all(requests.map(put))
    expect(answers.map(said).sort()).toEqual(['200 undefined', '409 invalid_request'])
  })
})

test('by the control API must stay within the statement of the software', async () => {
  const { made, client } = await registered()
  const path = `/control/partners/${client.client_id}`
  const put = (more: object) =>
    sandbox.send(
      'PUT',
      path,
      { name: 'x', redirectUris: made.redirectUris, scopes: ['accounts'], ...more },
      world.controlKey,
    )
  expect(rejectionOf(await put({ redirectUris: ['https://else.example/cb'] }))).toBe('400 field-invalid')
  expect(rejectionOf(await put({ scopes: ['payments'] }))).toBe('400 field-invalid')
  expect((await put({})).status).toBe(200)
})

test('interaction ids and scenarios work at the registration endpoint as on every surface', async () => {
  const id = '11111111-2222-4333-8444-555555555555'
  const answer = await call('POST', '', { headers: { 'x-fapi-interaction-id': id } })
  expect(answer.headers.get('x-fapi-interaction-id')).toBe(id)
  expect(said(await call('POST', '', { headers: { 'x-fapi-interaction-id': '1' } }))).toBe('400 invalid_request')
  for (const [scenario, status] of [
    ['too-many-requests', '429 temporarily_unavailable'],
    ['server-error', '500 server_error'],
    ['flood', '400 invalid_request'],
  ] as const)
    expect(said(await call('POST', '', { headers: { 'x-sandbank-scenario': scenario } }))).toBe(status)
})

test('an unexpected error is logged, and hidden from the caller', async () => {
  const { client } = await registered()
  const failing = new Hono()
  const host = { sandbox: sandbox.sandbox, strict: true, readAsset: async () => new Uint8Array() }
  mountRegistration(failing, host, async () => {
    throw new Error('the disk is full')
  })
  const answer = await failing.request(`http://localhost:4000/authorization/${world.id}/register/${client.client_id}`)
  expect(answer.status).toBe(500)
  expect(await answer.text()).not.toContain('disk')
  expect(sandbox.logged).toHaveLength(1)
})
