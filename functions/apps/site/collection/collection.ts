import type { Json } from '#edge/openapi/schemas.ts'
import { signingScript } from './signing-script.ts'
import { type Folder, listFolders, type Step, type Token } from './steps.ts'

/** Where the console serves the collection. */
export const collectionPath = '/collections/sandbank.postman.json'

/** What the collection reads of the OpenAPI document. */
export type OpenApi = {
  readonly servers: readonly { readonly url: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>
}

type Described = {
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[]
  readonly responses: Readonly<Record<string, unknown>>
}

type Operation = Described & { readonly method: string; readonly path: string }

/**
 * Builds a collection of requests in the format 2.1 of Postman, which Bruno, Insomnia and
 * Hoppscotch import too. Run from top to bottom, every request works. `createsWithKey`: whether a
 * world needs the organiser key.
 */
export function buildCollection(document: OpenApi, createsWithKey: boolean): Json {
  const operations = new Map(
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, one]) => [one.operationId, { ...one, method, path }]),
    ),
  )
  const folders = [...listFolders(createsWithKey), listReads([...operations.values()])]
  const variables = folders.flatMap(({ steps }) => steps.flatMap(({ sets = {} }) => Object.keys(sets)))
  const baseUrl = document.servers[0]?.url ?? ''
  return {
    info: {
      name: 'Sandbank',
      description: `The flow of the UK Open Banking Read/Write API, from a new world to a payment. Run it from top to bottom. For every other operation import ${baseUrl}/openapi.json.`,
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    variable: [
      { key: 'baseUrl', value: baseUrl },
      ...(createsWithKey ? [{ key: 'organiserKey', value: '' }] : []),
      ...[...new Set(variables)].map((key) => ({ key, value: '' })),
    ],
    event: [{ listen: 'prerequest', script: { type: 'text/javascript', exec: signingScript.split('\n') } }],
    item: folders.map(({ title, about, steps }) => ({
      name: title,
      description: about,
      item: steps.map((step) => buildRequest(step, operations)),
    })),
  }
}

/** Returns the folder of every resource of an account, which the document lists. */
function listReads(operations: readonly Operation[]): Folder {
  const reads = operations.filter(
    ({ method, path }) => method === 'get' && path.includes('/aisp/') && !path.includes('consents'),
  )
  return {
    title: '5. Every resource of an account',
    about: 'With the developer token. The list is that of the OpenAPI document.',
    steps: reads.map(({ operationId, summary, path }) => ({
      title: summary,
      operation: operationId,
      token: 'developerToken',
      ...(path.endsWith('{AccountId}/statements') && {
        sets: { StatementId: 'body.Data.Statement[0].StatementId' },
      }),
    })),
  }
}

function buildRequest(step: Step, operations: ReadonlyMap<string, Operation>): Json {
  const operation = step.operation === undefined ? undefined : operations.get(step.operation)
  if (!operation && !step.call) throw new Error(`the OpenAPI document has no operation ${step.operation}`)
  const { title, call, body, form } = step
  const method = call?.method ?? operation?.method.toUpperCase()
  const url =
    call?.url ??
    `{{baseUrl}}${operation?.path.replaceAll(/\{(\w+)\}/g, (_, name) => `{{${step.params?.[name] ?? name}}}`)}`
  return {
    name: title,
    // The answer to the customer's browser redirects to the app, which does not listen here.
    ...(step.status === 302 && { protocolProfileBehavior: { followRedirects: false } }),
    event: [{ listen: 'test', script: { type: 'text/javascript', exec: writeTests(step, operation) } }],
    request: {
      method,
      url,
      header: listHeaders(step, operation),
      ...(operation && { description: operation.description ?? operation.summary }),
      ...(body && {
        body: { mode: 'raw', raw: JSON.stringify(body, null, 2), options: { raw: { language: 'json' } } },
      }),
      ...(form && {
        body: { mode: 'urlencoded', urlencoded: Object.entries(form).map(([key, value]) => ({ key, value })) },
      }),
    },
  }
}

const isBound = (token: Token): boolean => token === 'partnerToken' || token === 'accessToken'

function listHeaders({ token, body, form }: Step, operation: Operation | undefined): Json[] {
  const needsKey = operation?.parameters.some(({ name, required }) => name === 'x-idempotency-key' && required)
  const headers = {
    ...(token && { Authorization: `${isBound(token) ? 'DPoP' : 'Bearer'} {{${token}}}` }),
    ...(((token && isBound(token)) || form) && { DPoP: '{{dpopProof}}' }),
    ...(body && { 'Content-Type': 'application/json' }),
    ...(needsKey && { 'x-idempotency-key': '{{$guid}}' }),
  }
  return Object.entries(headers).map(([key, value]) => ({ key, value }))
}

/** Writes the script that checks the answer and stores what later requests need. */
function writeTests({ status, sets = {}, checks = [] }: Step, operation: Operation | undefined): string[] {
  const success = status ?? Number(Object.keys(operation?.responses ?? {}).find((code) => code.startsWith('2')) ?? 200)
  const values = Object.values(sets).join()
  return [
    `pm.test('answers ${success}', () => pm.expect(pm.response.code).to.equal(${success}))`,
    ...(values.includes('location') ? ["const location = pm.response.headers.get('Location')"] : []),
    ...(values.includes('body') || checks.length > 0 ? ['const body = pm.response.json()'] : []),
    ...checks,
    ...Object.entries(sets).map(([name, value]) => `pm.collectionVariables.set('${name}', ${value})`),
  ]
}
