import { createPrivateKey, createPublicKey, randomBytes, X509Certificate } from 'node:crypto'
import { compactVerify, createLocalJWKSet, exportJWK, generateKeyPair, importJWK, jwtVerify, SignJWT } from 'jose'
import * as openid from 'openid-client'
import { beforeEach, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { partitionsOf } from '#store/records.ts'
import type { Write } from '#store/store.ts'
import { type Json, rejectionOf, type TestSandbox, testNow, testSandbox } from '#test/support/sandbox.ts'

let sandbox: TestSandbox
let world: NewWorld

beforeEach(async () => {
  sandbox = await testSandbox({ baseUrl: 'http://localhost:4000' })
  world = await sandbox.createWorld({ size: 30 })
})

const send = (method: string, tail = '', body?: unknown) =>
  sandbox.send(method, `/control/partners${tail}`, body, world.controlKey)
async function make(body: object = {}): Promise<Json> {
  const answer = await send('POST', '', body)
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  return answer.body
}
const publicKey = async (alg: 'PS256' | 'ES256' = 'ES256', more: object = {}) => {
  const { publicKey } = await generateKeyPair(alg, { extractable: true })
  return { ...(await exportJWK(publicKey)), ...more }
}

describe('a partner created without fields', () => {
  test('has everything that a client needs', async () => {
    const { privateJwks, transport, softwareStatement, hint, ...partner } = await make()
    expect(partner).toEqual({
      clientId: expect.stringMatching(/^tpp_[a-z0-9]{12}$/),
      name: 'Sandbank test app',
      profile: 'fapi2',
      redirectUris: ['http://localhost:3000/callback'],
      scopes: ['accounts'],
      authentication: 'private_key_jwt',
      binding: 'dpop',
      jwks: { keys: [expect.objectContaining({ kty: 'EC', use: 'sig', alg: 'ES256' })] },
      softwareId: expect.stringMatching(/^[0-9a-zA-Z]{22}$/),
      createdAt: testNow,
      issuer: `http://localhost:4000/authorization/${world.id}`,
      discovery: `http://localhost:4000/authorization/${world.id}/.well-known/openid-configuration`,
      openBanking: 'http://localhost:4000/open-banking/v4.0',
    })
    expect(privateJwks.keys).toEqual([{ ...partner.jwks.keys[0], d: expect.any(String) }])
    expect(transport).toMatchObject({
      from: testNow,
      expiresAt: '2027-02-22T09:30:00.000Z',
      privateKey: expect.stringMatching(/^-----BEGIN PRIVATE KEY-----\n/),
    })
    expect(softwareStatement.split('.')).toHaveLength(3)
    expect(hint).toContain('DPoP')
  })

  test('costs one read unit: its record stays below 4 KB', async () => {
    for (const profile of ['fapi2', 'obuk-fapi1-advanced']) {
      await make({ profile, name: 'x'.repeat(256) })
      const { value } = sandbox.changes.findLast(({ key }) => key.path.startsWith('partner/')) as Json
      expect(JSON.stringify(value).length).toBeLessThan(2_000)
    }
  })
})

describe('a partner is created as requested', () => {
  test.each([
    [{ name: 'A' }],
    [{ profile: 'obuk-fapi1-advanced', binding: 'none' }],
    [{ profile: 'obuk-fapi1-advanced', binding: 'mtls' }],
    [{ profile: 'fapi2', binding: 'mtls' }],
    [{ authentication: 'tls_client_auth', binding: 'mtls' }],
    [{ redirectUris: ['https://app.example/cb', 'http://127.0.0.1:8080/cb'] }],
    [{ redirectUris: ['http://192.168.0.17:5173/cb', 'http://shop.localhost/cb'] }],
    [{ scopes: ['accounts', 'payments', 'fundsconfirmations'] }],
    [{ robot: 'approve, customer=cus_2' }],
    [{ robot: 'off' }],
    [{ signing: 'required' }],
    [{ profile: 'obuk-fapi1-advanced', signing: 'optional' }],
    [{ logoUri: 'https://app.example/logo.png' }],
    [{ name: '<script>alert("1")</script>"quoted" \\ 会社' }],
  ])('%j', async (asked) => {
    const made = await make(asked)
    expect(made).toMatchObject(asked)
    const { privateJwks: _, transport: __, softwareStatement: ___, hint: ____, ...partner } = made
    expect((await send('GET', `/${made.clientId}`)).body).toEqual(partner)
  })

  test('of the UK profile has unbound tokens on a loopback host, and certificate-bound ones elsewhere', async () => {
    expect((await make({ profile: 'obuk-fapi1-advanced' })).binding).toBe('none')
    sandbox = await testSandbox({ baseUrl: 'https://sandbank.example' })
    world = await sandbox.createWorld()
    const { binding, hint } = await make({ profile: 'obuk-fapi1-advanced' })
    expect([binding, hint]).toEqual([
      'mtls',
      expect.stringContaining('deployed without a domain for client certificates'),
    ])
    expect(rejectionOf(await send('POST', '', { profile: 'obuk-fapi1-advanced', binding: 'none' }))).toBe(
      '400 field-invalid',
    )
  })

  test('with a certificate for authentication, whose subject is registered', async () => {
    const { certificateSubject, transport } = await make({ authentication: 'tls_client_auth', binding: 'mtls' })
    expect(certificateSubject).toBe(transport.subject)
  })

  test('with its own keys: only a transport key is generated', async () => {
    const key = await publicKey('ES256', { kid: 'mine' })
    const made = await make({ jwks: { keys: [key] } })
    expect(made.jwks).toEqual({ keys: [key] })
    expect(made.privateJwks).toBeUndefined()
    expect(made.transport.privateKey).toMatch(/PRIVATE KEY/)
  })

  test('with its own transport key', async () => {
    const [signing, tls] = [await publicKey('ES256', { kid: 'a' }), await publicKey('PS256', { kid: 'b', use: 'tls' })]
    const made = await make({ jwks: { keys: [signing, tls] } })
    expect(made.jwks).toEqual({ keys: [signing] })
    expect(made.transport.privateKey).toBeUndefined()
    const named = new X509Certificate(made.transport.certificate).publicKey.export({ format: 'jwk' })
    expect(named).toEqual({ kty: tls.kty, n: tls.n, e: tls.e })
  })
})

describe('an invalid partner is rejected with the path, and nothing is written:', () => {
  test.each([
    [{ redirectUris: ['http://app.example/cb'] }, 'redirectUris.0', 'must be https'],
    [{ redirectUris: ['https://app.example/cb', 'https://app.example/#x'] }, 'redirectUris.1', 'fragment'],
    [{ redirectUris: Array(11).fill('https://app.example/') }, 'redirectUris', '10'],
    [{ redirectUris: [] }, 'redirectUris', 'must not be empty'],
    [
      { profile: 'obuk-fapi1-advanced', redirectUris: ['https://localhost/cb'] },
      'redirectUris.0',
      'must not be https on localhost',
    ],
    [{ profile: 'fapi1' }, 'profile', 'fapi2'],
    [{ scopes: [] }, 'scopes', 'must not be empty'],
    [{ scopes: ['openid'] }, 'scopes.0', 'accounts'],
    [{ binding: 'none' }, 'binding', 'dpop or mtls'],
    [{ profile: 'obuk-fapi1-advanced', binding: 'dpop' }, 'binding', 'none or mtls'],
    [{ authentication: 'client_secret_basic' }, 'authentication', 'private_key_jwt'],
    [{ name: '' }, 'name', 'must not be empty'],
    [{ name: '  \n' }, 'name', 'blank'],
    [{ name: 'My\u0000app' }, 'name', 'control characters'],
    [{ name: '\u202eknabdnaS' }, 'name', 'direction'],
    [{ name: 'x'.repeat(257) }, 'name', '256'],
    [{ logoUri: 'http://app.example/logo.png' }, 'logoUri', 'https'],
    [{ jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: 'A', y: 'A', d: 'A' }] } }, 'jwks.keys.0', 'private members d'],
    [{ jwks: { keys: [] } }, 'jwks.keys', 'must not be empty'],
  ])('%j', async (asked, path, why) => {
    const before = sandbox.changes.length
    const { status, body } = await send('POST', '', asked)
    expect([status, body.errors[0].code, body.errors[0].path]).toEqual([400, 'field-invalid', path])
    expect(body.detail).toContain(why)
    expect(sandbox.changes.length).toBe(before)
  })

  test('a client of the UK whose keys cannot sign what it must sign', async () => {
    const jwks = { keys: [await publicKey('ES256')] }
    const { status, body } = await send('POST', '', { profile: 'obuk-fapi1-advanced', jwks })
    expect([status, body.errors[0].path]).toEqual([400, 'jwks'])
    expect(body.detail).toContain('PS256')
  })

  test.each(['aprove', 'approve, acounts=first', 'approve, accounts=last', 'approve, takes=40', ''])(
    'a robot that is misspelt: %j',
    async (robot) => {
      const before = sandbox.changes.length
      expect(rejectionOf(await send('POST', '', { robot }))).toBe('400 robot-unknown')
      expect(sandbox.changes.length).toBe(before)
    },
  )
})

