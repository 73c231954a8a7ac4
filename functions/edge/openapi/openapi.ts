import type * as z from 'zod'
import { type ProblemCode, problems } from '#bank/base/problem.ts'
import { signatureHeader } from '#bank/partners/signature.ts'
import { problemsOfScenarios, scenarioPatternFor } from '#bank/scenarios/scenarios.ts'
import { errorSchemas } from '#edge/error-schemas.ts'
import { authDatePattern } from '#edge/input.ts'
import { type Operation, type Surface, takesSignature } from '#edge/operation.ts'
import { placeOf } from '#edge/request/place.ts'
import { sunsetHeader } from '#edge/request/world-checks.ts'
import { describeMessage } from './messages.ts'
import { component, type Json, ref } from './schemas.ts'

const bearer = (description: string) => ({ type: 'http', scheme: 'bearer', description })
const content = (type: string, schema: Json) => ({ [type]: { schema } })

/** Lists every problem of an operation: its own, and those of what it needs and takes. */
export function listProblems(one: Operation, surface: Surface): ProblemCode[] {
  const { needs, path, requiredPermissions, params, query, headers, body, upload } = one
  const { isIdempotent, isKeyOptional, problems } = one
  const isAuthorised = needs === 'accounts' || needs === 'payment' || needs === 'funds'
  return [
    'header-invalid',
    'scenario-unknown',
    'not-acceptable',
    'unexpected-error',
    'store-damaged',
    'store-unavailable',
    'store-full',
    ...problemsOfScenarios(placeOf(surface, one)),
    ...(needs === 'anyone' ? [] : (['token-missing', 'token-invalid'] as const)),
    ...(needs === 'anyone' || needs === 'worlds' ? [] : (['world-behind', 'world-expired'] as const)),
    ...(isAuthorised || needs === 'partner' || needs === 'world' ? (['grant-insufficient'] as const) : []),
    ...(requiredPermissions ? (['permission-missing'] as const) : []),
    ...(isAuthorised ? (['token-client', 'proof-invalid', 'consent-cancelled'] as const) : []),
    ...(isAuthorised ? (needs === 'accounts' ? (['consent-status'] as const) : developerConsentProblems) : []),
    ...(needs === 'partner' ? (['token-partner', 'proof-invalid'] as const) : []),
    ...(needs === 'world' && path.includes('{WorldId}') ? (['world-foreign'] as const) : []),
    ...(isIdempotent ? (['idempotency-mismatch'] as const) : []),
    ...(isIdempotent && !isKeyOptional ? (['header-missing'] as const) : []),
    ...(params || query || headers || body
      ? (['field-invalid', 'field-unexpected'] as const)
      : (['field-unexpected'] as const)),
    ...(body || upload
      ? (['field-missing', 'body-malformed', 'body-too-large', 'content-type-unsupported'] as const)
      : []),
    ...(takesSignature(one)
      ? signatureProblems
      : surface.errorForm === 'standard'
        ? (['signature-unexpected'] as const)
        : []),
    ...problems,
  ]
}

/** Problems with the consent that a developer token pays under. */
const developerConsentProblems = [
  'consent-over',
  'consent-not-found',
  'consent-foreign',
  'account-not-found',
  'conflict',
] as const

const signatureProblems = [
  'signature-missing',
  'signature-malformed',
  'signature-claim-missing',
  'signature-claim-invalid',
  'signature-invalid',
] as const

