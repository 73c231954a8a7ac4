import { errors, type Provider } from 'oidc-provider'
import { openInteraction, type StoredInteraction } from '#actions/authorization/interaction.ts'
import { playRobot } from '#actions/authorization/robots.ts'
import { findPartner } from '#actions/partners/partners.ts'
import { type Answer, through } from '#apps/authorization/http/bridge.ts'
import { cookiesOf } from '#apps/authorization/provider/cookies.ts'
import type { Entered } from '#apps/authorization/provider/open-world.ts'
import { askedIn, checkIntent } from '#apps/authorization/provider/request-claims.ts'
import { parseRobot } from '#bank/authorization/robot.ts'
import { Problem } from '#bank/base/problem.ts'
import type { World } from '#store/world.ts'
import { approved, refused } from './finish.ts'

type Interaction = InstanceType<Provider['Interaction']>

/** What came of a robot: the answer for the client, or what a person would see meanwhile. */
export type Driven =
  | { readonly answer: Answer }
  | { readonly abandoned: true }
  | { readonly waitsUntil: number; readonly url: string }

/**
 * The line that holds for a request: its own, then the pushed one, the partner's, the world's.
 * Undefined where a person decides.
 */
export async function robotFor(
  world: World,
  asked: string | undefined,
  { params }: Interaction,
): Promise<string | undefined> {
  const { robot, client_id: clientId } = params as { robot?: string; client_id: string }
  const declared = asked ?? robot ?? (await findPartner(world, clientId))?.robot ?? world.record.robot
  return declared !== undefined && parseRobot(declared, 'robot') ? declared : undefined
}

/** Begins an authorization that a robot plays, and plays it. */
export async function begin(
  entered: Entered,
  interaction: Interaction,
  robot: string,
  answer: Answer,
): Promise<Driven> {
  const cookies = [...cookiesOf(answer)].map(([name, value]) => `${name}=${value}`).join('; ')
  return drive(
    entered,
    interaction,
    await openInteraction(entered.world, { uid: interaction.uid, ...askedIn(interaction), robot, cookies }),
  )
}

/** Plays on, at the first call or when the caller comes back. */
export async function drive(
  { world, provider }: Entered,
  interaction: Interaction,
  stored: StoredInteraction,
): Promise<Driven> {
  const { uid, cookies = '' } = stored.authorising
  try {
    const played = await playRobot(world, stored, interaction.params.login_hint as string | undefined)
    if (played.outcome === 'abandoned') return { abandoned: true }
    if (played.outcome === 'waits') return { waitsUntil: played.until, url: `${provider.issuer}/interaction/${uid}` }
    if (played.outcome === 'approved') await approved(provider, interaction, played.consent, world.sandbox.baseUrl)
    else await refused(interaction, 'access_denied', 'the customer refused')
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const [code, why] = await failureOf(world, interaction, error)
    await refused(interaction, code, why)
  }
  return { answer: await resumed(provider, interaction, cookies) }
}

/**
 * A robot that cannot do what it was told (a foreign account, a customer that is not there) fails
 * as its client can see. Where the consent was closed meanwhile, by another visit to the same
 * request or by the partner, it is told what it would be told now.
 */
async function failureOf(world: World, interaction: Interaction, { message }: Problem): Promise<[string, string]> {
  try {
    await checkIntent(world, askedIn(interaction))
    return ['access_denied', message]
  } catch (error) {
    if (!(error instanceof errors.InvalidRequest)) throw error
    return [error.error, error.error_description ?? message]
  }
}

/** The provider's last word, which sends the browser back to the client. */
async function resumed(provider: Provider, { returnTo }: Interaction, cookie: string): Promise<Answer> {
  const path = new URL(returnTo).pathname.slice(new URL(provider.issuer).pathname.length)
  return through(provider, { method: 'GET', path, headers: { cookie } })
}
