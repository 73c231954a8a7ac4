import { authoriseConsent, findConsent, rejectConsent } from '#actions/consents/consents.ts'
import { eligibleAccounts, takesOneAccount } from '#actions/consents/eligible-accounts.ts'
import { type AuthorisationInteraction, maxWrongCodes, nextStepOf } from '#bank/authorization/interaction.ts'
import { Problem } from '#bank/base/problem.ts'
import type { ConsentRecord } from '#bank/consents/consent.ts'
import { interactions } from '#store/records.ts'
import { rejectOnConflict } from '#store/retry-on-conflict.ts'
import type { Key, Write } from '#store/store.ts'
import type { Sandbox, World } from '#store/world.ts'
import { checkPasscode } from './passcodes.ts'

/**
 * How long a customer may take, in seconds of real time. The provider keeps its own interaction as
 * long.
 */
const authorisingSeconds = 3_600

/** A stored interaction, with the version that the next write expects. */
export type StoredInteraction = { readonly authorising: AuthorisationInteraction; readonly version: number }

/** Opens the interaction of this uid, or returns the one that is already open. */
export async function openInteraction(
  world: World,
  {
    robot,
    cookies,
    ...identity
  }: Pick<AuthorisationInteraction, 'uid' | 'consent' | 'partner'> & {
    robot: string | undefined
    cookies: string | undefined
  },
): Promise<StoredInteraction> {
  const found = await findInteraction(world, identity.uid)
  if (found) return found
  const { sandbox, now } = world
  const value: AuthorisationInteraction = {
    ...identity,
    startedAt: now,
    ...(robot !== undefined && { robot, ...(cookies !== undefined && { cookies }) }),
    code: drawCode(sandbox),
    wrongCodes: 0,
  }
  return saveStep(world, value, undefined)
}

/** Draws a one-time code: six digits, as in a text message. */
export const drawCode = ({ randomText }: Pick<Sandbox, 'randomText'>): string =>
  String(Number.parseInt(randomText(9), 36) % 1_000_000).padStart(6, '0')

/**
 * Finds an interaction by the uid of the provider's interaction. Returns undefined if there is
 * none, or if it is older than an hour.
 */
export async function findInteraction(world: World, uid: string): Promise<StoredInteraction | undefined> {
  if (!/^[\w-]{1,64}$/.test(uid)) return undefined
  const [item] = await world.sandbox.store.get([keyOf(world, uid)])
  return item && { authorising: interactions.read(item), version: item.version }
}

/** Step one: signs the customer in. Rejects a wrong passcode. */
export async function signIn(
  world: World,
  stored: StoredInteraction,
  customer: string,
  passcode: string,
): Promise<StoredInteraction> {
  expectStep(stored, 'sign-in')
  await checkPasscode(world, customer, passcode)
  return saveStep(world, { ...stored.authorising, customer }, stored.version)
}

/**
 * Step two: stores the accounts that the customer chose. They must be eligible for the consent: at
 * least one, and exactly one to pay from.
 */
export async function chooseAccounts(
  world: World,
  stored: StoredInteraction,
  chosen: readonly string[],
): Promise<StoredInteraction> {
  expectStep(stored, 'choose')
  const { consent: consentId, customer } = stored.authorising
  const consent = (await findConsent(world, consentId))?.consent
  if (!consent) throw interactionOver()
  const eligible = eligibleAccounts(world, consent, customer as string).map(({ id }) => id)
  const path = 'accounts'
  if (eligible.length === 0)
    throw new Problem('field-missing', `${path}: ${customer} has no account that is eligible for ${consentId}`, {
      path,
    })
  if (chosen.length === 0)
    throw new Problem('field-missing', `${path}: must name at least one account, or refuse the consent`, { path })
  if (takesOneAccount(consent) && chosen.length > 1)
    throw new Problem('field-invalid', `${path}: must name one account to pay from (got ${chosen.length})`, { path })
  const foreign = chosen.find((id) => !eligible.includes(id))
  if (foreign !== undefined)
    throw new Problem(
      'field-invalid',
      `${path}: must be among ${eligible.join(', ')}, the eligible accounts of ${customer} (got ${foreign.slice(0, 40)})`,
      { path },
    )
  const accounts = eligible.filter((id) => chosen.includes(id))
  return saveStep(world, { ...stored.authorising, accounts }, stored.version)
}

/**
 * What a robot does after its approval: revokes the consent after this many milliseconds, and
 * answers as the second director.
 */
type RobotFollowUp = { readonly revokesAfter?: number | undefined; readonly second?: ConsentRecord['second'] }

