import { loadConsent } from '#actions/consents/consents.ts'
import { eligibleAccounts, isForOneAccount } from '#actions/consents/eligible-accounts.ts'
import { stepOf } from '#bank/authorization/interaction.ts'
import { type Robot, robotOf } from '#bank/authorization/robot.ts'
import { Problem } from '#bank/base/problem.ts'
import { type ConsentRecord, stateOf } from '#bank/consents/consent.ts'
import type { World } from '#store/world.ts'
import {
  chooseAccounts,
  confirmCode,
  findInteraction,
  interactionOver,
  refuseInteraction,
  type StoredInteraction,
  signIn,
} from './interaction.ts'
import { passcodeOf } from './passcodes.ts'

/**
 * What a robot customer made of an authorization. `waits` says until when, in epoch milliseconds of
 * the world's clock.
 */
type Played =
  | { readonly outcome: 'approved'; readonly consent: ConsentRecord }
  | { readonly outcome: 'refused' | 'abandoned' }
  | { readonly outcome: 'waits'; readonly until: number }

/**
 * Plays a customer's declared behaviour, step by step as a person would, by the same actions.
 * Nothing happens before the time that it takes is over by the world's clock. Whoever comes back
 * goes on from where it stands, and is told what it came to. So does who finds that a step was
 * taken, or the consent changed, at the same moment: of two visits at once, each ends as it would
 * after the other.
 */
export async function playRobot(world: World, stored: StoredInteraction, hint: string | undefined): Promise<Played> {
  try {
    return await playOn(world, stored, hint)
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'conflict') throw error
    return playRobot(world, await foundAgain(world, stored), hint)
  }
}

async function playOn(world: World, begun: StoredInteraction, hint: string | undefined): Promise<Played> {
  const { robot: line, startedAt, outcome, consent } = begun.authorising
  const robot = line === undefined ? undefined : robotOf(line, 'robot')
  if (!robot) throw new Error('no robot was declared')
  if (outcome === 'refused') return { outcome }
  if (outcome === 'approved') return { outcome, consent: await standingConsent(world, consent) }
  if (robot.decision === 'abandon') return { outcome: 'abandoned' }
  const until = startedAt + robot.takes
  if (world.now < until) return { outcome: 'waits', until }
  if (robot.decision === 'refuse') {
    await refuseInteraction(world, begun)
    return { outcome: 'refused' }
  }
  let stored = begun
  if (stepOf(stored.authorising) === 'sign-in') {
    const customer = robot.customer ?? hint ?? 'cus_0'
    stored = await signIn(world, stored, customer, passcodeOf(world, customer))
  }
  if (stepOf(stored.authorising) === 'choose')
    stored = await chooseAccounts(world, stored, await chosenBy(world, robot, stored))
  return typeCodes(world, stored, robot)
}

/** The step as it is kept by now. */
async function foundAgain(world: World, { authorising: { uid } }: StoredInteraction): Promise<StoredInteraction> {
  const found = await findInteraction(world, uid)
  if (!found) throw interactionOver()
  return found
}

/** What was approved, unless the customer has taken it back since. */
async function standingConsent(world: World, id: string): Promise<ConsentRecord> {
  const found = await loadConsent(world, id)
  if (!found || stateOf(found.consent, world.now).state !== 'AUTH') throw interactionOver()
  return found.consent
}

/**
 * By id where it was told; else all that it may choose, or the first where there is only one to
 * choose.
 */
async function chosenBy(
  world: World,
  { accounts }: Robot,
  { authorising }: StoredInteraction,
): Promise<readonly string[]> {
  if (accounts !== 'all' && accounts !== 'first') return accounts
  const found = await loadConsent(world, authorising.consent)
  if (!found) return []
  const open = eligibleAccounts(world, found.consent, authorising.customer as string).map(({ id }) => id)
  return accounts === 'all' && !isForOneAccount(found.consent) ? open : open.slice(0, 1)
}

/** Wrong codes first, as many as it was told to; the last that is allowed rejects. */
async function typeCodes(
  world: World,
  chosen: StoredInteraction,
  { wrongCodes, revokesAfter, second }: Robot,
): Promise<Played> {
  let stored = chosen
  while (stored.authorising.wrongCodes < wrongCodes) {
    const wrong = stored.authorising.code === '000000' ? '000001' : '000000'
    try {
      await confirmCode(world, stored, wrong)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      if (error.code === 'attempts-exceeded') return { outcome: 'refused' }
      if (error.code !== 'code-wrong') throw error
    }
    stored = await foundAgain(world, stored)
  }
  const { code } = stored.authorising
  return { outcome: 'approved', consent: await confirmCode(world, stored, code, { revokesAfter, second }) }
}
