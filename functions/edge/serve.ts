import type { Context, Hono } from 'hono'
import type * as z from 'zod'
import { type BoundedCache, boundedCache } from '#bank/base/bounded-cache.ts'
import { signatureHeader } from '#bank/partners/signature.ts'
import type { Sandbox, World } from '#store/world.ts'
import { answerPreflight, corsHeadersOf } from './cors.ts'
import { credentialsOf } from './credentials.ts'
import { answer, renderError } from './error-response.ts'
import { type Admission, admit, checkPermissions } from './grant.ts'
import { handleRequest } from './handle-request.ts'
import type { Host } from './host.ts'
import {
  checkAuthDate,
  jsonMedia,
  parseIdempotencyKey,
  parseInput,
  parseQuery,
  readJsonBody,
  readUpload,
} from './input.ts'
import { Answer, Download, type Operation, Rendered, type Surface, takesSignature, type Upload } from './operation.ts'
import { originOf } from './origin.ts'
import { requestHeadersOf } from './request-headers.ts'
import { checkSignature, checkUnsigned } from './signature.ts'
import { signErrorResponse, signerFor } from './signer.ts'
import type { TokenOwner } from './token-owner.ts'
import { methodsOf, rejectUnknownRoute } from './unknown-route.ts'

const mediaType = 'application/json'
const json = { 'content-type': `${mediaType}; charset=utf-8` }

/**
 * Serves a surface's operations: the only way from a request to an action. Each request takes these
 * steps: interaction id, scenario, grant, validate, run, render. `host.strict` also checks every
 * answer against its schema.
 */
export function serve(app: Hono, surface: Surface, host: Host): void {
  const { sandbox } = host
  for (const operation of surface.operations) {
    const path = surface.base + operation.path.replaceAll(/{(\w+)}/g, ':$1')
    const media = 'media' in operation.returns ? operation.returns.media : jsonMedia
    const route: Route = { operation, surface, host, parsedPaths: boundedCache(mostPaths) }
    app.on(operation.method.toUpperCase(), path, (c) =>
      handleRequest(sandbox, requestHeadersOf(c), {
        checksInteractionId: true,
        media,
        run: (interactionId) => runOperation(route, c, interactionId),
        renderError: (error, interactionId) => answerError(route, c, error, interactionId, operation.isSigned),
      }),
    )
  }
  app.notFound((c) => {
    const methods = methodsOf(surface, c.req.path)
    const preflight = answerPreflight(c, methods, host)
    if (preflight) return preflight
    return handleRequest(sandbox, requestHeadersOf(c), {
      checksInteractionId: true,
      media: jsonMedia,
      run: () => rejectUnknownRoute(c, surface, methods, sandbox),
      renderError: (error, interactionId) => answerError({ surface, host }, c, error, interactionId),
    })
  })
}

/** How many paths an operation remembers the parsed parameters of. */
const mostPaths = 1_000

/** One operation as it is served. */
type Route = {
  readonly operation: Operation
  readonly surface: Surface
  readonly host: Host
  /**
   * Parameters follow from the path alone, so a path that came before is not parsed again. Without
   * this cache an account read costs 40 us of CPU instead of 36.
   */
  readonly parsedPaths: BoundedCache<Record<string, unknown>>
}

/** Runs one operation: grant, validate, run, render. */
async function runOperation(
  { operation, surface, host, parsedPaths }: Route,
  c: Context,
  interactionId: string,
): Promise<Response> {
  const { sandbox, strict } = host

  // Grant
  const { needs, scope, takesWorldAsStored } = operation
  const worldId = needs === 'world' ? c.req.param('WorldId') : undefined
  const admission = await admit(sandbox, needs, credentialsOf(c, host), { worldId, scope, takesWorldAsStored })
  const { grant, world } = admission
  if (operation.requiredPermissions) checkPermissions(operation.requiredPermissions, grant)

  // Validate
  if (surface.errorForm === 'standard') checkAuthDate(c.req.header('x-fapi-auth-date'))
  const { url: requestUrl, path } = c.req
  const search = searchOf(requestUrl)
  const paramsSchema = operation.params
  const params = paramsSchema ? parsedPaths(path, () => parseInput(paramsSchema, c.req.param(), 'path')) : {}
  const query = parseOperationQuery(operation, search)
  const headers = operation.headers ? parseInput(operation.headers, sentHeaders(operation.headers, c), 'header') : {}
  const signature = surface.errorForm === 'standard' ? c.req.header(signatureHeader) : undefined
  const owner = operation.isSigned ? tokenOwnerOf(admission) : undefined
  const checkBody = checkSignatureOf(operation, owner, signature, sandbox)
  const body = operation.body
    ? parseInput(
        operation.body,
        await readJsonBody(c.req.raw, operation.mostBodyBytes, operation.bodyMedia, checkBody),
        'body',
      )
    : {}
  const upload = operation.upload ? await readUpload(c.req.raw, operation.upload, checkBody) : noUpload

  const idempotencyKey = operation.isIdempotent ? idempotencyKeyOf(operation, c.req.header('x-idempotency-key')) : ''
  // A problem with the signing key must show before the operation writes anything.
  const sign = owner && (await signerFor(sandbox, owner, signature))

  // Run
  const result = await operation.run({
    sandbox,
    grant: grant as never,
    world: world as never,
    params,
    query,
    body,
    headers,
    idempotencyKey,
    upload,
    url: originOf(sandbox, requestUrl) + path + search,
  })
  if (grant.access.consent !== undefined && operation.requiredPermissions) {
    // Most reads have nothing to record, and then nothing to wait for.
    const recording = surface.recordUse?.(world as World, grant.access, operation.requiredPermissions)
    if (recording) await recording
  }

  // Render
  const { status, content, media, headers: own } = renderResult(operation, result, strict)
  const signed = sign && content !== null ? { [signatureHeader]: await sign(content, media) } : undefined
  return send(c, host, status, content, interactionId, signed ? { ...own, ...signed } : own)
}

