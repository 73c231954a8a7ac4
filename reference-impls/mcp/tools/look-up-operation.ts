import * as z from 'zod'
import { ToolFailure } from '#mcp/failure.ts'
import { defineTool, joinLines } from '#mcp/tool.ts'

type Schema = Readonly<Record<string, unknown>>
type Content = Readonly<Record<string, { readonly schema?: Schema }>>
type Parameter = {
  readonly in: string
  readonly name: string
  readonly required?: boolean
  readonly description?: string
  readonly schema?: Schema
}
type Operation = {
  readonly operationId: string
  readonly tags?: readonly string[]
  readonly summary?: string
  readonly description?: string
  readonly security?: readonly object[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly description?: string; readonly content?: Content }>>
}
/** What this tool reads of an OpenAPI document. */
type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}
type Located = Operation & { readonly method: string; readonly path: string }

const mostListed = 12
const mostFields = 40
/** Deeper schemas keep their references. */
const deepest = 8
const deepestField = 2

export const lookUpOperation = defineTool({
  name: 'look_up_operation',
  title: 'Look up an operation',
  description:
    'Finds operations of the Read/Write and control APIs in the OpenAPI document, by id, path or words. For a single one: its parameters, body, answer and errors.',
  input: {
    query: z
      .string()
      .trim()
      .min(1)
      .describe('Such as CreateDomesticPayments, "POST /pisp/domestic-payments", or "standing order consent"'),
  },
  writes: false,
  async run(session, { query }) {
    const document = await session.readPublic<Document>('/openapi.json')
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, { operationId }]) => operationId !== undefined)
        .map(([method, operation]): Located => ({ ...operation, method: method.toUpperCase(), path })),
    )
    const found = findOperations(operations, query)
    const [first] = found
    if (first === undefined)
      throw new ToolFailure(
        `no operation matches "${query}"`,
        'Send fewer or other words, such as "vrp consent", or a path such as /aisp/accounts.',
      )
    if (found.length === 1) return describeOperation(first, document)
    const listed = found.slice(0, mostListed)
    return {
      text: joinLines(
        ...listed.map(({ operationId, method, path, summary }) => `${operationId}: ${method} ${path}: ${summary}`),
        found.length > listed.length && `and ${found.length - listed.length} more; use more words`,
        'Call this again with one id to see its parameters and body.',
      ),
      data: {
        operations: listed.map(({ operationId: id, method, path, summary }) => ({ id, method, path, summary })),
      },
    }
  },
})

/** Finds operations by id; else by method and path; else those that have all words, best first. */
function findOperations(operations: readonly Located[], query: string): readonly Located[] {
  const wanted = query.toLowerCase()
  const named = operations.filter(({ operationId }) => operationId.toLowerCase() === wanted)
  if (named.length > 0) return named
  const [, method, path] = /^(?:(get|post|put|patch|delete)\s+)?(?:https?:\/\/[^/]+)?(\/[^?\s]*)/.exec(wanted) ?? []
  if (path !== undefined) {
    const matches = operations.filter(
      (one) => (method === undefined || one.method.toLowerCase() === method) && patternOf(one.path).test(path),
    )
    // `/control/worlds/import` is no id of a world.
    const fewest = Math.min(...matches.map(countParameters))
    return matches.filter((one) => countParameters(one) === fewest)
  }
  const words = wanted.split(/[\s/]+/)
  const score = ({ operationId, path: at, summary, description, tags }: Located): number => {
    const [near, far] = [`${operationId} ${at} ${summary} ${tags}`.toLowerCase(), (description ?? '').toLowerCase()]
    const scores = words.map((word) => (near.includes(word) ? 2 : far.includes(word) ? 1 : 0))
    return scores.some((one) => one === 0) ? 0 : scores.reduce<number>((sum, one) => sum + one, 0)
  }
  return operations
    .map((operation) => ({ operation, score: score(operation) }))
    .filter((one) => one.score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ operation }) => operation)
}

