import type { Context, Hono } from 'hono'
import { boundedCache } from '#bank/base/bounded-cache.ts'
import { Problem } from '#bank/base/problem.ts'
import { accountIdPrefixOf, type Grant } from '#bank/consents/grant.ts'
import { signatureHeader } from '#bank/partners/signature.ts'
import { applyScenario, checkSandbankHeaders } from '#bank/worlds/scenario.ts'
import { loadLegs } from '#store/legs.ts'
import type { World } from '#store/world.ts'
import { credentialsOf } from './credentials.ts'
import { findNearestPath } from './did-you-mean.ts'
import { answer, interactionIdFor, pathUnknown, refusalOf } from './error-response.ts'
import { type Admission, admit, checkPermissions } from './grant.ts'
import { headerNamesOf } from './header-names.ts'
import type { Host } from './host.ts'
import {
  checkAccept,
  checkInteractionId,
  parseIdempotencyKey,
  parseInput,
  parseQuery,
  readJsonBody,
  readUpload,
} from './input.ts'
import { Answer, Download, type Operation, Rendered, type Surface, takesSignature, type Upload } from './operation.ts'
import { originOf } from './origin.ts'
import { checkSignature, checkUnsigned } from './signature.ts'
import { refusalSignature, signerFor } from './signer.ts'
import type { TokenOwner } from './token-owner.ts'

const mediaType = 'application/json'
const json = { 'content-type': `${mediaType}; charset=utf-8` }

/**
 * Serves a surface's operations, the only road from a request to an action: interaction id,
 * scenario, grant, validate, run, render. `strict` also holds every answer against its schema.
 */
export function serve(app: Hono, surface: Surface, host: Host): void {
  const { sandbox } = host
  const { base, operations, errorForm } = surface
  const pathOf = (path: string) => base + path.replaceAll(/{(\w+)}/g, ':$1')

  type Work = (c: Context, interactionId: string) => Promise<Response>
  const road = (work: Work, media?: readonly string[], isSigned?: boolean) => async (c: Context) => {
    const sent = c.req.header('x-fapi-interaction-id')
    const interactionId = interactionIdFor(sandbox, sent)
    try {
      if (sent !== undefined) checkInteractionId(sent)
      checkAccept(c.req.header('accept'), media)
      checkSandbankHeaders(headerNamesOf(c))
      applyScenario(c.req.header('x-sandbank-scenario'))
      return await work(c, interactionId)
    } catch (error) {
      const authorization = c.req.header('authorization')
      const { status, text, headers } = refusalOf(sandbox, error, interactionId, errorForm, authorization)
      if (!isSigned) return answer(status, text, interactionId, headers)
      const request = { authorization, sent: c.req.header(signatureHeader) }
      return answer(status, text, interactionId, { ...headers, ...(await refusalSignature(sandbox, request, text)) })
    }
  }

  for (const one of operations) {
    const media = 'media' in one.returns ? one.returns.media : undefined
    app.on(one.method.toUpperCase(), pathOf(one.path), road(performing(one, surface, host), media, one.isSigned))
  }

  // Unknown paths and methods are told apart here and not by routes of their own: Hono is fastest
  // where one handler matches.
  app.notFound(
    road(async (c) => {
      const answered = operations.filter(({ path }) => patternOf(base + path).test(c.req.path))
      if (answered.length > 0) {
        const allow = answered.map(({ method }) => method.toUpperCase()).join(', ')
        throw new Problem('method-not-allowed', `${c.req.path} answers to ${allow}, not to ${c.req.method}`, {
          headers: { allow },
        })
      }
      const meant = findNearestPath(
        c.req.path,
        operations.map(({ path }) => base + path),
      )
      throw pathUnknown(sandbox, c.req.path, meant)
    }),
  )
}

