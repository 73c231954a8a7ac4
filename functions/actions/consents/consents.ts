import { orConflict } from '#actions/concurrency/retry-on-conflict.ts'
import { Problem } from '#bank/base/problem.ts'
import {
  applyAction,
  type ConsentKind,
  type ConsentRecord,
  consentIdShape,
  type PaymentConsentRecord,
  type PaymentKind,
  stateOf,
} from '#bank/consents/consent.ts'
import { type Grant, partnerOf } from '#bank/consents/grant.ts'
import { listPages } from '#store/list-pages.ts'
import { authorisedConsents, consents } from '#store/records.ts'
import { Conflict, limits, type Write } from '#store/store.ts'
import type { World } from '#store/world.ts'

/*
 * What every consent goes through, whatever it is for. What is particular to account access,
 * payments, mandates and funds has a file of its own.
 */

/** A consent of one kind. */
export type ConsentOf<K extends ConsentKind> = K extends PaymentKind
  ? PaymentConsentRecord
  : Extract<ConsentRecord, { kind: K }>

/** A consent as it was read, with its version. */
export type Loaded<C extends ConsentRecord = ConsentRecord> = { readonly consent: C; readonly version: number }

/** Lodges a consent, together with other writes. */
export async function insertConsent(
  world: World,
  consent: ConsentRecord,
  others: readonly Write[] = [],
): Promise<void> {
  await world.sandbox.store.commit([
    { put: consents.key(world, consent.id), expect: 'absent', value: consent },
    ...others,
  ])
}

/**
 * Takes a consent of the partner's own away: its tokens die with this commit, and nobody finds it
 * any more.
 */
export async function removeConsent(
  world: World,
  { consent, version }: Loaded,
  others: readonly Write[] = [],
): Promise<void> {
  await commit(world, consent.id, [
    ...others,
    { delete: consents.key(world, consent.id), expect: { version } },
    ...(consent.customer === undefined
      ? []
      : [{ delete: givenKey(world, consent.customer, consent.id), expect: 'anything' } as const]),
  ])
}

/** A consent and the version that was read, or undefined. */
export async function findConsent(world: World, consentId: string): Promise<Loaded | undefined> {
  if (!consentIdShape.test(consentId)) return undefined
  const [item] = await world.sandbox.store.get([consents.key(world, consentId)])
  return item && { consent: consents.read(item), version: item.version }
}

/**
 * The consent of an id, if it is of this kind and the partner's own; or a refusal; `path` is where
 * the request says which one.
 */
export async function loadOwnConsent<K extends ConsentKind>(
  world: World,
  grant: Grant,
  consentId: string,
  kind: K,
  path = 'path ConsentId',
): Promise<Loaded<ConsentOf<K>>> {
  const found = await findConsent(world, consentId)
  if (found?.consent.kind !== kind)
    throw new Problem(
      'consent-not-found',
      `there is no consent ${consentId.slice(0, 60)} of this kind; send the ConsentId of the answer to its POST`,
      { path },
    )
  if (found.consent.partner !== partnerOf(grant))
    throw new Problem('consent-foreign', `${consentId} is not a consent of yours`, { path })
  return found as Loaded<ConsentOf<K>>
}

/** Who says yes, to which accounts, and what a robot will do later. */
type ConsentAuthorisation = {
  readonly customer: string
  readonly accounts: readonly string[]
  readonly revokesAt?: number | undefined
  readonly second?: ConsentRecord['second']
}

/**
 * A customer says yes: to which accounts, and perhaps when it will change its mind. Refused where
 * the life-cycle does not allow it. Other writes, of the step that it said so in, go together with
 * it.
 */
export async function authoriseConsent(
  world: World,
  consentId: string,
  { customer, accounts, revokesAt, second }: ConsentAuthorisation,
  others: readonly Write[] = [],
): Promise<ConsentRecord> {
  const found = await findConsent(world, consentId)
  if (!found) throw new Problem('consent-not-found', `there is no consent ${consentId}; it may have been deleted`)
  const { consent, version } = found
  if (consent.customer !== undefined && consent.customer !== customer)
    throw new Problem('consent-status', `${consentId} was authorised by another customer, who alone can do so again`)
  const after: ConsentRecord = {
    ...applyAction(consent, 'authorise', world.now),
    customer,
    accounts: [...accounts],
    ...(revokesAt !== undefined && { revokesAt }),
    ...(second && { second }),
  }
  await commit(world, consentId, [
    { put: consents.key(world, consentId), expect: { version }, value: after },
    { put: givenKey(world, customer, consentId), expect: 'anything', value: {} },
    ...others,
  ])
  return after
}

/**
 * A customer says no, or does not prove who it is. Other writes go together with it, also where
 * there is nothing to reject.
 */
export async function rejectConsent(world: World, consentId: string, others: readonly Write[] = []): Promise<void> {
  const found = await findConsent(world, consentId)
  // One that is authorised already stays so: refusing to renew it takes nothing back.
  const isOpen = found !== undefined && stateOf(found.consent, world.now).state === 'AWAU'
  const writes: Write[] = isOpen
    ? [
        {
          put: consents.key(world, consentId),
          expect: { version: found.version },
          value: applyAction(found.consent, 'reject', world.now),
        },
        ...others,
      ]
    : [...others]
  if (writes.length > 0) await commit(world, consentId, writes)
}

/** A customer takes back what it gave. */
export async function revokeConsent(world: World, customer: string, consentId: string): Promise<void> {
  const found = await findConsent(world, consentId)
  if (found?.consent.customer !== customer)
    throw new Problem('consent-not-found', `${customer} gave no consent ${consentId}`)
  await commit(world, consentId, [
    {
      put: consents.key(world, consentId),
      expect: { version: found.version },
      value: applyAction(found.consent, 'revoke', world.now),
    },
  ])
}

/**
 * The partner gives an authorisation back (token revocation): its tokens die, the consent itself
 * stands. Nobody who asks for this can do anything about a consent that changed at the same moment,
 * so it is asked for until it holds.
 */
export async function withdrawAuthorisation(world: World, consentId: string, authorisation: number): Promise<void> {
  const found = await findConsent(world, consentId)
  if (!found || found.consent.aliveFrom > authorisation) return
  const value = { ...found.consent, aliveFrom: authorisation + 1 }
  try {
    await world.sandbox.store.commit([
      { put: consents.key(world, consentId), expect: { version: found.version }, value },
    ])
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
    await withdrawAuthorisation(world, consentId, authorisation)
  }
}

/**
 * How many consents of one customer are looked at: whoever gave more finds the rest gone from its
 * pages.
 */
const maxConsents = 1_000

/** The consents that a customer gave, newest first. */
export async function listCustomerConsents(world: World, customer: string): Promise<ConsentRecord[]> {
  const { store } = world.sandbox
  const { partition, path } = givenKey(world, customer, '')
  const found: ConsentRecord[] = []
  for await (const items of listPages(store, partition, { prefix: path, limit: limits.keysPerGet })) {
    const some = await store.get(items.map(({ key }) => consents.key(world, key.path.slice(path.length))))
    found.push(...some.flatMap((item) => (item ? [consents.read(item)] : [])))
    if (found.length >= maxConsents) break
  }
  return found.sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1))
}

const givenKey = (world: World, customer: string, consentId: string) =>
  authorisedConsents.key(world, customer, consentId)

const commit = ({ sandbox }: World, consentId: string, writes: readonly Write[]): Promise<void> =>
  orConflict(`${consentId} changed at the same moment; read it and try again`, () => sandbox.store.commit(writes))
