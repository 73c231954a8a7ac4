import type { Context } from 'hono'
import { errors, type Provider } from 'oidc-provider'
import { openInteraction, type StoredInteraction } from '#actions/authorization/interaction.ts'
import { playRobot } from '#actions/authorization/robots.ts'
import { findPartner } from '#actions/partners/partners.ts'
import { buildResponse, callProvider, type ProviderResponse } from '#apps/authorization/http/bridge.ts'
import { buildPageSettings, sendPage, wantsPage } from '#apps/authorization/http/page-response.ts'
import { abandonedPage, robotWaitsPage } from '#apps/authorization/pages/robot.ts'
import type { AuthorizationServer } from '#apps/authorization/provider/authorization-server.ts'
import { readSetCookies, removeSessionCookies } from '#apps/authorization/provider/cookies.ts'
import { checkIntent, readIntent } from '#apps/authorization/provider/request-claims.ts'
import { parseRobot } from '#bank/authorization/robot.ts'
import { Problem } from '#bank/base/problem.ts'
import { iso } from '#bank/time/clock.ts'
import type { World } from '#store/world.ts'
import { finishApproved, finishRefused } from './finish.ts'

type Interaction = InstanceType<Provider['Interaction']>

/**
 * The result of a robot's turn: a response for the client, none yet, or none at all.
 */
type RobotResult =
  | { readonly response: ProviderResponse }
  | { readonly abandoned: true }
  | { readonly waitsUntil: number; readonly url: string }

/**
 * Finds the robot that applies to a request: the request's own, then the pushed request's, the
 * partner's, the world's. Returns undefined if a person decides.
 */
export async function findRobot(
  world: World,
  requestRobot: string | undefined,
  { params }: Interaction,
): Promise<string | undefined> {
  const { robot, client_id: clientId } = params as { robot?: string; client_id: string }
  const declared = requestRobot ?? robot ?? (await findPartner(world, clientId))?.robot ?? world.record.robot
  return declared !== undefined && parseRobot(declared, 'robot') ? declared : undefined
}

/** Opens an interaction for a robot, with the cookies that a browser would carry, and plays it. */
export async function startRobot(
  server: AuthorizationServer,
  interaction: Interaction,
  robot: string,
  response: ProviderResponse,
): Promise<RobotResult> {
  const cookies = [...readSetCookies(response)].map(([name, value]) => `${name}=${value}`).join('; ')
  const intent = readIntent(interaction)
  const stored = await openInteraction(server.world, { uid: interaction.uid, ...intent, robot, cookies })
  return runRobot(server, interaction, stored)
}

/** Plays a robot's turn, at the first call and each time the caller comes back. */
export async function runRobot(
  { world, provider }: AuthorizationServer,
  interaction: Interaction,
  stored: StoredInteraction,
): Promise<RobotResult> {
  const { uid, cookies = '' } = stored.authorising
  try {
    const played = await playRobot(world, stored, interaction.params.login_hint as string | undefined)
    if (played.outcome === 'abandoned') return { abandoned: true }
    if (played.outcome === 'waits') return { waitsUntil: played.until, url: `${provider.issuer}/interaction/${uid}` }
    if (played.outcome === 'approved')
      await finishApproved(provider, interaction, played.consent, world.sandbox.baseUrl)
    else await finishRefused(interaction, 'access_denied', played.why)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const [code, description] = await errorForClient(world, interaction, error)
    await finishRefused(interaction, code, description)
  }
  return { response: await resume(provider, interaction, cookies) }
}

/**
 * Sends a robot's result: the redirect to the client, or the state of the robot as page or JSON.
 */
export function sendRobotResult(
  c: Context,
  { world, provider }: AuthorizationServer,
  result: RobotResult,
): Response | Promise<Response> {
  if ('response' in result) {
    const response = removeSessionCookies(result.response, provider)
    return buildResponse(response.status === 303 ? { ...response, status: 302 } : response)
  }
  const settings = buildPageSettings(c, world.sandbox, world)
  if ('abandoned' in result)
    return wantsPage(c)
      ? sendPage(abandonedPage(settings))
      : sendState(c, { status: 'abandoned', detail: 'the customer abandoned this request; there will be no response' })
  const { waitsUntil, url } = result
  return wantsPage(c)
    ? sendPage(robotWaitsPage(settings, waitsUntil, new URL(url).pathname))
    : sendState(c, { status: 'waits', until: iso(waitsUntil), continue: url }, { 'retry-after': '1' })
}

const sendState = (c: Context, state: object, headers: Record<string, string> = {}): Response =>
  c.json(state, 200, { ...headers, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })

/**
 * The OAuth error for a robot whose instruction is impossible, such as choosing another customer's
 * account. If the consent has been closed since the request, the client gets the error for that.
 */
async function errorForClient(world: World, interaction: Interaction, problem: Problem): Promise<[string, string]> {
  try {
    await checkIntent(world, readIntent(interaction))
    return ['access_denied', problem.message]
  } catch (error) {
    if (!(error instanceof errors.InvalidRequest)) throw error
    return [error.error, error.error_description ?? problem.message]
  }
}

/** Lets the provider finish the request. Its response redirects to the client. */
async function resume(provider: Provider, { returnTo }: Interaction, cookie: string): Promise<ProviderResponse> {
  const path = new URL(returnTo).pathname.slice(new URL(provider.issuer).pathname.length)
  return callProvider(provider, { method: 'GET', path, headers: { cookie } })
}
