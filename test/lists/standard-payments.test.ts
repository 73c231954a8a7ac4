import { existsSync, readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Kit, type Listed, openKit, operations } from '#test/support/operations/calls.ts'
import type { Json } from '#test/support/sandbox.ts'

const specs = new URL('../../../shared/specs/', import.meta.url)
const files = ['payment-initiation', 'vrp', 'confirmation-funds'].map((name) => ({
  name,
  url: new URL(`uk-ob-rw/v4.0/${name}-openapi.json`, specs),
}))
const endpointsFile = new URL('derived/endpoints-uk-ob-v4.0.json', specs)

if ([...files.map(({ url }) => url), endpointsFile].every((url) => existsSync(url))) {
  describe.each(files)('held against the official OpenAPI file of $name, v4.0', ({ url }) =>
    against(JSON.parse(readFileSync(url, 'utf8'))),
  )
} else {
  test.skip('the official OpenAPI files are not there: ../shared/specs lies beside the repository where the standard is tested', () => {})
}

function against(official: Json): void {
  const root = new URL(official.servers[0].url, 'http://bank').pathname
  const below = ({ surface, operation }: Listed) => (surface.base + operation.path).slice(root.length)
  /** The operations of this file: VRP and other payments share one root. */
  const served = operations.filter(
    (one) => (one.surface.base + one.operation.path).startsWith(`${root}/`) && official.paths[below(one)],
  )
  const endpoints: Json[] = JSON.parse(readFileSync(endpointsFile, 'utf8'))
  const ajv = new Ajv({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema(official, 'official')

  let kit: Kit
  beforeAll(async () => {
    kit = await openKit()
  })

  test('the surface serves operations of this file', () => expect(served.length).toBeGreaterThan(3))

  test.each(served)('$id is an operation of the standard, at its path and method', (one) => {
    expect(official.paths[below(one)][one.operation.method]?.operationId).toBe(one.id)
  })

  test.each(served)('$id requires the token and the idempotency key of the standard', ({ id, operation }) => {
    const { grant, scope, idempotencyKey } = endpoints.find(({ operationId }) => operationId === id)
    const isAuthorised = operation.needs === 'payment' || operation.needs === 'funds'
    expect(isAuthorised ? 'Authorization Code' : 'Client Credentials').toBe(grant)
    const scopes = { payment: 'payments', funds: 'fundsconfirmations' } as Record<string, string>
    expect(operation.scope ?? scopes[operation.needs]).toBe(scope)
    expect(operation.isIdempotent ?? false).toBe(idempotencyKey)
  })

  test.each(served.filter(({ operation }) => operation.method !== 'delete'))(
    '$id answers with a body of the standard',
    async (one) => {
      const { status, text, body } = await kit.call(one)
      const { $ref } = official.paths[below(one)][one.operation.method].responses[status]
      const { content } = official.components.responses[$ref.split('/').at(-1)]
      if (!content) return expect(text).toBe('')
      const { schema } = content['application/json']
      // For a file the standard has an empty object as a placeholder, which no file fits.
      if (schema.$ref === '#/components/schemas/File') return expect(body).toBeTypeOf('object')
      const validate = ajv.compile({ $ref: `official${schema.$ref}` })
      validate(body)
      expect(validate.errors ?? []).toEqual([])
    },
  )
}
