import { orConflict } from '#actions/concurrency/retry-on-conflict.ts'
import { authoriseConsent, loadConsent, rejectConsent } from '#actions/consents/consents.ts'
import { eligibleAccounts, isForOneAccount } from '#actions/consents/eligible-accounts.ts'
import { type Authorising, mostWrongCodes, stepOf } from '#bank/authorization/interaction.ts'
import { Problem } from '#bank/base/problem.ts'
import type { ConsentRecord } from '#bank/consents/consent.ts'
import { authorising } from '#store/records.ts'
import type { Key, Write } from '#store/store.ts'
import type { Sandbox, World } from '#store/world.ts'
import { checkPasscode } from './passcodes.ts'

/**
 * How long a customer may take, in seconds of real time: as long as the provider keeps its side.
 */
const authorisingSeconds = 3_600

/** Somebody's place in an authorization, as it was read. */
export type StoredInteraction = { readonly authorising: Authorising; readonly version: number }

/** Begins an authorization, or goes on with the one that has begun. */
export async function openInteraction(
  world: World,
  {
    robot,
    cookies,
    ...whose
  }: Pick<Authorising, 'uid' | 'consent' | 'partner'> & { robot: string | undefined; cookies: string | undefined },
): Promise<StoredInteraction> {
  const found = await findInteraction(world, whose.uid)
  if (found) return found
  const { sandbox, now } = world
  const value: Authorising = {
    ...whose,
    startedAt: now,
    ...(robot !== undefined && { robot, ...(cookies !== undefined && { cookies }) }),
    code: drawCode(sandbox),
    wrongCodes: 0,
  }
  return save(world, value, undefined)
}

/** A one-time code: six digits, as they would come by text message. */
export const drawCode = ({ randomText }: Pick<Sandbox, 'randomText'>): string =>
  String(Number.parseInt(randomText(9), 36) % 1_000_000).padStart(6, '0')

/**
 * An authorization by the uid of the provider's interaction; undefined where there is none, or it
 * is an hour old.
 */
export async function findInteraction(world: World, uid: string): Promise<StoredInteraction | undefined> {
  if (!/^[\w-]{1,64}$/.test(uid)) return undefined
  const [item] = await world.sandbox.store.get([keyOf(world, uid)])
  return item && { authorising: authorising.read(item), version: item.version }
}

/** Step one: who is it? Refused where the passcode is not the customer's. */
export async function signIn(
  world: World,
  stored: StoredInteraction,
  customer: string,
  passcode: string,
): Promise<StoredInteraction> {
  expectStep(stored, 'sign-in')
  await checkPasscode(world, customer, passcode)
  return save(world, { ...stored.authorising, customer }, stored.version)
}

/**
 * Step two: yes, to these accounts. They must be ones that the consent is open to: at least one,
 * and one alone to pay from.
 */
export async function chooseAccounts(
  world: World,
  stored: StoredInteraction,
  chosen: readonly string[],
): Promise<StoredInteraction> {
  expectStep(stored, 'choose')
  const { consent: consentId, customer } = stored.authorising
  const consent = (await loadConsent(world, consentId))?.consent
  if (!consent) throw interactionOver()
  const open = eligibleAccounts(world, consent, customer as string).map(({ id }) => id)
  const path = 'accounts'
  if (open.length === 0)
    throw new Problem('field-missing', `${customer} has no account that can be chosen for ${consentId}`, { path })
  if (chosen.length === 0) throw new Problem('field-missing', 'choose an account, or refuse', { path })
  if (isForOneAccount(consent) && chosen.length > 1)
    throw new Problem('field-invalid', 'choose the one account to pay from', { path })
  const foreign = chosen.find((id) => !open.includes(id))
  if (foreign !== undefined)
    throw new Problem(
      'field-invalid',
      `${foreign.slice(0, 40)} is no account that ${customer} can choose for this; there are: ${open.join(', ') || 'none'}`,
      { path },
    )
  const accounts = open.filter((id) => chosen.includes(id))
  return save(world, { ...stored.authorising, accounts }, stored.version)
}