describe('a new partner works at once', () => {
  async function configured(made: Json, auth: openid.ClientAuth, insecure = true) {
    const config = await openid.discovery(new URL(made.issuer), made.clientId, undefined, auth, {
      execute: insecure ? [openid.allowInsecureRequests] : [],
      [openid.customFetch]: async (url, init) => {
        const { pathname, search } = new URL(url)
        return sandbox.request(pathname + search, init as RequestInit)
      },
    })
    return config
  }
  const keyOf = async ({ privateJwks }: Json) => {
    const [jwk] = privateJwks.keys
    return { key: (await importJWK(jwk, jwk.alg)) as CryptoKey, kid: jwk.kid }
  }

  test.each(['fapi2', 'obuk-fapi1-advanced'])('a client of %s gets a token with its own keys', async (profile) => {
    const real = await testSandbox({ baseUrl: 'http://localhost:4000', real: Date.now })
    sandbox = real
    world = await real.createWorld({ size: 30 })
    const made = await make({ profile })
    const config = await configured(made, openid.PrivateKeyJwt(await keyOf(made)))
    const DPoP = made.binding === 'dpop' ? openid.getDPoPHandle(config, await openid.randomDPoPKeyPair()) : undefined
    const tokens = await openid.clientCredentialsGrant(config, { scope: 'accounts' }, DPoP && { DPoP })
    expect(tokens.token_type).toBe(made.binding === 'dpop' ? 'dpop' : 'bearer')
  })
})

