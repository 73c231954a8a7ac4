import type { Context, Hono } from 'hono'
import { memo } from '#bank/memo.ts'
import { Problem } from '#bank/problem.ts'
import { play } from '#bank/scenario.ts'
import type { World } from '#store/world.ts'
import type { Caller } from './access-token.ts'
import { admit, checkPermits } from './grant.ts'
import type { Host } from './host.ts'
import { bodyOf, checkAccept, checkInteractionId, parsed, queryOf } from './input.ts'
import { Download, type Operation, Rendered, type Surface } from './operation.ts'
import { answer, refuse } from './refusal.ts'

const json = { 'content-type': 'application/json; charset=utf-8' }

/**
 * Serves a surface's operations, the only road from a request to an action:
 * interaction id, scenario, grant, validate, run, render. `strict` also holds every answer against its schema.
 */
export function serve(app: Hono, surface: Surface, host: Host): void {
  const { sandbox } = host
  const { base, operations, refusals, noted } = surface
  const pathOf = (path: string) => base + path.replaceAll(/{(\w+)}/g, ':$1')

  type Work = (c: Context, interactionId: string) => Promise<Response>
  const road = (work: Work, media?: readonly string[]) => async (c: Context) => {
    const sent = c.req.header('x-fapi-interaction-id')
    let interactionId = sent
    try {
      if (sent !== undefined) checkInteractionId(sent)
      interactionId ??= sandbox.newInteractionId()
      checkAccept(c.req.header('accept'), media)
      play(c.req.header('x-sandbank-scenario'))
      return await work(c, interactionId)
    } catch (error) {
      const isMalformed = error instanceof Problem && error.code === 'header-invalid'
      return refuse(
        sandbox,
        error,
        isMalformed || !interactionId ? sandbox.newInteractionId() : interactionId,
        refusals,
      )
    }
  }

  for (const one of operations) {
    const media = 'media' in one.returns ? one.returns.media : undefined
    app.on(one.method.toUpperCase(), pathOf(one.path), road(performing(one, host, noted), media))
  }

  // Unknown paths and methods are told apart here and not by routes of their own: Hono is fastest where one handler matches.
  app.notFound(
    road(async (c) => {
      const answered = operations.filter(({ path }) => patternOf(base + path).test(c.req.path))
      if (answered.length > 0) {
        const allow = answered.map(({ method }) => method.toUpperCase()).join(', ')
        throw new Problem('method-not-allowed', `${c.req.path} answers to ${allow}, not to ${c.req.method}`, {
          headers: { allow },
        })
      }
      throw new Problem(
        'path-unknown',
        `there is nothing at ${c.req.path}; ${sandbox.baseUrl}/openapi.json lists what there is`,
      )
    }),
  )
}

const patternOf = (path: string) => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/{\w+}/g, '[^/]+')}$`)

/** The path as it was sent: a proof is made for that, and Hono's own is decoded. */
function sentPath(url: string): string {
  const start = url.indexOf('/', 'https://'.length)
  const end = url.indexOf('?', start)
  return end < 0 ? url.slice(start) : url.slice(start, end)
}

/** Who calls, as admission wants to know it. What only some tokens need is read when they do. */
export const callerOf = (c: Context, baseUrl: string, certificateOf: Host['certificateOf']): Caller => ({
  authorization: c.req.header('authorization'),
  proof: () => ({
    dpop: c.req.header('dpop'),
    method: c.req.method,
    url: baseUrl + sentPath(c.req.url),
    certificate: certificateOf?.(c)?.der,
  }),
})

/** How many paths an operation remembers the parameters of. */
const mostPaths = 1_000

/** One operation, from admission to answer. Parameters follow from the path alone, so a path that came before is not parsed again. */
function performing(one: Operation, { sandbox, strict, certificateOf }: Host, noted: Surface['noted']) {
  const parameters = memo<Record<string, unknown>>(mostPaths)
  return async (c: Context, interactionId: string): Promise<Response> => {
    const worldId = one.needs === 'world' ? c.req.param('WorldId') : undefined
    const { grant, world } = await admit(sandbox, one.needs, callerOf(c, sandbox.baseUrl, certificateOf), worldId)

    if (one.permits) checkPermits(one.permits, grant)

    const { url: asked, path } = c.req
    const schema = one.params
    const params = schema ? parameters(path, () => parsed(schema, c.req.param() as Record<string, string>, 'path')) : {}
    const mark = asked.indexOf('?')
    const search = mark < 0 ? '' : asked.slice(mark)
    const query = (search === '' && one.noQuery) || (one.query ? parsed(one.query, queryOf(search), 'query') : {})
    const body = one.body ? parsed(one.body, await bodyOf(c.req.raw, one.accepts), 'body') : {}

    const url = sandbox.baseUrl + path + search
    const result = await one.run({ sandbox, grant: grant as never, world: world as never, params, query, body, url })
    if (grant.sight.consent !== undefined && one.permits) {
      // Nearly always there is nothing to write, and then nothing to wait for.
      const noting = noted?.(world as World, grant.sight, one.permits)
      if (noting) await noting
    }
    return rendered(one, result, interactionId, strict)
  }
}

function rendered(one: Operation, result: unknown, interactionId: string, strict: boolean): Response {
  const { returns } = one
  if (returns.status === 204) return answer(204, null, interactionId, {})
  if ('media' in returns) return downloaded(result, returns.media, interactionId)
  const text = result instanceof Rendered ? result.text : JSON.stringify(result)
  if (strict) returns.schema.parse(JSON.parse(text))
  return answer(returns.status, text, interactionId, json)
}

function downloaded(result: unknown, media: readonly string[], interactionId: string): Response {
  if (!(result instanceof Download) || !media.includes(result.media)) throw new Error('no such download was declared')
  const { content, fileName } = result
  return answer(200, content, interactionId, {
    'content-type': typeof content === 'string' ? `${result.media}; charset=utf-8` : result.media,
    'content-disposition': `attachment; filename="${fileName}"`,
  })
}