const countParameters = ({ path }: Located): number => path.split('{').length

/**
 * Matches the paths of an operation, also without the base path: `/aisp/accounts/acc_0_current` is
 * `/open-banking/v4.0/aisp/accounts/{AccountId}`.
 */
const patternOf = (path: string): RegExp => {
  const [, base = '', rest = ''] =
    /^(\/open-banking\/v4\.0|\/open-banking\/discovery|\/control)?(\/.*)$/.exec(path) ?? []
  const literal = (text: string) =>
    text
      .toLowerCase()
      .replaceAll('.', '\\.')
      .replaceAll(/\{\w+\}/g, '[^/]+')
  return new RegExp(`^(?:${literal(base)})?${literal(rest)}/?$`)
}

function describeOperation(operation: Located, { components }: Document) {
  const { operationId: id, method, path, summary, description, security, parameters = [], requestBody } = operation
  const { schemas } = components
  const schemaOf = (content: Content | undefined) => Object.values(content ?? {})[0]?.schema ?? {}
  const [status = '', success] = Object.entries(operation.responses).find(([one]) => one.startsWith('2')) ?? []
  const body = requestBody && resolve(schemaOf(requestBody.content), schemas)
  const fields = listFields(body)
  const answer = { status, fields: listFields(resolve(schemaOf(success?.content), schemas)) }
  const errors = Object.fromEntries(
    Object.entries(operation.responses)
      .filter(([one]) => !one.startsWith('2'))
      .map(([one, { description: text }]) => [one, text]),
  )
  const schemes = security?.map((one) => Object.keys(one).join(' and ') || 'none').join(' or ')
  return {
    text: joinLines(
      `${id}: ${method} ${path}`,
      summary,
      description,
      `Authorization: ${schemes || 'none'}`,
      ...parameters.map((one) =>
        `${one.in} ${one.name}${one.required ? ' (required)' : ''} ${one.description ?? ''}`.trim(),
      ),
      fields.length > 0 && `Body, required fields with *: ${listSome(fields)}`,
      answer.fields.length > 0 && `Answer ${status}: ${listSome(answer.fields)}`,
      ...Object.entries(errors).map(([one, text]) => `${one}: ${text}`),
    ),
    data: {
      operation: { id, method, path, summary, description, security, parameters, body, answer, errors },
    },
  }
}

/** Lists the required fields first, and as many others as fit. */
const listSome = (fields: readonly string[]): string => {
  const [required, others] = [true, false].map((one) => fields.filter((field) => field.endsWith('*') === one))
  const all = [...(required ?? []), ...(others ?? [])]
  return `${all.slice(0, mostFields).join(', ')}${all.length > mostFields ? ', ...' : ''}`
}

/** Replaces the references of a schema by what they name. */
function resolve(value: unknown, schemas: Document['components']['schemas'], depth = 0): unknown {
  if (Array.isArray(value)) return value.map((one) => resolve(one, schemas, depth))
  if (typeof value !== 'object' || value === null) return value
  const name = /^#\/components\/schemas\/(.+)$/.exec(String((value as Schema).$ref ?? ''))?.[1]
  if (name !== undefined && depth < deepest) return resolve(schemas[name], schemas, depth + 1)
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolve(one, schemas, depth)]))
}

/**
 * Lists the paths of the fields of an object, down to three levels. Required ones end with `*`, and
 * those of the items of a list follow `[]`.
 */
function listFields(schema: unknown, before = '', level = 0): string[] {
  const { properties = {}, required = [] } = (schema ?? {}) as {
    properties?: Readonly<Record<string, { readonly items?: unknown }>>
    required?: readonly string[]
  }
  return Object.entries(properties).flatMap(([name, one]) => {
    const path = `${before}${name}${one.items === undefined ? '' : '[]'}`
    const inside = level < deepestField ? listFields(one.items ?? one, `${path}.`, level + 1) : []
    return [`${path}${required.includes(name) ? '*' : ''}`, ...inside]
  })
}