describe('the partners of a world', () => {
  test('are listed without secrets, in their own world only', async () => {
    const made = [await make({ name: 'one' }), await make({ name: 'two' })]
    const { body } = await send('GET')
    expect(body.partners.map(({ clientId }: Json) => clientId).sort()).toEqual(
      made.map(({ clientId }) => clientId).sort(),
    )
    expect(JSON.stringify(body)).not.toMatch(/"d":|PRIVATE/)
    const other = await sandbox.createWorld()
    const foreign = (method: string, tail = '', sent?: object) =>
      sandbox.send(method, `/control/partners${tail}`, sent, other.controlKey)
    expect((await foreign('GET')).body).toEqual({ partners: [] })
    const change = { name: 'x', redirectUris: ['https://a.example/'], scopes: ['accounts'] }
    for (const [method, tail, sent] of [
      ['GET', ''],
      ['PUT', '', change],
      ['DELETE', ''],
      ['GET', '/certificate'],
      ['POST', '/certificate'],
    ] as [string, string, object?][])
      expect(rejectionOf(await foreign(method, `/${made[0].clientId}${tail}`, sent))).toBe('404 partner-not-found')
    expect((await send('GET')).body).toEqual(body)
  })

  test('are found by a valid id only', async () => {
    await make()
    for (const id of ['tpp_', 'tpp_nobody', '..%2Fworld', 'a%2Fb', 'x'.repeat(64)])
      expect(rejectionOf(await send('GET', `/${id}`))).toBe('404 partner-not-found')
    expect(rejectionOf(await send('GET', `/${'x'.repeat(65)}`))).toBe('400 field-invalid')
  })

  test('are at most 100; deleting one makes room for another, and for its software', async () => {
    const jwks = {
      keys: [await publicKey(), await publicKey('ES256', { use: 'tls' })].map((key, n) => ({ ...key, kid: `${n}` })),
    }
    const made = []
    for (let n = 0; n < 100; n++) made.push(await make({ jwks }))
    expect(rejectionOf(await send('POST', '', { jwks }))).toBe('409 limit-reached')
    expect((await send('DELETE', `/${made[7].clientId}`)).status).toBe(204)
    await make({ jwks })
    expect((await send('GET')).body.partners).toHaveLength(100)
  })

  test('are at most 100, also for concurrent requests in two processes', async () => {
    const [item] = (await make()) && sandbox.changes.filter(({ key }) => key.path.startsWith('partner/'))
    const like = (id: string): Write => {
      const { partition } = item!.key
      return { put: { partition, path: `partner/${id}` }, expect: 'absent', value: { ...(item!.value as object), id } }
    }
    await sandbox.store.commit(Array.from({ length: 94 }, (_, n) => like(`tpp_${n}`)))
    const randomText = (characters: number) => randomBytes(characters).toString('hex').slice(0, characters)
    const other = await testSandbox({ ...sandbox.sandbox, randomText })
    const asked = Array.from({ length: 12 }, (_, n) =>
      (n % 2 === 0 ? sandbox : other).send('POST', '/control/partners', {}, world.controlKey),
    )
    const statuses = (await Promise.all(asked)).map(({ status }) => status)
    expect(statuses.sort()).toEqual([...Array(5).fill(201), ...Array(7).fill(409)])
    expect((await send('GET')).body.partners).toHaveLength(100)
    expect((await sandbox.store.list(item!.key.partition, { prefix: 'partner/', limit: 200 })).length).toBe(100)
  })
})

