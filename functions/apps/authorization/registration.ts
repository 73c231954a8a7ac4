import type { Context, Hono } from 'hono'
import { findPartner } from '#actions/partners/partners.ts'
import {
  deleteRegistration,
  getRegistration,
  type Registration,
  registerPartner,
  updateRegistration,
} from '#actions/partners/registrations.ts'
import { openAuthorizationServer } from '#apps/authorization/provider/authorization-server.ts'
import { toErrorDescription } from '#apps/authorization/provider/error-description.ts'
import { Problem } from '#bank/base/problem.ts'
import type { PartnerRecord } from '#bank/partners/partner.ts'
import { RegistrationRejection } from '#bank/partners/registration-claims.ts'
import { challengeOf } from '#edge/challenge.ts'
import { credentialsOf } from '#edge/credentials.ts'
import { answer, toProblem } from '#edge/error-response.ts'
import { admitClient } from '#edge/grant.ts'
import type { Host } from '#edge/host.ts'
import { readBodyText } from '#edge/input.ts'
import type { Exchange } from '#edge/request/exchange.ts'
import { noteWorld } from '#edge/request/faults.ts'
import { handleRequest } from '#edge/request/handle.ts'
import { outgoingOf, requestHeadersOf, requestLineOf } from '#edge/request/headers.ts'
import { placeOfEndpoint } from '#edge/request/place.ts'
import type { World } from '#store/world.ts'

/** Finds the client whose access token (client credentials grant) a request carries. */
type Authenticate = (c: Context, host: Host) => Promise<{ world: World; partner: PartnerRecord | undefined }>

/**
 * Mounts dynamic client registration (UK Open Banking DCR v3.3 over RFC 7591 and RFC 7592). Errors
 * take the form of OAuth.
 */
export function mountRegistration(app: Hono, host: Host, authenticate: Authenticate = authenticateByToken): void {
  const register = '/authorization/:WorldId/register'
  const client = `${register}/:ClientId`
  app.post(register, wrap(host, createClient))
  app.all(register, wrap(host, rejectMethod('POST')))
  app.get(client, wrap(host, forOwnClient(authenticate, readClient)))
  app.put(client, wrap(host, forOwnClient(authenticate, updateClient)))
  app.delete(client, wrap(host, forOwnClient(authenticate, deleteClient)))
  app.all(client, wrap(host, rejectMethod('GET, PUT, DELETE')))
}

type Handler = (c: Context, host: Host, exchange: Exchange) => Promise<Outcome>

function wrap(host: Host, handler: Handler) {
  const { sandbox } = host
  return (c: Context): Promise<Response> =>
    handleRequest(sandbox, requestHeadersOf(c), {
      place: placeOfEndpoint(c.req.path, c.req.method),
      line: requestLineOf(c),
      outgoing: outgoingOf(c),
      checksInteractionId: true,
      run: async (exchange) => sendOutcome(await handler(c, host, exchange), exchange.interactionId),
      renderError: (error, interactionId) =>
        sendOutcome(errorOutcome(sandbox, error, interactionId, c.req.header('authorization')), interactionId),
    })
}

async function createClient(c: Context, { sandbox }: Host, exchange: Exchange): Promise<Outcome> {
  const { world } = await openAuthorizationServer(sandbox, c.req.param('WorldId') as string)
  await noteWorld(exchange, world)
  return { status: 201, body: await registerPartner(world, await readJwt(c.req.raw)) }
}

type ClientHandler = (world: World, partner: PartnerRecord, request: Request) => Promise<Outcome>

/**
 * Passes the client of the path to a handler, if the token is that client's own. Rejects any other
 * client as unknown, whether it exists or not. RFC 7592, section 2, asks to revoke the token of a
 * deleted client, but that token died with the client.
 */
const forOwnClient =
  (authenticate: Authenticate, handler: ClientHandler): Handler =>
  async (c, host, exchange) => {
    const { world, partner } = await authenticate(c, host)
    await noteWorld(exchange, world, partner?.id)
    if (world.id !== c.req.param('WorldId') || partner?.id !== c.req.param('ClientId'))
      throw new Problem('token-invalid', 'this token belongs to no client with this id')
    return handler(world, partner as PartnerRecord, c.req.raw)
  }

const authenticateByToken: Authenticate = async (c, host) => {
  const { world, partnerId } = await admitClient(host.sandbox, credentialsOf(c, host))
  return { world, partner: await findPartner(world, partnerId) }
}

const readClient: ClientHandler = async (world, partner) => ({
  status: 200,
  body: await getRegistration(world, partner),
})

const updateClient: ClientHandler = async (world, partner, request) => ({
  status: 200,
  body: await updateRegistration(world, partner.id, await readJwt(request)),
})

const deleteClient: ClientHandler = async (world, partner) => {
  await deleteRegistration(world, partner)
  return { status: 204 }
}

const rejectMethod =
  (allow: string): Handler =>
  async ({ req }) => {
    throw new Problem('method-not-allowed', `${req.path} answers to ${allow}, not to ${req.method}`, {
      headers: { allow },
    })
  }

type Outcome = {
  readonly status: number
  readonly body?: Registration | { error: string; error_description: string }
  readonly headers?: Readonly<Record<string, string>>
}

const sendOutcome = ({ status, body, headers }: Outcome, interactionId: string): Response =>
  answer(status, body ? JSON.stringify(body) : null, interactionId, {
    pragma: 'no-cache',
    ...(body && { 'content-type': 'application/json; charset=utf-8' }),
    ...headers,
  })

const media = ['application/jwt', 'application/jose']

/** Reads the signed registration request from the body. */
async function readJwt(request: Request): Promise<string> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? 'none'
  if (!media.includes(type))
    throw new Problem('content-type-unsupported', `header Content-Type: must be application/jwt (got ${type})`)
  return (await readBodyText(request)).trim()
}

/** OAuth error codes by status, for problems for which RFC 7591 defines no code. */
const codes: Readonly<Record<number, string>> = {
  401: 'invalid_token',
  403: 'insufficient_scope',
  429: 'temporarily_unavailable',
  500: 'server_error',
  503: 'temporarily_unavailable',
  507: 'temporarily_unavailable',
}

/** Builds the outcome of an error, in the form of OAuth. */
function errorOutcome(
  sandbox: Host['sandbox'],
  error: unknown,
  interactionId: string,
  authorization?: string,
): Outcome {
  if (error instanceof RegistrationRejection) return { status: 400, body: oauthError(error.code, error.message) }
  const problem = toProblem(sandbox, error, interactionId)
  const { status, message } = problem
  const headers = { ...challengeOf(problem, authorization), ...problem.headers }
  return { status, headers, body: oauthError(codes[status] ?? 'invalid_request', message) }
}

const oauthError = (error: string, description: string) => ({
  error,
  error_description: toErrorDescription(description),
})
