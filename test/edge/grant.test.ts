import { beforeAll, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { digestOf } from '#bank/consents/token.ts'
import { aisp, type Json, rejectionOf, type TestSandbox, testSandbox } from '#test/support/sandbox.ts'

let sandbox: TestSandbox
let world: NewWorld

beforeAll(async () => {
  sandbox = await testSandbox()
  world = await sandbox.createWorld()
})

async function read(authorization: string | undefined) {
  const response = await sandbox.request(`${aisp}/accounts`, { headers: authorization ? { authorization } : {} })
  return { status: response.status, body: (await response.json()) as Json, headers: response.headers }
}

test.each([undefined, ''])('a request without a token, %j, is 401 U007 and asks for a bearer token', async (sent) => {
  const answer = await read(sent)
  expect(rejectionOf(answer)).toBe('401 token-missing')
  expect(answer.body.Errors[0]).toMatchObject({ ErrorCode: 'U007', Path: 'header Authorization' })
  expect(answer.headers.get('www-authenticate')).toBe('Bearer')
})

describe('a token is accepted', () => {
  test.each(['Bearer', 'bearer', 'BEARER', 'Bearer  '])('after %j', async (scheme) => {
    expect((await read(`${scheme} ${world.developerToken}`)).status).toBe(200)
  })
})

describe('a token is 401, with the error of RFC 6750,', () => {
  const secret = () => world.developerToken.split('_').at(-1) as string
  test.each<[string, () => string]>([
    ['when nothing follows the scheme', () => 'Bearer'],
    ['twice', () => `Bearer ${world.developerToken} ${world.developerToken}`],
    ['when it is no token of ours', () => 'Bearer eyJhbGciOiJub25lIn0.e30.'],
    ['when its last character is missing', () => `Bearer ${world.developerToken.slice(0, -1)}`],
    ['when its world is unknown', () => `Bearer dev_nowhere_${secret()}`],
    ['when its secret is unknown', () => `Bearer ${world.developerToken.replace(secret(), 'x'.repeat(32))}`],
    ['when it carries what a path would', () => `Bearer dev_../world_${secret()}`],
  ])('%s', async (_, authorization) => {
    const answer = await read(authorization())
    expect(rejectionOf(answer)).toBe('401 token-invalid')
    expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"')
  })
})

test.each<[string, () => string]>([
  ['without a scheme', () => world.developerToken],
  ['under a scheme that is not known here', () => `Basic ${world.developerToken}`],
  ['under one that only begins like ours', () => `Bearers ${world.developerToken}`],
])('a token %s is 401, and the challenge names no error (RFC 6750, section 3.1)', async (_, authorization) => {
  const answer = await read(authorization())
  expect(rejectionOf(answer)).toBe('401 token-invalid')
  expect(answer.headers.get('www-authenticate')).toBe('Bearer')
})

test('an unbound token with the DPoP scheme is challenged to use Bearer', async () => {
  const answer = await read(`DPoP ${world.developerToken}`)
  expect(rejectionOf(answer)).toBe('401 token-invalid')
  expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"')
})

test('a rejection never repeats the token', async () => {
  for (const sent of [
    `Basic ${world.developerToken}`,
    `Bearer ${world.controlKey}`,
    `Bearer ${world.developerToken}0`,
  ]) {
    const { body } = await read(sent)
    expect(JSON.stringify(body)).not.toContain(world.developerToken.split('_').at(-1))
    expect(JSON.stringify(body)).not.toContain(world.controlKey.split('_').at(-1))
  }
})

test('the secret of a control key is not valid as a developer token, nor the reverse', async () => {
  const [, name, secret] = world.controlKey.split('_')
  expect(rejectionOf(await read(`Bearer dev_${name}_${secret}`))).toBe('401 token-invalid')
  const key = world.developerToken.replace('dev_', 'ctl_')
  expect(rejectionOf(await sandbox.send('GET', `/control/worlds/${world.id}`, undefined, key))).toBe(
    '401 token-invalid',
  )
})

describe('worlds can be created', () => {
  const organiserKey = 'the-key-of-the-organiser'
  const make = async (more: object, token?: string) =>
    (await testSandbox(more)).send('POST', '/control/worlds', {}, token)

  test('by anyone, if there is no organiser key', async () => {
    expect((await make({})).status).toBe(201)
    expect((await make({}, 'anything')).status).toBe(201)
  })

  test('by the organiser only, if there is an organiser key', async () => {
    const guarded = { organiserDigest: digestOf(organiserKey) }
    expect((await make(guarded, organiserKey)).status).toBe(201)
    expect(rejectionOf(await make(guarded))).toBe('401 token-missing')
    expect(rejectionOf(await make(guarded, `${organiserKey}s`))).toBe('401 token-invalid')
    expect(rejectionOf(await make(guarded, world.controlKey))).toBe('401 token-invalid')
  })

  test('by no caller, if no key matches the configured digest', async () => {
    expect(rejectionOf(await make({ organiserDigest: '' }, organiserKey))).toBe('401 token-invalid')
  })
})