describe('a partner that must sign', () => {
  test('gets an RSA key for signing', async () => {
    const { jwks } = await make({ signing: 'required' })
    expect(jwks.keys).toEqual([expect.objectContaining({ kty: 'RSA', use: 'sig', alg: 'PS256' })])
  })

  test('must include one in its own keys', async () => {
    const [ec, rsa] = [await publicKey('ES256', { kid: 'a' }), await publicKey('PS256', { kid: 'b' })]
    await make({ signing: 'required', jwks: { keys: [ec, rsa] } })
    const { status, body } = await send('POST', '', { signing: 'required', jwks: { keys: [ec] } })
    expect([status, body.errors[0].path]).toEqual([400, 'signing'])
  })
})

test('in the cloud, a redirect URI of plain http is rejected, also in a change', async () => {
  sandbox = await testSandbox({ baseUrl: 'https://bank.example' })
  world = await sandbox.createWorld({ size: 30 })
  const redirectUris = ['https://app.example/cb', 'http://192.168.0.17/cb']
  const { clientId } = await make()
  for (const answer of [
    await send('POST', '', { redirectUris }),
    await send('PUT', `/${clientId}`, { name: 'x', scopes: ['accounts'], redirectUris }),
  ])
    expect([rejectionOf(answer), answer.body.errors[0].path]).toEqual(['400 field-invalid', 'redirectUris.1'])
})

describe('a change', () => {
  const change = { name: 'New <name>', redirectUris: ['https://new.example/cb'], scopes: ['payments'] }

  test('replaces all fields: an absent robot or signing duty is removed', async () => {
    const made = await make({ robot: 'refuse' })
    const { status, body } = await send('PUT', `/${made.clientId}`, { ...change, robot: 'approve' })
    expect([status, body]).toEqual([
      200,
      { ...(await send('GET', `/${made.clientId}`)).body, ...change, robot: 'approve' },
    ])
    const signing = await send('PUT', `/${made.clientId}`, { ...change, signing: 'optional' })
    expect(signing.body).toMatchObject({ signing: 'optional' })
    const without = (await send('PUT', `/${made.clientId}`, change)).body
    expect(without).not.toHaveProperty('signing')
    expect(without).not.toHaveProperty('robot')
    expect(without.jwks).toEqual(made.jwks)
  })

  test('updates the software statement of a partner that was created in one call', async () => {
    const { clientId, softwareId } = await make()
    await send('PUT', `/${clientId}`, change)
    const path = `/control/software-statements/${softwareId}`
    const { body } = await sandbox.send('GET', path, undefined, world.controlKey)
    expect(body).toMatchObject({ name: 'New <name>', redirectUris: ['https://new.example/cb'], roles: ['PISP'] })
  })

  test.each([
    [{ ...change, redirectUris: ['http://new.example/cb'] }, '400 field-invalid'],
    [{ ...change, robot: 'perhaps' }, '400 robot-unknown'],
    [{ ...change, signing: 'required' }, '400 field-invalid'],
    [{ ...change, signing: 'perhaps' }, '400 field-invalid'],
    [{ name: 'x' }, '400 field-missing'],
    [{ ...change, profile: 'fapi2' }, '400 field-unexpected'],
    [{ ...change, binding: 'none' }, '400 field-unexpected'],
  ])('%j is refused: %s', async (sent, refusal) => {
    const { clientId } = await make()
    const before = (await send('GET', `/${clientId}`)).body
    expect(rejectionOf(await send('PUT', `/${clientId}`, sent))).toBe(refusal)
    expect((await send('GET', `/${clientId}`)).body).toEqual(before)
  })

  test('of a UK client may not lead to https on localhost', async () => {
    const { clientId } = await make({ profile: 'obuk-fapi1-advanced' })
    const sent = { ...change, redirectUris: ['https://localhost/cb'] }
    expect(rejectionOf(await send('PUT', `/${clientId}`, sent))).toBe('400 field-invalid')
  })
})

