import type { ConsentRecord } from '#bank/consent.ts'
import { Problem } from '#bank/problem.ts'
import { type Robot, robotOf } from '#bank/robot.ts'
import type { World } from '#store/world.ts'
import { chooseAccounts, confirm, findAuthorising, type Later, refuse, type Standing, signIn } from './authorising.ts'
import { loadConsent } from './consents.ts'
import { eligibleAccounts, isForOneAccount } from './eligible.ts'
import { passcodeOf } from './passcodes.ts'

/** What a robot customer made of an authorization. `waits` says until when, in epoch milliseconds of the world's clock. */
type Played =
  | { readonly outcome: 'approved'; readonly consent: ConsentRecord }
  | { readonly outcome: 'refused' | 'abandoned' }
  | { readonly outcome: 'waits'; readonly until: number }

/**
 * Plays a customer's declared behaviour, step by step as a person would, by the same actions. Nothing happens before the time
 * that it takes is over by the world's clock.
 */
export async function play(world: World, begun: Standing, hint: string | undefined): Promise<Played> {
  const { robot: line, startedAt, outcome } = begun.authorising
  const robot = line === undefined ? undefined : robotOf(line, 'robot')
  if (!robot) throw new Error('no robot was declared')
  if (outcome !== undefined) throw new Problem('authorisation-over', 'this authorisation is over; begin again')
  if (robot.decision === 'abandon') return { outcome: 'abandoned' }
  const until = startedAt + robot.takes
  if (world.now < until) return { outcome: 'waits', until }
  if (robot.decision === 'refuse') {
    await refuse(world, begun)
    return { outcome: 'refused' }
  }
  const customer = robot.customer ?? hint ?? 'cus_0'
  const signedIn = await signIn(world, begun, customer, passcodeOf(world, customer))
  const chosen = await chooseAccounts(world, signedIn, await chosenBy(world, robot, signedIn))
  return typeCodes(world, chosen, robot)
}

/** By id where it was told; else all that it may choose, or the first where there is only one to choose. */
async function chosenBy(world: World, { accounts }: Robot, { authorising }: Standing): Promise<readonly string[]> {
  if (accounts !== 'all' && accounts !== 'first') return accounts
  const found = await loadConsent(world, authorising.consent)
  if (!found) return []
  const open = eligibleAccounts(world, found.consent, authorising.customer as string).map(({ id }) => id)
  return accounts === 'all' && !isForOneAccount(found.consent) ? open : open.slice(0, 1)
}

/** Wrong codes first, as many as it was told to; the last that is allowed rejects. */
async function typeCodes(world: World, chosen: Standing, { wrongCodes, revokesAfter, second }: Robot): Promise<Played> {
  let standing = chosen
  for (let n = 0; n < wrongCodes; n++) {
    const { code, uid } = standing.authorising
    const wrong = code === '000000' ? '000001' : '000000'
    try {
      await confirm(world, standing, wrong)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      if (error.code === 'attempts-exceeded') return { outcome: 'refused' }
      if (error.code !== 'code-wrong') throw error
    }
    standing = (await findAuthorising(world, uid)) as Standing
  }
  return { outcome: 'approved', consent: await confirmed(world, standing, { revokesAfter, second }) }
}

/**
 * Types the right code. Where the consent changed at the same moment, by another visit to the same request, it is typed again, for what
 * stands then: of two visits at once, each ends as it would after the other.
 */
async function confirmed(world: World, standing: Standing, later: Later): Promise<ConsentRecord> {
  const { code, uid } = standing.authorising
  try {
    return await confirm(world, standing, code, later)
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'conflict') throw error
    const found = await findAuthorising(world, uid)
    // This very step was taken by somebody else.
    if (found?.version !== standing.version) throw error
    return confirmed(world, standing, later)
  }
}
