import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eventKindNames } from '#bank/events/kinds.ts'
import { type Kit, type Listed, openKit, operations } from '#test/support/operations/calls.ts'
import { document, expectDeclared, usualCalls } from '#test/support/operations/declared-answers.ts'
import type { Json } from '#test/support/sandbox.ts'

/** The headers of a message by the specification Standard Webhooks. */
const messageHeaderNames = ['webhook-id', 'webhook-timestamp', 'webhook-signature']

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

  test('lists exactly the messages that receivers get, each with an example that its schema allows', () => {
    expect(Object.keys(document.webhooks)).toEqual([...eventKindNames, 'webhook.test'])
    const ajv = new Ajv2020({ strict: false })
    addFormats.default(ajv)
    ajv.addSchema(document, 'openapi')
    for (const [name, { post }] of Object.entries<Json>(document.webhooks)) {
      const { schema, example } = post.requestBody.content['application/json']
      const validate = ajv.compile({ $ref: `openapi${schema.$ref}` })
      expect(validate(example), `${name}: ${ajv.errorsText(validate.errors)}`).toBe(true)
      expect(example.type).toBe(name)
      for (const wrong of [
        { ...example, type: 'cake' },
        { ...example, data: {} },
        { ...example, more: 1 },
      ])
        expect(validate(wrong), JSON.stringify(wrong)).toBe(false)
      expect(post.parameters.map((one: Json) => one.name)).toEqual(messageHeaderNames)
    }
  })

  test('names the host that served it, and no placeholder', () => {
    expect(document.servers).toEqual([{ url: 'http://sandbank.test' }])
    // The callback and the receiver of an app under development, on its developer's machine.
    const apps = /http:\/\/localhost:3000\/(callback|webhooks)/g
    expect(JSON.stringify(document).replaceAll(apps, '')).not.toMatch(/example\.org|localhost|TODO/)
  })

  test('has every schema that it references', () => {
    const referred = new Set(
      [...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name),
    )
    expect([...referred].filter((name) => !((name as string) in document.components.schemas))).toEqual([])
  })

  test('requires a token exactly where one is needed', () => {
    for (const { surface, operation } of operations) {
      const { security } = document.paths[surface.base + operation.path][operation.method]
      const asked = security.flatMap(Object.keys)
      expect(asked, operation.id).toEqual(operation.needs === 'anyone' ? [] : [operation.needs])
    }
  })
})

describe('/openapi.json declares the status, media type and body of every answer', () => {
  test.each(operations)('of $id', async (one) => {
    for (const [name, changesOf] of usualCalls) {
      const changes = changesOf(one, kit)
      if (changes) expectDeclared(one, await kit.call(one, changes), name)
    }
  })

  // Uploads of the same file are one file, two partners at once are two, two changes of a world or
  // a webhook are both made, two exports change nothing, and two requests with one idempotency key
  // are one: none of them conflicts.
  const never = [
    ...['CreatePartner', 'UpdateWorld', 'ExportWorld', 'CreateOutage', 'UpdateOutage', 'DeleteOutage'],
    ...['ChangeWebhook', 'DeleteWebhook', 'PauseWebhook', 'ResumeWebhook'],
  ]
  const twice = operations.filter(
    ({ id, operation }) =>
      operation.problems.includes('conflict') && !operation.upload && !operation.isKeyOptional && !never.includes(id),
  )
  test.each(twice)('of $id, twice at once', async (one) => {
    await kit.ready(one)
    const answers = await Promise.all([kit.call(one), kit.call(one)])
    expect(answers.map(({ status }) => status)).toContain(409)
    for (const answer of answers) expectDeclared(one, answer, 'a conflict')
  })
})

describe('the required fields', () => {
  let bodied: Listed[]
  beforeAll(() => {
    bodied = operations.filter(({ operation }) => operation.body && 'shape' in operation.body)
  })

  test('of a body are those whose absence is rejected', async () => {
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