test('a deleted partner disappears at once, with its software and registration', async () => {
  const { clientId, softwareId } = await make()
  const stays = await make()
  const answer = await send('DELETE', `/${clientId}`)
  expect([answer.status, answer.body]).toEqual([204, undefined])
  expect(rejectionOf(await send('GET', `/${clientId}`))).toBe('404 partner-not-found')
  expect(rejectionOf(await send('DELETE', `/${clientId}`))).toBe('404 partner-not-found')
  const left = await sandbox.store.list(partitionsOf(world.id, 0).at(-1) as string, { limit: 100 })
  const paths = left.map(({ key }) => key.path)
  expect(paths.filter((path) => path.includes(clientId) || path.includes(softwareId))).toEqual([])
  expect((await send('GET', `/${stays.clientId}`)).status).toBe(200)
})

describe('a certificate', () => {
  const get = async (id: string): Promise<Json> => (await send('GET', `/${id}/certificate`)).body
  const directory = async (): Promise<Json> =>
    (await sandbox.send('GET', '/control/directory', undefined, world.controlKey)).body

  test('chains to the authority of the directory, and is for its key and for clients', async () => {
    const { transport, softwareId, clientId } = await make()
    const certificate = new X509Certificate(transport.certificate)
    const authority = new X509Certificate((await directory()).authority)
    expect(certificate.checkIssued(authority)).toBe(true)
    expect(certificate.verify(authority.publicKey)).toBe(true)
    expect([certificate.ca, authority.ca]).toEqual([false, true])
    expect(authority.verify(authority.publicKey)).toBe(true)
    expect(certificate.checkPrivateKey(createPrivateKey(transport.privateKey))).toBe(true)
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2'])
    expect(certificate.subject.split('\n').reverse()).toEqual(transport.subject.split(','))
    expect(transport.subject).toBe(
      `CN=${softwareId},OU=${transport.subject.match(/OU=(\w{18})/)?.[1]},O=Organisation of ${world.id},C=GB`,
    )
    expect(certificate.validFromDate.toISOString()).toBe(transport.from)
    expect(certificate.validToDate.toISOString()).toBe(transport.expiresAt)
    const { privateKey: _, ...shown } = transport
    expect(await get(clientId)).toEqual(shown)
  })

  test("of another world's directory does not chain to it", async () => {
    const other = await sandbox.createWorld()
    const foreign = (await sandbox.send('POST', '/control/partners', {}, other.controlKey)).body
    const authority = new X509Certificate((await directory()).authority)
    expect(new X509Certificate(foreign.transport.certificate).verify(authority.publicKey)).toBe(false)
  })

  test('stays the same until a week before its end, then is renewed for the same key', async () => {
    const { clientId, transport } = await make()
    const keyIn = (pem: string) => createPublicKey(pem).export({ format: 'jwk' })
    for (const at of ['2026-12-24T09:30:00Z', '2027-02-15T09:30:00Z']) {
      sandbox.setReal(at)
      expect((await get(clientId)).certificate).toBe(transport.certificate)
    }
    sandbox.setReal('2027-02-15T09:30:01Z')
    const renewed = await get(clientId)
    expect(renewed.certificate).not.toBe(transport.certificate)
    expect(renewed).toMatchObject({ from: '2027-02-15T09:30:01.000Z', expiresAt: '2027-05-16T09:30:01.000Z' })
    expect(renewed.subject).toBe(transport.subject)
    expect(keyIn(renewed.certificate)).toEqual(keyIn(transport.certificate))
    const one = new X509Certificate(renewed.certificate)
    expect(one.verify(new X509Certificate(renewed.authority).publicKey)).toBe(true)
    expect(one.serialNumber).not.toBe(new X509Certificate(transport.certificate).serialNumber)
    expect(await get(clientId)).toEqual(renewed)
  })

  test('is renewed after years, too', async () => {
    const { clientId } = await make()
    sandbox.setReal('2029-01-01T00:00:00.500Z')
    expect(await get(clientId)).toMatchObject({ from: '2029-01-01T00:00:00.000Z' })
  })

  test('is renewed at any time by one call', async () => {
    const { clientId, transport } = await make()
    sandbox.setReal('2026-11-25T00:00:00Z')
    const { status, body } = await send('POST', `/${clientId}/certificate`)
    expect([status, body.expiresAt]).toEqual([201, '2027-02-23T00:00:00.000Z'])
    expect(body.certificate).not.toBe(transport.certificate)
    expect(await get(clientId)).toEqual(body)
  })

  test('is renewed once for concurrent requests', async () => {
    const { clientId } = await make()
    sandbox.setReal('2027-03-01T00:00:00Z')
    const answers = await Promise.all([get(clientId), get(clientId), get(clientId)])
    expect(new Set(answers.map(({ certificate }) => certificate)).size).toBe(1)
    expect(sandbox.logged).toEqual([])
  })

  test('is not renewed after the software is removed from the directory', async () => {
    const { clientId, softwareId } = await make()
    await sandbox.send('DELETE', `/control/software-statements/${softwareId}`, undefined, world.controlKey)
    for (const method of ['GET', 'POST'])
      expect(rejectionOf(await send(method, `/${clientId}/certificate`))).toBe('404 software-not-found')
    expect((await send('GET', `/${clientId}`)).status).toBe(200)
  })
})