/** The query of a URL, with its `?`; empty where there is none. */
function searchOf(url: string): string {
  const mark = url.indexOf('?')
  return mark < 0 ? '' : url.slice(mark)
}

function parseOperationQuery({ query, emptyQuery }: Operation, search: string): Record<string, unknown> {
  if (search === '' && emptyQuery) return emptyQuery
  return query ? parseInput(query, parseQuery(search), 'query') : {}
}

/** Returns the headers of a request that an operation declares. */
const sentHeaders = ({ shape }: z.ZodObject, c: Context): Record<string, string | undefined> =>
  Object.fromEntries(Object.keys(shape).map((name) => [name, c.req.header(name)]))

/** The partner whose token the request carries; a developer token has none, and signs nothing. */
const tokenOwnerOf = ({ partner, world }: Admission): TokenOwner | undefined => partner && world && { partner, world }

/**
 * Returns the check of a request's signature against its body. Undefined where no signature may
 * come, and then rejects one that came.
 */
function checkSignatureOf(
  operation: Operation,
  owner: TokenOwner | undefined,
  signature: string | undefined,
  { real }: Sandbox,
) {
  if (!owner || !takesSignature(operation)) {
    checkUnsigned(signature)
    return undefined
  }
  return (raw: Uint8Array, media: string) => checkSignature(signature, raw, { ...owner, media, real: real() })
}

const idempotencyKeyOf = ({ isKeyOptional }: Operation, sent: string | undefined): string =>
  isKeyOptional && sent === undefined ? '' : parseIdempotencyKey(sent)

const noUpload: Upload = { media: '', bytes: new Uint8Array() }

/** An answer before it is sent. */
type RenderedResult = {
  readonly status: number
  readonly content: string | Uint8Array<ArrayBuffer> | null
  readonly media: string
  readonly headers: Readonly<Record<string, string>>
}

function renderResult(operation: Operation, result: unknown, strict: boolean): RenderedResult {
  const { returns } = operation
  if ('media' in returns) return renderDownload(result, returns.media)
  if (!('schema' in returns)) {
    const headers = result instanceof Answer ? result.headers : {}
    return { status: returns.status, content: null, media: mediaType, headers }
  }
  const [body, headers] = result instanceof Answer ? [result.body, { ...json, ...result.headers }] : [result, json]
  const content = body instanceof Rendered ? body.text : JSON.stringify(body)
  if (strict) returns.schema.parse(JSON.parse(content))
  return { status: returns.status, content, media: mediaType, headers }
}

function renderDownload(result: unknown, allowed: readonly string[]): RenderedResult {
  if (!(result instanceof Download) || !allowed.includes(result.media))
    throw new Error(`the operation must return a Download of ${allowed.join(' or ')}`)
  const { content, fileName, media } = result
  const headers = {
    'content-type': typeof content === 'string' ? `${media}; charset=utf-8` : media,
    'content-disposition': `attachment; filename="${fileName}"`,
  }
  return { status: 200, content, media, headers }
}

/** Builds the response, with CORS headers where the operator lists origins. */
function send(
  c: Context,
  { corsOrigins }: Host,
  status: number,
  content: RenderedResult['content'],
  interactionId: string,
  headers: Readonly<Record<string, string>>,
): Response {
  if (!corsOrigins?.size) return answer(status, content, interactionId, headers)
  return answer(status, content, interactionId, { ...headers, ...corsHeadersOf(corsOrigins, c.req.header('origin')) })
}

/** Answers an error in the surface's form, signed where the operation's payloads are. */
async function answerError(
  { surface, host }: Pick<Route, 'surface' | 'host'>,
  c: Context,
  error: unknown,
  interactionId: string,
  isSigned = false,
): Promise<Response> {
  const { sandbox } = host
  const authorization = c.req.header('authorization')
  const { status, text, headers } = renderError(sandbox, error, interactionId, surface.errorForm, authorization)
  const signature = c.req.header(signatureHeader)
  const signed = isSigned ? await signErrorResponse(sandbox, { authorization, signature }, text) : undefined
  return send(c, host, status, text, interactionId, { ...headers, ...signed })
}
