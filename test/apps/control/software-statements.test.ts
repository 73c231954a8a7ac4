import { decodeJwt } from 'jose'
import { beforeEach, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { type Json, rejectionOf, type TestSandbox, testNow, testSandbox } from '#test/support/sandbox.ts'

let sandbox: TestSandbox
let world: NewWorld

beforeEach(async () => {
  sandbox = await testSandbox()
  world = await sandbox.createWorld()
})

const send = (method: string, tail = '', body?: unknown, key = world.controlKey) =>
  sandbox.send(method, `/control/software-statements${tail}`, body, key)

test('software is registered with keys, a certificate and a statement, and listed without secrets', async () => {
  const { status, body } = await send('POST', '', { name: 'One', roles: ['PISP'], algorithm: 'ES256' })
  expect(status).toBe(201)
  const { privateJwks, transport, softwareStatement, registration, audience, ...shown } = body
  expect(shown).toEqual({
    softwareId: expect.stringMatching(/^[0-9a-zA-Z]{22}$/),
    name: 'One',
    redirectUris: ['http://localhost:3000/callback'],
    roles: ['PISP'],
    certificateExpiresAt: transport.expiresAt,
    createdAt: testNow,
  })
  expect(privateJwks.keys[0]).toMatchObject({ kty: 'EC', alg: 'ES256' })
  expect(registration).toBe(`http://sandbank.test/authorization/${world.id}/register`)
  expect(audience).toHaveLength(18)
  expect(decodeJwt(softwareStatement)).toMatchObject({ software_roles: ['PISP'], iat: Date.parse(testNow) / 1000 })
  expect((await send('GET')).body).toEqual({ softwareStatements: [shown] })
})

test('software has a statement as of now and a valid certificate', async () => {
  const made = (await send('POST', '', { algorithm: 'ES256' })).body
  sandbox.setReal('2027-06-01T00:00:00Z')
  const { body } = await send('GET', `/${made.softwareId}`)
  const [before, after] = [decodeJwt(made.softwareStatement), decodeJwt(body.softwareStatement)]
  expect(after.iat).toBe(Date.parse('2027-06-01T00:00:00Z') / 1000)
  expect(after.jti).not.toBe(before.jti)
  expect({ ...after, iat: 0, jti: '' }).toEqual({ ...before, iat: 0, jti: '' })
  expect(body.transport.expiresAt).toBe('2027-08-30T00:00:00.000Z')
  expect(body.transport).not.toHaveProperty('privateKey')
  const listed = (await send('GET')).body.softwareStatements[0]
  expect(listed.certificateExpiresAt).toBe(body.transport.expiresAt)
})

test('removed software disappears, and other worlds never list it', async () => {
  const { softwareId } = (await send('POST', '', { algorithm: 'ES256' })).body
  const other = await sandbox.createWorld()
  for (const method of ['GET', 'DELETE'])
    expect(rejectionOf(await send(method, `/${softwareId}`, undefined, other.controlKey))).toBe(
      '404 software-not-found',
    )
  expect((await send('DELETE', `/${softwareId}`)).status).toBe(204)
  for (const method of ['GET', 'DELETE'])
    expect(rejectionOf(await send(method, `/${softwareId}`))).toBe('404 software-not-found')
  for (const id of ['..%2Fworld', 'a%2Fb', 'x'.repeat(64)])
    expect(rejectionOf(await send('GET', `/${id}`))).toBe('404 software-not-found')
})

test.each([
  [{ roles: [] }, 'roles'],
  [{ roles: ['ASPSP'] }, 'roles.0'],
  [{ redirectUris: ['http://app.example/'] }, 'redirectUris.0'],
  [{ algorithm: 'RS256' }, 'algorithm'],
  [{ name: ' ' }, 'name'],
  [{ logoUri: 'ftp://app.example/logo' }, 'logoUri'],
])('%j is refused', async (asked, path) => {
  const { status, body } = await send('POST', '', asked)
  expect([status, body.errors[0].code, body.errors[0].path]).toEqual([400, 'field-invalid', path])
})

test('a directory holds at most 100 software entries, which also limits partners created in one call', async () => {
  const { jwks }: Json = (await sandbox.send('POST', '/control/partners', {}, world.controlKey)).body
  for (let n = 1; n < 100; n++) expect((await send('POST', '', { jwks })).status).toBe(201)
  expect(rejectionOf(await send('POST', '', { jwks }))).toBe('409 limit-reached')
  expect(rejectionOf(await sandbox.send('POST', '/control/partners', { jwks }, world.controlKey))).toBe(
    '409 limit-reached',
  )
})