describe('the software statement', () => {
  test('is signed by the directory, whose keys are public in the world', async () => {
    const { softwareStatement, softwareId, jwks } = await make({ scopes: ['accounts', 'fundsconfirmations'] })
    const { body } = await sandbox.send('GET', '/control/directory', undefined, world.controlKey)
    const { payload, protectedHeader } = await jwtVerify(softwareStatement, createLocalJWKSet(body.jwks), {
      issuer: body.issuer,
      currentDate: new Date(testNow),
    })
    expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'JWT', kid: body.jwks.keys[0].kid })
    expect(payload).toMatchObject({
      iss: 'Sandbank directory',
      software_id: softwareId,
      software_client_name: 'Sandbank test app',
      software_redirect_uris: ['http://localhost:3000/callback'],
      software_roles: ['AISP', 'CBPII'],
      software_jwks: jwks,
      software_environment: 'sandbox',
      org_status: 'Active',
    })
  })

  test('names the public key of the private one', async () => {
    const { privateJwks, softwareStatement } = await make({ profile: 'obuk-fapi1-advanced' })
    const [jwk] = privateJwks.keys
    const jws = await new SignJWT({})
      .setProtectedHeader({ alg: jwk.alg, kid: jwk.kid })
      .sign(await importJWK(jwk, jwk.alg))
    const { software_jwks } = JSON.parse(Buffer.from(softwareStatement.split('.')[1], 'base64url').toString())
    await expect(compactVerify(jws, createLocalJWKSet(software_jwks))).resolves.toBeDefined()
  })
})

test('no private key is stored', async () => {
  const secrets: string[] = []
  for (const profile of ['fapi2', 'obuk-fapi1-advanced']) {
    const made = await make({ profile })
    secrets.push(
      made.privateJwks.keys[0].d,
      createPrivateKey(made.transport.privateKey).export({ format: 'jwk' }).d as string,
    )
    secrets.push(made.transport.privateKey.split('\n')[1])
  }
  const software = (await sandbox.send('POST', '/control/software-statements', {}, world.controlKey)).body
  secrets.push(software.privateJwks.keys[0].d, software.transport.privateKey.split('\n')[1])
  const { privateJwks: _, ...rest } = software
  expect(JSON.stringify(rest)).not.toContain('"d":')
  const stored = JSON.stringify(sandbox.changes)
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(40)
    expect(stored).not.toContain(secret)
  }
})
