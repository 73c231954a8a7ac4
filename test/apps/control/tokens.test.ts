import { randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { randomTextFrom } from '#store/random-text.ts'
import { tokens } from '#store/records.ts'
import { aisp, allOf, type Json, rejectionOf, type TestSandbox, testNow, testSandbox } from '#test/support/sandbox.ts'

let sandbox: TestSandbox
let world: NewWorld

beforeEach(async () => {
  sandbox = await testSandbox()
  world = await sandbox.createWorld({ size: 10 })
})

const path = (tail = '') => `/control/worlds/${world.id}/tokens${tail}`
const make = (body: object) => sandbox.send('POST', path(), body, world.controlKey)
const list = async () => (await sandbox.send('GET', path(), undefined, world.controlKey)).body.tokens
const remove = (id: string) => sandbox.send('DELETE', path(`/${id}`), undefined, world.controlKey)
const holdersOf = async (token: string) =>
  new Set(
    (await allOf(sandbox, `${aisp}/accounts`, token, 'Account')).map(
      ({ AccountId }) => AccountId.split('_')[1] as string,
    ),
  )

describe('a developer token', () => {
  test('reads its own customer only', async () => {
    const { status, body } = await make({ customer: 'cus_4' })
    expect(status).toBe(201)
    expect(body).toEqual({
      id: expect.stringMatching(/^tok_[0-9a-f]{16}$/),
      customer: 'cus_4',
      createdAt: testNow,
      developerToken: expect.stringMatching(/^dev_[a-z0-9]+_[a-z0-9]{32}$/),
    })
    expect(await holdersOf(body.developerToken)).toEqual(new Set(['4']))
  })

  test('for all reads every customer', async () => {
    const { body } = await make({ customer: 'all' })
    expect((await holdersOf(body.developerToken)).size).toBe(10)
  })

  test("is listed without its secret, beside the world's first token", async () => {
    const { body } = await make({ customer: 'cus_1' })
    const tokens = await list()
    expect(tokens.map(({ customer }: Json) => customer).sort()).toEqual(['cus_0', 'cus_1'])
    expect(JSON.stringify(tokens)).not.toContain(body.developerToken.split('_').at(-1))
  })

  test('is invalid as soon as it is deleted, and others stay valid', async () => {
    const { body } = await make({ customer: 'cus_1' })
    expect((await remove(body.id)).status).toBe(204)
    const read = (token: string) => sandbox.send('GET', `${aisp}/accounts`, undefined, token)
    expect(rejectionOf(await read(body.developerToken))).toBe('401 token-invalid')
    expect((await read(world.developerToken)).status).toBe(200)
    expect((await list()).length).toBe(1)
  })

  test('can be deleted once', async () => {
    const { body } = await make({ customer: 'cus_1' })
    await remove(body.id)
    expect(rejectionOf(await remove(body.id))).toBe('404 token-not-found')
  })
})

test.each(['cus_10', 'cus_-1', '', 'everybody'])(
  'no token is made for %j: 400, with who there is, and nothing is written',
  async (customer) => {
    const before = sandbox.store.units.write
    const answer = await make({ customer })
    expect(rejectionOf(answer)).toBe('400 customer-unknown')
    expect(answer.body.detail).toBe(`customer: must be all or one of cus_0 to cus_9 (got ${customer})`)
    expect(sandbox.store.units.write).toBe(before)
    expect((await list()).length).toBe(1)
  },
)

test('a token without a customer is 400 field-missing', async () => {
  const answer = await make({})
  expect([rejectionOf(answer), answer.body.detail]).toEqual([
    '400 field-missing',
    'customer: is required and must be a string',
  ])
})

test.each(['tok_0000000000000000', 'tok_', 'tok_*', 'nonsense', 'world'])(
  'there is no token %s to delete: 404, and none is lost',
  async (id) => {
    const before = sandbox.store.units.write
    expect(rejectionOf(await remove(id))).toBe('404 token-not-found')
    expect(sandbox.store.units.write).toBe(before)
    expect((await list()).length).toBe(1)
  },
)

test("another world's token is not found in this one", async () => {
  const other = await sandbox.createWorld()
  const { body } = await sandbox.send('GET', `/control/worlds/${other.id}/tokens`, undefined, other.controlKey)
  expect(rejectionOf(await remove(body.tokens[0].id))).toBe('404 token-not-found')
  expect((await sandbox.send('GET', `${aisp}/accounts`, undefined, other.developerToken)).status).toBe(200)
})

test('a world has at most 100 developer tokens; deleting one makes room for another', async () => {
  const sandbox = await testSandbox()
  const { id, controlKey } = await sandbox.createWorld()
  const make = () => sandbox.send('POST', `/control/worlds/${id}/tokens`, { customer: 'all' }, controlKey)
  for (let made = 1; made < 100; made++) expect((await make()).status).toBe(201)
  const refused = await make()
  expect(rejectionOf(refused)).toBe('409 limit-reached')
  const { body } = await sandbox.send('GET', `/control/worlds/${id}/tokens`, undefined, controlKey)
  await sandbox.send('DELETE', `/control/worlds/${id}/tokens/${body.tokens[0].id}`, undefined, controlKey)
  expect((await make()).status).toBe(201)
})

test('a world has at most 100 developer tokens, also for concurrent requests in two processes', async () => {
  const sandbox = await testSandbox()
  const { id, controlKey } = await sandbox.createWorld()
  const other = await testSandbox({ ...sandbox.sandbox, randomText: randomTextFrom(randomBytes) })
  const make = ({ send }: TestSandbox) => send('POST', `/control/worlds/${id}/tokens`, { customer: 'all' }, controlKey)
  for (let made = 1; made < 95; made++) await make(sandbox)
  const asked = await Promise.all(Array.from({ length: 12 }, (_, n) => make(n % 2 === 0 ? sandbox : other)))
  expect(asked.map(({ status }) => status).sort()).toEqual([...Array(5).fill(201), ...Array(7).fill(409)])
  const kept = await sandbox.store.list(tokens.key(id, '').partition, { prefix: tokens.key(id, '').path, limit: 200 })
  expect(kept).toHaveLength(100)
})
