import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { scenarios } from '#bank/worlds/scenario.ts'
import {
  type Answer,
  type Changes,
  type Kit,
  type Listed,
  openKit,
  operations,
} from '#test/support/operations/calls.ts'
import { type Json, testSandbox } from '#test/support/sandbox.ts'

const document: Json = await (await (await testSandbox()).request('/openapi.json')).json()

let kit: Kit
beforeEach(async () => {
  kit = await openKit()
})

describe('/openapi.json', () => {
  test('is valid OpenAPI 3.1', async () => {
    const validator = new Validator()
    const { valid, errors } = await validator.validate(structuredClone(document))
    expect(errors).toBeUndefined()
    expect([valid, validator.version]).toEqual([true, '3.1'])
  })

  test('lists exactly the operations that are served', () => {
    const documented = Object.entries<Json>(document.paths).flatMap(([path, methods]) =>
      Object.entries<Json>(methods).map(([method, { operationId }]) => `${operationId}: ${method} ${path}`),
    )
    const served = operations.map(
      ({ id, surface, operation }) => `${id}: ${operation.method} ${surface.base}${operation.path}`,
    )
    expect(documented.sort()).toEqual(served.sort())
  })

  test('names the host it came from, and no placeholder', () => {
    expect(document.servers).toEqual([{ url: 'http://sandbank.test' }])
    // Where an app in the making listens, on the machine of who makes it.
    const apps = 'http://localhost:3000/callback'
    expect(JSON.stringify(document).replaceAll(apps, '')).not.toMatch(/example\.org|localhost|TODO/)
  })

  test('has every schema that it refers to', () => {
    const referred = new Set(
      [...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name),
    )
    expect([...referred].filter((name) => !((name as string) in document.components.schemas))).toEqual([])
  })

  test('asks for a token exactly where one is needed', () => {
    for (const { surface, operation } of operations) {
      const { security } = document.paths[surface.base + operation.path][operation.method]
      const asked = security.flatMap(Object.keys)
      expect(asked, operation.id).toEqual(operation.needs === 'anyone' ? [] : [operation.needs])
    }
  })
})

/** What may happen to a call: every refusal of the road, and success. */
const happenings: [string, (one: Listed) => Changes | undefined][] = [
  ['success', () => ({})],
  ['no token', () => ({ token: undefined })],
  ['a token of nobody', () => ({ token: 'nonsense' })],
  ['a control key', () => ({ token: kit.world.controlKey })],
  ['a developer token', () => ({ token: kit.world.developerToken })],
  ["a stranger's control key", () => ({ token: kit.stranger.controlKey })],
  ['a token for somebody else', () => ({ token: kit.stranger.developerToken })],
  ['an unknown parameter', () => ({ query: '?colour=red' })],
  ['a page that is none', ({ operation }) => (operation.query?.shape.page ? { query: '?page=0' } : undefined)],
  ['another media type', () => ({ headers: { accept: 'text/html' } })],
  ['a malformed interaction id', () => ({ headers: { 'x-fapi-interaction-id': '1' } })],
  ['an unknown scenario', () => ({ headers: { 'x-sandbank-scenario': 'flood' } })],
  ...Object.keys(scenarios).map((name): [string, () => Changes] => [
    `the scenario ${name}`,
    () => ({ headers: { 'x-sandbank-scenario': name } }),
  ]),
  ...(
    [
      ['a body in another media type', { headers: { 'content-type': 'text/plain' } }],
      ['a body that is no JSON', { body: '{' }],
      ['a body of nothing', { body: '{}' }],
      ['a body with an unknown field', { body: '{"colour":"red"}' }],
      ['a date that is none', { body: '{"now":"soon"}' }],
    ] as [string, Changes][]
  ).map(([name, changes]): [string, (one: Listed) => Changes | undefined] => [
    name,
    ({ operation }) => (operation.body || operation.upload ? changes : undefined),
  ]),
  [
    'a body that is too large',
    ({ operation: { body, upload } }) =>
      body || upload ? { body: '{}'.padEnd((upload?.most ?? 64 * 1024) + 1) } : undefined,
  ],
]

describe('a client that is made from /openapi.json understands every answer: its status, media type and body are declared', () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema(document, 'openapi')
  const compiled = new Map<string, ValidateFunction>()
  const validatorOf = (pointer: string): ValidateFunction => {
    const known = compiled.get(pointer) ?? ajv.compile({ $ref: `openapi#${pointer}` })
    compiled.set(pointer, known)
    return known
  }

  function expectDeclared({ surface, operation }: Listed, { status, headers, text, body }: Answer, when: string): void {
    const path = surface.base + operation.path
    const declared = document.paths[path][operation.method].responses[status]
    expect(declared, `${status} of ${operation.id} on ${when}`).toBeDefined()
    if (text === '') {
      expect(declared.content).toBeUndefined()
      return
    }
    const type = headers.get('content-type')?.split(';')[0] as string
    // A download has one of several media types; everything else has one.
    const { returns } = operation
    const isDownload = 'media' in returns && status === returns.status
    if (!isDownload) expect(Object.keys(declared.content)).toEqual([type])
    else expect(Object.keys(declared.content)).toContain(type)
    const escaped = (part: string) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))
    const pointer = ['paths', path, operation.method, 'responses', String(status), 'content', type, 'schema']
    const validate = validatorOf(`/${pointer.map(escaped).join('/')}`)
    validate(body)
    expect(validate.errors ?? [], `${status} of ${operation.id} on ${when}`).toEqual([])
  }

  test.each(operations)('of $id', async (one) => {
    for (const [when, changesOf] of happenings) {
      const changes = changesOf(one)
      if (changes) expectDeclared(one, await kit.call(one, changes), when)
    }
  })

  // The same file twice is one file, and partners who come at once are two: no conflict.
  const twice = operations.filter(
    ({ id, operation }) => operation.problems.includes('conflict') && !operation.upload && id !== 'CreatePartner',
  )
  test.each(twice)('of $id, twice at the same moment', async (one) => {
    await kit.ready(one)
    const answers = await Promise.all([kit.call(one), kit.call(one)])
    expect(answers.map(({ status }) => status)).toContain(409)
    for (const answer of answers) expectDeclared(one, answer, 'a conflict')
  })
})

describe('what is declared as required', () => {
  let bodied: Listed[]
  beforeAll(() => {
    bodied = operations.filter(({ operation }) => operation.body && 'shape' in operation.body)
  })

  test('of a body is what is refused as missing', async () => {
    for (const one of bodied) {
      const { requestBody } = document.paths[one.surface.base + one.operation.path][one.operation.method]
      const required: string[] = requestBody.content['application/json'].schema.required ?? []
      const { body } = await kit.call(one, { body: '{}' })
      const faults: Json[] = body.errors ?? body.Errors ?? []
      const missing = faults.filter(({ code, ErrorCode }) => code === 'field-missing' || ErrorCode === 'U004')
      expect(
        missing.map(({ path, Path }) => path ?? Path),
        one.id,
      ).toEqual(required)
    }
  })
})
