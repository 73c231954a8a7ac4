import type { Context, Hono } from 'hono'
import {
  deleteRegistration,
  getRegistration,
  type Registration,
  registerPartner,
  updateRegistration,
} from '#actions/partners/registrations.ts'
import { descriptionOf } from '#apps/authorization/provider/error-description.ts'
import { enter } from '#apps/authorization/provider/open-world.ts'
import { Problem } from '#bank/base/problem.ts'
import type { PartnerRecord } from '#bank/partners/partner.ts'
import { RegistrationRejection } from '#bank/partners/registration-claims.ts'
import { applyScenario, checkSandbankHeaders } from '#bank/worlds/scenario.ts'
import { challengeOf } from '#edge/challenge.ts'
import { answer, interactionIdFor } from '#edge/error-response.ts'
import type { Host } from '#edge/host.ts'
import { checkInteractionId, readBodyText } from '#edge/input.ts'
import type { World } from '#store/world.ts'

/** Whose token a request carries: a client's own, of the client credentials grant. */
export type Authenticated = { readonly world: World; readonly partner: PartnerRecord | undefined }
export type Authenticate = (c: Context) => Promise<Authenticated>

/** Dynamic client registration, as UK Open Banking has it (DCR v3.3 over RFC 7591 and RFC 7592). */
export function mountRegistration(app: Hono, { sandbox }: Host, authenticate: Authenticate): void {
  const register = '/authorization/:WorldId/register'

  const road = (work: (c: Context) => Promise<Outcome>) => async (c: Context) => {
    const sent = c.req.header('x-fapi-interaction-id')
    const interactionId = interactionIdFor(sandbox, sent)
    try {
      if (sent !== undefined) checkInteractionId(sent)
      checkSandbankHeaders(c.req.raw.headers.keys())
      applyScenario(c.req.header('x-sandbank-scenario'))
      return answered(await work(c), interactionId)
    } catch (error) {
      return answered(refusalOf(sandbox, error, interactionId, c.req.header('authorization')), interactionId)
    }
  }

  /**
   * The client that the path names, if the token is its own. Any other is unknown here, whether or
   * not there is one. There is no token left to revoke then: those of a client that is gone died
   * with it.
   */
  async function own(c: Context) {
    const { world, partner } = await authenticate(c)
    if (world.id === c.req.param('WorldId') && partner && partner.id === c.req.param('ClientId'))
      return { world, partner }
    throw new Problem('token-invalid', 'there is no such client for this token')
  }

  app.post(
    register,
    road(async (c) => {
      const { world } = await enter(sandbox, c.req.param('WorldId') as string)
      return { status: 201, body: await registerPartner(world, await jwtOf(c.req.raw)) }
    }),
  )
  app.get(
    `${register}/:ClientId`,
    road(async (c) => {
      const { world, partner } = await own(c)
      return { status: 200, body: await getRegistration(world, partner) }
    }),
  )
  app.put(
    `${register}/:ClientId`,
    road(async (c) => {
      const { world, partner } = await own(c)
      return { status: 200, body: await updateRegistration(world, partner.id, await jwtOf(c.req.raw)) }
    }),
  )
  app.delete(
    `${register}/:ClientId`,
    road(async (c) => {
      const { world, partner } = await own(c)
      await deleteRegistration(world, partner)
      return { status: 204 }
    }),
  )
  for (const [path, allow] of [
    [register, 'POST'],
    [`${register}/:ClientId`, 'GET, PUT, DELETE'],
  ] as const) {
    app.all(
      path,
      road(async ({ req }) => {
        throw new Problem('method-not-allowed', `${req.path} answers to ${allow}, not to ${req.method}`, {
          headers: { allow },
        })
      }),
    )
  }
}

type Outcome = {
  readonly status: number
  readonly body?: Registration | { error: string; error_description: string }
  readonly headers?: Readonly<Record<string, string>>
}

const answered = ({ status, body, headers }: Outcome, interactionId: string): Response =>
  answer(status, body ? JSON.stringify(body) : null, interactionId, {
    pragma: 'no-cache',
    ...(body && { 'content-type': 'application/json; charset=utf-8' }),
    ...headers,
  })

const media = ['application/jwt', 'application/jose']

/** The signed request of a body. */
async function jwtOf(request: Request): Promise<string> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? 'none'
  if (!media.includes(type))
    throw new Problem('content-type-unsupported', `send the body as Content-Type: application/jwt; given: ${type}`)
  return (await readBodyText(request)).trim()
}

/** Codes of OAuth for refusals that registration has none of its own for, by status. */
const codes: Readonly<Record<number, string>> = {
  401: 'invalid_token',
  403: 'insufficient_scope',
  429: 'temporarily_unavailable',
  500: 'server_error',
  503: 'temporarily_unavailable',
}

/**
 * A refusal as OAuth puts it. What nobody foresaw is our bug: it is logged, and the caller learns
 * only that.
 */
function refusalOf(sandbox: Host['sandbox'], error: unknown, interactionId: string, authorization?: string): Outcome {
  if (error instanceof RegistrationRejection) return { status: 400, body: said(error.code, error.message) }
  if (error instanceof Problem) {
    const { status, message } = error
    const headers = { ...challengeOf(error, authorization), ...error.headers }
    return { status, headers, body: said(codes[status] ?? 'invalid_request', message) }
  }
  sandbox.log({ level: 'error', interactionId, message: 'a registration failed that should not have', error })
  return { status: 500, body: said('server_error', `this is our fault; quote the interaction id ${interactionId}`) }
}

const said = (error: string, description: string) => ({ error, error_description: descriptionOf(description) })