/**
 * What a robot will do later: change its mind after so many milliseconds, speak for the next who
 * must agree.
 */
type Later = { readonly revokesAfter?: number | undefined; readonly second?: ConsentRecord['second'] }

/**
 * Step three: the one-time code. The right one authorises the consent; the third wrong one rejects
 * it.
 */
export async function confirmCode(
  world: World,
  stored: StoredInteraction,
  code: string,
  later: Later = {},
): Promise<ConsentRecord> {
  expectStep(stored, 'code')
  const { authorising: one, version } = stored
  if (code !== one.code) {
    const wrongCodes = one.wrongCodes + 1
    const isLast = wrongCodes >= mostWrongCodes
    if (!isLast) {
      await save(world, { ...one, wrongCodes }, version)
      throw new Problem('code-wrong', `that is not the code; ${mostWrongCodes - wrongCodes} left`, { path: 'code' })
    }
    await rejectConsent(world, one.consent, [stepWrite(world, { ...one, wrongCodes, outcome: 'refused' }, version)])
    throw new Problem('attempts-exceeded', 'the code was wrong three times, so nothing was approved', { path: 'code' })
  }
  return approveInteraction(world, stored, later)
}

/**
 * The customer has proved that it agrees: with this step the consent is authorised, for the
 * accounts that were chosen.
 */
export async function approveInteraction(
  world: World,
  stored: StoredInteraction,
  { revokesAfter, second }: Later = {},
): Promise<ConsentRecord> {
  expectStep(stored, 'code')
  const { authorising: one, version } = stored
  const given = {
    customer: one.customer as string,
    accounts: one.accounts as string[],
    revokesAt: revokesAfter === undefined ? undefined : world.now + revokesAfter,
    second,
  }
  return authoriseConsent(world, one.consent, given, [stepWrite(world, { ...one, outcome: 'approved' }, version)])
}

/** No. Possible at every step, also where the partner has taken its consent away in between. */
export async function refuseInteraction(world: World, { authorising: one, version }: StoredInteraction): Promise<void> {
  if (stepOf(one) === 'over') throw interactionOver()
  await rejectConsent(world, one.consent, [stepWrite(world, { ...one, outcome: 'refused' }, version)])
}

/** The refusal of what comes too late. */
export const interactionOver = () =>
  new Problem('authorisation-over', 'this authorisation is over; go back to the app you came from and begin again')

/** Refuses what does not belong to the step that comes next. */
export function expectStep({ authorising: one }: StoredInteraction, step: ReturnType<typeof stepOf>): void {
  if (stepOf(one) !== step) throw interactionOver()
}

const keyOf = (world: World, uid: string) => authorising.key(world, uid)

/** What keeps a step that was taken, on the condition that nobody has taken one since. */
function stepWrite(world: World, value: Authorising, version: number | undefined) {
  const expect = version === undefined ? ('absent' as const) : { version }
  return { put: keyOf(world, value.uid), expect, value, expiresAt: interactionExpiry(world) }
}

/** When a step, or the code that it sends, is forgotten: epoch seconds of real time. */
export const interactionExpiry = ({ sandbox }: World): number => Math.floor(sandbox.real() / 1000) + authorisingSeconds

/** Keeps a step that was taken; `more` is written with it or not at all. */
export async function save(
  world: World,
  value: Authorising,
  version: number | undefined,
  more: readonly { readonly key: Key; readonly value: object }[] = [],
): Promise<StoredInteraction> {
  const expiresAt = interactionExpiry(world)
  await orConflict(
    'this step was taken at the same moment, perhaps by a second click; go on from where it stands',
    () =>
      world.sandbox.store.commit([
        stepWrite(world, value, version),
        ...more.map(({ key, value }): Write => ({ put: key, expect: 'anything', value, expiresAt })),
      ]),
  )
  return { authorising: value, version: (version ?? 0) + 1 }
}
