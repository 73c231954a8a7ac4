import { findConsent } from '#actions/consents/consents.ts'
import { eligibleAccounts, takesOneAccount } from '#actions/consents/eligible-accounts.ts'
import { nextStepOf } from '#bank/authorization/interaction.ts'
import { parseRobot, type Robot } from '#bank/authorization/robot.ts'
import { Problem } from '#bank/base/problem.ts'
import { type ConsentRecord, stateOf } from '#bank/consents/consent.ts'
import type { World } from '#store/world.ts'
import {
  chooseAccounts,
  confirmCode,
  findInteraction,
  interactionOver,
  leaveInteraction,
  refuseInteraction,
  type StoredInteraction,
  signIn,
} from './interaction.ts'
import { passcodeOf } from './passcodes.ts'

/** The result of a robot's turn. `until` is in epoch milliseconds of the world's clock. */
type RobotOutcome =
  | { readonly outcome: 'approved'; readonly consent: ConsentRecord }
  /** `why` tells the partner, in the words of an OAuth error description. */
  | { readonly outcome: 'refused'; readonly why: string }
  | { readonly outcome: 'abandoned' }
  | { readonly outcome: 'waits'; readonly until: number }

/**
 * Plays a customer's declared behaviour through the same actions as a person, step by step. Does
 * nothing until the declared time has passed by the world's clock. A later call resumes from the
 * stored step and returns the stored outcome. A call that meets a conflict reloads and retries, so
 * two parallel calls end as if one had come after the other.
 */
export async function playRobot(
  world: World,
  stored: StoredInteraction,
  hint: string | undefined,
): Promise<RobotOutcome> {
  try {
    return await playOnce(world, stored, hint)
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'conflict') throw error
    return playRobot(world, await reload(world, stored), hint)
  }
}

async function playOnce(world: World, begun: StoredInteraction, hint: string | undefined): Promise<RobotOutcome> {
  const { robot: declaration, startedAt, outcome, consent } = begun.authorising
  const robot = declaration === undefined ? undefined : parseRobot(declaration, 'robot')
  if (!robot) throw new Error('no robot was declared')
  const why = refusals[robot.decision] ?? 'the customer refused'
  if (outcome === 'refused') return { outcome, why }
  if (outcome === 'approved') return { outcome, consent: await loadApprovedConsent(world, consent) }
  if (robot.decision === 'abandon') return { outcome: 'abandoned' }
  const until = startedAt + robot.takes
  if (world.now < until) return { outcome: 'waits', until }
  if (robot.decision === 'refuse') {
    await refuseInteraction(world, begun)
    return { outcome: 'refused', why }
  }
  if (robot.decision !== 'approve') {
    await leaveInteraction(world, begun)
    return { outcome: 'refused', why }
  }
  let stored = begun
  if (nextStepOf(stored.authorising) === 'sign-in') {
    const customer = robot.customer ?? hint ?? 'cus_0'
    stored = await signIn(world, stored, customer, passcodeOf(world, customer))
  }
  if (nextStepOf(stored.authorising) === 'choose')
    stored = await chooseAccounts(world, stored, await pickAccounts(world, robot, stored))
  return typeCodes(world, stored, robot)
}

/** Why nothing was approved, by the robot's decision. */
const refusals: Partial<Record<Robot['decision'], string>> = {
  cancel: 'the customer cancelled',
  'time-out': 'the session at the bank ended before the customer decided',
}

/** Reloads an interaction that another call may have changed. */
async function reload(world: World, { authorising: { uid } }: StoredInteraction): Promise<StoredInteraction> {
  const found = await findInteraction(world, uid)
  if (!found) throw interactionOver()
  return found
}

/** Loads the consent that was approved. Rejects one that was revoked since. */
async function loadApprovedConsent(world: World, id: string): Promise<ConsentRecord> {
  const found = await findConsent(world, id)
  if (!found || stateOf(found.consent, world.now).state !== 'AUTH') throw interactionOver()
  return found.consent
}

/** Picks the accounts that the robot names, or all eligible ones, or the first of them. */
async function pickAccounts(
  world: World,
  { accounts }: Robot,
  { authorising }: StoredInteraction,
): Promise<readonly string[]> {
  if (accounts !== 'all' && accounts !== 'first') return accounts
  const found = await findConsent(world, authorising.consent)
  if (!found) return []
  const open = eligibleAccounts(world, found.consent, authorising.customer as string).map(({ id }) => id)
  return accounts === 'all' && !takesOneAccount(found.consent) ? open : open.slice(0, 1)
}

/**
 * Types the declared number of wrong codes, then the right one. The third wrong code rejects the
 * consent.
 */
async function typeCodes(
  world: World,
  chosen: StoredInteraction,
  { wrongCodes, revokesAfter, second }: Robot,
): Promise<RobotOutcome> {
  let stored = chosen
  while (stored.authorising.wrongCodes < wrongCodes) {
    const wrong = stored.authorising.code === '000000' ? '000001' : '000000'
    try {
      await confirmCode(world, stored, wrong)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      if (error.code === 'attempts-exceeded') return { outcome: 'refused', why: 'the customer refused' }
      if (error.code !== 'code-wrong') throw error
    }
    stored = await reload(world, stored)
  }
  const { code } = stored.authorising
  return { outcome: 'approved', consent: await confirmCode(world, stored, code, { revokesAfter, second }) }
}
