import type { Context, Hono } from 'hono'
import type * as z from 'zod'
import { type BoundedCache, boundedCache } from '#bank/base/bounded-cache.ts'
import { signatureHeader } from '#bank/partners/signature.ts'
import { withScenarios } from '#bank/scenarios/active.ts'
import type { BankPart } from '#bank/worlds/outage.ts'
import { accountsOf, type Exchange, noteCaller } from '#edge/request/exchange.ts'
import { applyArmed } from '#edge/request/faults.ts'
import { handleRequest } from '#edge/request/handle.ts'
import { outgoingOf, requestHeadersOf, requestLineOf } from '#edge/request/headers.ts'
import { bodyReader, findNamedAccounts } from '#edge/request/named-accounts.ts'
import { placeOf } from '#edge/request/place.ts'
import { admitRecorded } from '#edge/request/replay.ts'
import type { Sandbox, World } from '#store/world.ts'
import { answerPreflight, corsHeadersOf } from './cors.ts'
import { credentialsOf } from './credentials.ts'
import { answer, renderError } from './error-response.ts'
import { type Admission, admit, checkPermissions } from './grant.ts'
import type { Host } from './host.ts'
import { checkAuthDate, jsonMedia, parseIdempotencyKey, parseInput, readUpload } from './input.ts'
import { type Operation, type Surface, takesSignature, type Upload } from './operation.ts'
import { parseOperationQuery, searchOf } from './operation-query.ts'
import { originOf } from './origin.ts'
import { type RenderedResult, renderResult } from './render.ts'
import { checkWorld } from './request/world-checks.ts'
import { checkSignature, checkUnsigned } from './signature.ts'
import { signErrorResponse, signerFor } from './signer.ts'
import type { TokenOwner } from './token-owner.ts'
import { methodsOf, rejectUnknownRoute } from './unknown-route.ts'

/**
 * Serves the operations of surfaces: the only way from a request to an action. Each request takes
 * these steps: interaction id, scenario, grant, outage and rate limit, validate, run, render.
 * `host.strict` also checks every answer against its schema.
 */
export function serve(app: Hono, surfaces: readonly [Surface, ...Surface[]], host: Host): void {
  for (const surface of surfaces) serveOperations(app, surface, host)
  serveUnknownRoutes(app, surfaces, host)
}

function serveOperations(app: Hono, surface: Surface, host: Host): void {
  const { sandbox } = host
  for (const operation of surface.operations) {
    const path = surface.base + operation.path.replaceAll(/{(\w+)}/g, ':$1')
    const media = mediaOf(operation)
    const place = placeOf(surface, operation)
    const route: Route = {
      operation,
      surface,
      host,
      part: partOf(surface, operation),
      parsedPaths: boundedCache(mostPaths),
    }
    app.on(operation.method.toUpperCase(), path, (c) =>
      handleRequest(sandbox, requestHeadersOf(c), {
        place,
        line: requestLineOf(c),
        outgoing: outgoingOf(c),
        checksInteractionId: true,
        media,
        isUnlogged: operation.isUnlogged,
        run: (exchange) => runOperation(route, c, exchange),
        renderError: (error, interactionId) => answerError(route, c, error, interactionId, operation.isSigned),
      }),
    )
  }
}

/**
 * Rejects every other path, in the form of the surface whose base it has, else of the first one.
 */
function serveUnknownRoutes(app: Hono, surfaces: readonly [Surface, ...Surface[]], host: Host): void {
  const { sandbox } = host
  app.notFound((c) => {
    const surface = surfaces.find(({ base }) => c.req.path.startsWith(`${base}/`)) ?? surfaces[0]
    const methods = methodsOf(surface, c.req.path)
    const preflight = answerPreflight(c, methods, host)
    if (preflight) return preflight
    return handleRequest(sandbox, requestHeadersOf(c), {
      place: placeOf(surface),
      line: requestLineOf(c),
      outgoing: outgoingOf(c),
      checksInteractionId: true,
      media: jsonMedia,
      run: () => rejectUnknownRoute(c, surface, methods, sandbox),
      renderError: (error, interactionId) => answerError({ surface, host }, c, error, interactionId),
    })
  })
}

/** Returns the media types that an operation can answer. */
const mediaOf = ({ returns }: Operation): readonly string[] =>
  'media' in returns ? returns.media : 'files' in returns ? [...jsonMedia, ...(returns.files ?? [])] : jsonMedia

/** How many paths an operation remembers the parsed parameters of. */
const mostPaths = 1_000

/** One operation as it is served. */
type Route = {
  readonly operation: Operation
  readonly surface: Surface
  readonly host: Host
  /** The part of the bank that it belongs to; undefined if it is never out. */
  readonly part: BankPart | undefined
  /**
   * Parameters follow from the path alone, so a path that came before is not parsed again. Without
   * this cache an account read costs 40 us of CPU instead of 36.
   */
  readonly parsedPaths: BoundedCache<Record<string, unknown>>
}

const partOf = ({ name }: Surface, { path }: Operation): BankPart | undefined =>
  name !== 'open-banking' ? undefined : path.startsWith('/pisp/') ? 'payments' : 'accounts'

/** Runs one operation: grant, validate, run, render. */
async function runOperation(
  { operation, surface, host, part, parsedPaths }: Route,
  c: Context,
  exchange: Exchange,
): Promise<Response> {
  const { sandbox, strict } = host

  // Grant
  const { needs, scope, takesWorldAsStored } = operation
  const worldId = needs === 'world' ? c.req.param('WorldId') : undefined
  const admission = host.recordedCaller
    ? await admitRecorded(sandbox, needs, host.recordedCaller())
    : await admit(sandbox, needs, credentialsOf(c, host), { worldId, scope, takesWorldAsStored })
  const { grant, world } = admission
  noteCaller(exchange, admission)
  if (world && part) checkWorld(exchange, world, part)
  const readBody = bodyReader(operation, c.req.raw)
  const { findAccountsOfConsent } = surface
  const findAccounts = () => findNamedAccounts(admission, readBody, c.req.param('ConsentId'), findAccountsOfConsent)
  const applying =
    world && !host.skipsFaults && applyArmed(exchange, world, accountsOf(grant, c.req.param('AccountId')), findAccounts)
  if (applying) await applying
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
  const body =
    operation.body && !(operation.isBodyOptional && isBodyless(c.req.raw.headers))
      ? parseInput(operation.body, await readBody(checkBody), 'body')
      : {}
  const upload = operation.upload ? await readUpload(c.req.raw, operation.upload, checkBody) : noUpload

  const idempotencyKey = operation.isIdempotent
    ? parseIdempotencyKey(c.req.header('x-idempotency-key'), operation.isKeyOptional)
    : ''
  // A problem with the signing key must show before the operation writes anything.
  const sign = owner && (await signerFor(sandbox, owner, signature))

  // Run
  const result = await operation.run({
    sandbox,
    grant: grant as never,
    world: (world && withScenarios(world, exchange.uses)) as never,
    params,
    query,
    body,
    headers,
    idempotencyKey,
    secret: admission.secret ?? '',
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
  const signed =
    sign && content !== null && !(content instanceof ReadableStream)
      ? { [signatureHeader]: await sign(content, media) }
      : undefined
  return send(c, host, status, content, exchange.interactionId, signed ? { ...own, ...signed } : own)
}

/** Whether a request comes without a body (RFC 9112, 6). */
const isBodyless = (headers: Headers): boolean =>
  !headers.has('content-type') && !headers.has('transfer-encoding') && Number(headers.get('content-length') ?? 0) === 0

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

const noUpload: Upload = { media: '', bytes: new Uint8Array() }

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