/**
 * Step three: checks the one-time code. The right code authorises the consent; the third wrong code
 * rejects it. Of parallel requests one is checked. The others get the same problem, whether their
 * code is right or wrong.
 */
export async function confirmCode(
  world: World,
  stored: StoredInteraction,
  code: string,
  followUp: RobotFollowUp = {},
): Promise<ConsentRecord> {
  expectStep(stored, 'code')
  try {
    return await checkCode(world, stored, code, followUp)
  } catch (error) {
    throw error instanceof Problem && error.code === 'conflict' ? new Problem('conflict', stepTaken) : error
  }
}

async function checkCode(
  world: World,
  stored: StoredInteraction,
  code: string,
  followUp: RobotFollowUp,
): Promise<ConsentRecord> {
  const { authorising: one, version } = stored
  if (code !== one.code) {
    const wrongCodes = one.wrongCodes + 1
    const isLast = wrongCodes >= maxWrongCodes
    if (!isLast) {
      await saveStep(world, { ...one, wrongCodes }, version)
      throw new Problem('code-wrong', `code: is wrong (tries left: ${maxWrongCodes - wrongCodes})`, {
        path: 'code',
      })
    }
    await rejectConsent(world, one.consent, [stepWrite(world, { ...one, wrongCodes, outcome: 'refused' }, version)])
    throw new Problem('attempts-exceeded', 'code: was wrong three times, so nothing was approved', { path: 'code' })
  }
  return approveInteraction(world, stored, followUp)
}

/**
 * Authorises the consent for the chosen accounts. The caller has checked the customer's second
 * factor: the code, or the sign-in on another device.
 */
export async function approveInteraction(
  world: World,
  stored: StoredInteraction,
  { revokesAfter, second }: RobotFollowUp = {},
): Promise<ConsentRecord> {
  expectStep(stored, 'code')
  const { authorising: one, version } = stored
  const approval = {
    customer: one.customer as string,
    accounts: one.accounts as string[],
    revokesAt: revokesAfter === undefined ? undefined : world.now + revokesAfter,
    second,
  }
  return authoriseConsent(world, one.consent, approval, [stepWrite(world, { ...one, outcome: 'approved' }, version)])
}

/**
 * Rejects the consent. The customer can refuse at every step, also after the partner deleted the
 * consent.
 */
export async function refuseInteraction(world: World, { authorising: one, version }: StoredInteraction): Promise<void> {
  if (nextStepOf(one) === 'over') throw interactionOver()
  await rejectConsent(world, one.consent, [stepWrite(world, { ...one, outcome: 'refused' }, version)])
}

/** Ends the interaction without a decision: the consent still awaits authorisation. */
export async function leaveInteraction(world: World, { authorising: one, version }: StoredInteraction): Promise<void> {
  if (nextStepOf(one) === 'over') throw interactionOver()
  await saveStep(world, { ...one, outcome: 'refused' }, version)
}

/** The problem for a step that comes after the interaction has ended. */
export const interactionOver = () =>
  new Problem('authorisation-over', 'this authorisation has ended; go back to the app and start again')

/** Rejects a request for any step but the next one. */
export function expectStep({ authorising: one }: StoredInteraction, step: ReturnType<typeof nextStepOf>): void {
  if (nextStepOf(one) !== step) throw interactionOver()
}

const keyOf = (world: World, uid: string) => interactions.key(world, uid)

/** The write that stores a step, on condition that no other step was stored since. */
function stepWrite(world: World, value: AuthorisationInteraction, version: number | undefined) {
  const expect = version === undefined ? ('absent' as const) : { version }
  return { put: keyOf(world, value.uid), expect, value, expiresAt: interactionExpiry(world) }
}

/** When a stored step or a one-time code expires, in epoch seconds of real time. */
export const interactionExpiry = ({ sandbox }: World): number => Math.floor(sandbox.real() / 1000) + authorisingSeconds

const stepTaken =
  'another request took this step at the same moment, perhaps a second click; reload the page to continue'

/** Stores a step. `more` is written in the same commit. */
export async function saveStep(
  world: World,
  value: AuthorisationInteraction,
  version: number | undefined,
  more: readonly { readonly key: Key; readonly value: object }[] = [],
): Promise<StoredInteraction> {
  const expiresAt = interactionExpiry(world)
  await rejectOnConflict(stepTaken, () =>
    world.sandbox.store.commit([
      stepWrite(world, value, version),
      ...more.map(({ key, value }): Write => ({ put: key, expect: 'anything', value, expiresAt })),
    ]),
  )
  return { authorising: value, version: (version ?? 0) + 1 }
}
