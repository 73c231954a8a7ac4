import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { expect } from 'vitest'
import type { Answer, Changes, Kit, Listed } from '#test/support/operations/calls.ts'
import { type Json, testSandbox } from '#test/support/sandbox.ts'

export const document: Json = await (await (await testSandbox()).request('/openapi.json')).json()

/** One way to call an operation. `undefined` if it does not apply to the operation. */
export type Call = readonly [name: string, changesOf: (one: Listed, kit: Kit) => Changes | undefined]

/** Returns the changes for an operation that takes a body. */
function withBody(changes: Changes): Call[1] {
  return ({ operation }) => (operation.body || operation.upload ? changes : undefined)
}

/** A call that succeeds, and the rejections that every operation shares. */
export const usualCalls: Call[] = [
  ['success', () => ({})],
  ['no token', () => ({ token: undefined })],
  ['an unknown token', () => ({ token: 'nonsense' })],
  ['a control key', (_, kit) => ({ token: kit.world.controlKey })],
  ['a developer token', (_, kit) => ({ token: kit.world.developerToken })],
  ['a control key of another world', (_, kit) => ({ token: kit.stranger.controlKey })],
  ['a developer token of another world', (_, kit) => ({ token: kit.stranger.developerToken })],
  ['an unknown parameter', () => ({ query: '?colour=red' })],
  ['an unknown scenario', () => ({ headers: { 'x-sandbank-scenario': 'flood' } })],
  ['a scenario', () => ({ headers: { 'x-sandbank-scenario': 'too-many-requests' } })],
  ['a body with an unknown field', withBody({ body: '{"colour":"red"}' })],
]

/** Every other way in which the shared steps of a request reject or change a call. */
export const otherCalls: Call[] = [
  ['an invalid page', ({ operation }) => (operation.query?.shape.page ? { query: '?page=0' } : undefined)],
  ['another media type', () => ({ headers: { accept: 'text/html' } })],
  ['a malformed interaction id', () => ({ headers: { 'x-fapi-interaction-id': '1' } })],
  ...[
    'unavailable',
    'server-error',
    'token-expired',
    'consent-revoked',
    'certificate-expired',
    'commit-then-error',
  ].map((name): Call => [`the scenario ${name}`, () => ({ headers: { 'x-sandbank-scenario': name } })]),
  ['a body in another media type', withBody({ headers: { 'content-type': 'text/plain' } })],
  ['a body that is not JSON', withBody({ body: '{' })],
  ['a body without fields', withBody({ body: '{}' })],
  ['an invalid date', withBody({ body: '{"now":"soon"}' })],
  [
    'a body that is too large',
    ({ operation: { body, upload } }) =>
      body || upload ? { body: '{}'.padEnd((upload?.most ?? 64 * 1024) + 1) } : undefined,
  ],
]

const ajv = new Ajv2020({ strict: false, allErrors: true })
addFormats.default(ajv)
ajv.addSchema(document, 'openapi')
const compiled = new Map<string, ValidateFunction>()
const validatorOf = (pointer: string): ValidateFunction => {
  const known = compiled.get(pointer) ?? ajv.compile({ $ref: `openapi#${pointer}` })
  compiled.set(pointer, known)
  return known
}

/** Expects an answer whose status, media type and body /openapi.json declares. */
export function expectDeclared(
  { surface, operation }: Listed,
  { status, headers, text, body }: Answer,
  when: string,
): void {
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
  const isDownload = ('media' in returns || 'files' in returns) && status === returns.status
  if (!isDownload) expect(Object.keys(declared.content)).toEqual([type])
  else expect(Object.keys(declared.content)).toContain(type)
  const escaped = (part: string) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))
  const pointer = ['paths', path, operation.method, 'responses', String(status), 'content', type, 'schema']
  const validate = validatorOf(`/${pointer.map(escaped).join('/')}`)
  validate(body)
  expect(validate.errors ?? [], `${status} of ${operation.id} on ${when}`).toEqual([])
}