const patternOf = (path: string) => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/{\w+}/g, '[^/]+')}$`)

/**
 * The world with the money that people moved on the accounts that a read is about. Without a
 * promise where none has moved.
 */
function legsFor(world: World, grant: Grant, { AccountId }: { AccountId?: string }): World | Promise<World> {
  if (world.record.moved !== true) return world
  return loadLegs(world, AccountId === undefined ? { prefix: accountIdPrefixOf(grant) } : { account: AccountId })
}

const noUpload: Upload = { media: '', bytes: new Uint8Array() }
/**
 * The partner whose call it is, and of which world; a developer token is no partner's, and signs
 * nothing.
 */
const senderIn = ({ partner, world }: Admission): TokenOwner | undefined => partner && world && { partner, world }

/** How many paths an operation remembers the parameters of. */
const mostPaths = 1_000

/**
 * One operation, from admission to answer. Parameters follow from the path alone, so a path that
 * came before is not parsed again.
 */
function performing(one: Operation, { errorForm, recordUse }: Surface, host: Host) {
  const { sandbox, strict } = host
  const parameters = boundedCache<Record<string, unknown>>(mostPaths)
  const isSignable = takesSignature(one)
  const knowsSignatures = errorForm === 'standard'
  return async (c: Context, interactionId: string): Promise<Response> => {
    const worldId = one.needs === 'world' ? c.req.param('WorldId') : undefined
    const caller = credentialsOf(c, host)
    const admitted = await admit(sandbox, one.needs, caller, { worldId, scope: one.scope })
    const { grant, world: entered } = admitted
    const sender = one.isSigned ? senderIn(admitted) : undefined

    if (one.permits) checkPermissions(one.permits, grant)

    const { url: asked, path } = c.req
    const schema = one.params
    const params = schema
      ? parameters(path, () => parseInput(schema, c.req.param() as Record<string, string>, 'path'))
      : {}
    const mark = asked.indexOf('?')
    const search = mark < 0 ? '' : asked.slice(mark)
    const query =
      (search === '' && one.emptyQuery) || (one.query ? parseInput(one.query, parseQuery(search), 'query') : {})
    const sent = knowsSignatures ? c.req.header(signatureHeader) : undefined
    if (!isSignable || !sender) checkUnsigned(sent)
    const check =
      sender && isSignable
        ? (raw: Uint8Array, media: string) => checkSignature(sent, raw, { ...sender, media, real: sandbox.real() })
        : undefined
    const body = one.body
      ? parseInput(one.body, await readJsonBody(c.req.raw, one.mostBodyBytes, one.bodyMedia, check), 'body')
      : {}
    const upload = one.upload ? await readUpload(c.req.raw, one.upload, check) : noUpload

    const world = one.needs === 'accounts' ? await legsFor(entered as World, grant, params) : entered
    const idempotencyKey = one.isIdempotent ? parseIdempotencyKey(c.req.header('x-idempotency-key')) : ''
    const url = originOf(sandbox, asked) + path + search
    // Whatever may go wrong with the key goes wrong before anything is done.
    const sign = sender && (await signerFor(sandbox, sender, sent))
    const result = await one.run({
      sandbox,
      grant: grant as never,
      world: world as never,
      params,
      query,
      body,
      idempotencyKey,
      upload,
      url,
    })
    if (grant.access.consent !== undefined && one.permits) {
      // Nearly always there is nothing to write, and then nothing to wait for.
      const noting = recordUse?.(world as World, grant.access, one.permits)
      if (noting) await noting
    }
    const { status, content, media, headers } = rendered(one, result, strict)
    const signature = sign && content !== null ? { [signatureHeader]: await sign(content, media) } : undefined
    return answer(status, content, interactionId, signature ? { ...headers, ...signature } : headers)
  }
}

/** What is said, its media type, and the headers that go with it. */
type Saying = {
  readonly status: number
  readonly content: string | Uint8Array<ArrayBuffer> | null
  readonly media: string
  readonly headers: Readonly<Record<string, string>>
}

function rendered(one: Operation, result: unknown, strict: boolean): Saying {
  const { returns } = one
  if ('media' in returns) return downloaded(result, returns.media)
  if (!('schema' in returns)) {
    const headers = result instanceof Answer ? result.headers : {}
    return { status: returns.status, content: null, media: mediaType, headers }
  }
  const [said, headers] = result instanceof Answer ? [result.body, { ...json, ...result.headers }] : [result, json]
  const content = said instanceof Rendered ? said.text : JSON.stringify(said)
  if (strict) returns.schema.parse(JSON.parse(content))
  return { status: returns.status, content, media: mediaType, headers }
}

function downloaded(result: unknown, allowed: readonly string[]): Saying {
  if (!(result instanceof Download) || !allowed.includes(result.media)) throw new Error('no such download was declared')
  const { content, fileName, media } = result
  const headers = {
    'content-type': typeof content === 'string' ? `${media}; charset=utf-8` : media,
    'content-disposition': `attachment; filename="${fileName}"`,
  }
  return { status: 200, content, media, headers }
}