/** Builds the OpenAPI 3.1 document of some surfaces, from the lists that they are served from. */
export function buildOpenApi(surfaces: readonly Surface[], baseUrl: string): Json {
  const schemas: Record<string, Json> = { ...errorSchemas }
  const paths: Record<string, Record<string, Json>> = {}
  const messages = surfaces.flatMap((surface) => surface.messages ?? [])
  for (const surface of surfaces) {
    for (const one of surface.operations) {
      const path = surface.base + one.path
      paths[path] = { ...paths[path], [one.method]: describeOperation(one, surface, schemas) }
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sandbank',
      version: '0.1.0',
      description: 'A synthetic bank with the UK Open Banking Read/Write API v4.0, and the control API of the sandbox.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: baseUrl }],
    paths,
    webhooks: Object.fromEntries(messages.map((one) => [one.name, { post: describeMessage(one, schemas) }])),
    components: {
      schemas,
      securitySchemes: {
        accounts: bearer('A developer token (dev_...), or an access token that a customer authorised'),
        partner: bearer(
          "The partner's own token (client credentials). Operations on payments and funds also accept a developer token.",
        ),
        payment: bearer('A developer token, or an access token with the scope payments that a customer authorised'),
        funds: bearer(
          'A developer token, or an access token with the scope fundsconfirmations that a customer authorised',
        ),
        world: bearer('The control key of the world (ctl_...)'),
        worlds: bearer('The organiser key. A sandbox on a laptop does not need it.'),
      },
    },
  }
}

function describeOperation(one: Operation, surface: Surface, schemas: Record<string, Json>): Json {
  const { errorForm } = surface
  const wire = (schema: z.ZodType) => component(schema, schemas)
  const parameters = (shape: z.ZodObject | undefined, place: 'path' | 'query' | 'header') =>
    Object.entries(shape?.shape ?? {}).map(([name, schema]) => ({
      name,
      in: place,
      required: place === 'path' || !(schema as z.ZodType).safeParse(undefined).success,
      schema: wire(schema as z.ZodType),
    }))
  const { returns } = one
  return {
    operationId: one.id,
    tags: [one.tag],
    summary: one.summary,
    ...(one.description && { description: one.description }),
    security: one.needs === 'anyone' ? [] : one.needs === 'worlds' ? [{ worlds: [] }, {}] : [{ [one.needs]: [] }],
    parameters: [
      ...parameters(one.params, 'path'),
      ...parameters(one.query, 'query'),
      ...parameters(one.headers, 'header'),
      ...(one.isIdempotent ? [{ ...idempotencyKey, required: !one.isKeyOptional }] : []),
      { name: 'x-fapi-interaction-id', in: 'header', schema: { type: 'string', format: 'uuid' } },
      ...(errorForm === 'standard' ? [authDate] : []),
      {
        name: 'x-sandbank-scenario',
        in: 'header',
        schema: { type: 'string', pattern: scenarioPatternFor(placeOf(surface, one)) },
        description: 'A scenario from GET /control/scenarios: the bank behaves as it says',
      },
      ...(takesSignature(one) ? [{ name: signatureHeader, in: 'header', ...signature }] : []),
    ],
    ...(one.body && {
      requestBody: {
        required: !one.isBodyOptional,
        content: content(one.bodyMedia ?? 'application/json', wire(one.body)),
      },
    }),
    ...(one.upload && { requestBody: { required: true, content: inEach(one.upload.media) } }),
    responses: {
      [returns.status]: {
        description: one.summary,
        headers: {
          'x-fapi-interaction-id': { schema: { type: 'string', format: 'uuid' } },
          ...(one.isSigned && { [signatureHeader]: signature }),
          ...(one.needs !== 'anyone' && one.needs !== 'worlds' && { [sunsetHeader]: sunset }),
        },
        ...('schema' in returns && {
          content: { ...content('application/json', wire(returns.schema)), ...inEach(returns.files ?? []) },
        }),
        ...('media' in returns && { content: inEach(returns.media) }),
      },
      ...describeErrors(listProblems(one, surface), errorForm),
    },
  }
}

/** The schema of a file: an object for JSON, a text for `text/*`, bytes for the rest. */
const fileSchema = (media: string): Json =>
  media === 'application/json' || media.endsWith('+json')
    ? { type: 'object' }
    : { type: 'string', ...(!media.startsWith('text/') && { format: 'binary' }) }

const idempotencyKey = {
  name: 'x-idempotency-key',
  in: 'header',
  schema: { type: 'string', minLength: 1, maxLength: 40 },
  description:
    'A unique text that you choose for each new request. A request with the same key and body repeats the first answer.',
}

const authDate = {
  name: 'x-fapi-auth-date',
  in: 'header',
  schema: { type: 'string', pattern: authDatePattern },
  description: 'When the customer last signed in to the partner',
}

const inEach = (media: readonly string[]): Json =>
  Object.assign({}, ...media.map((one) => content(one, fileSchema(one))))
const signature = {
  schema: { type: 'string' },
  description: 'The detached JWS of the body (PS256); see docs/signing.md',
}

const sunset = {
  schema: { type: 'string' },
  description: 'When the world expires (RFC 8594), only in the last hour before it',
}

function describeErrors(codes: readonly ProblemCode[], form: Surface['errorForm']): Json {
  const body =
    form === 'standard'
      ? content('application/json', ref('OBErrorResponse1'))
      : content('application/problem+json', ref('ProblemDetails'))
  const byStatus = Object.groupBy(new Set(codes), (code) => String(problems[code].status))
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, some = []]) => [
      status,
      { description: some.map((code) => problems[code].title).join('; or: '), content: body },
    ]),
  )
}
