import { commitInWorld } from '#actions/outbox/outbox.ts'
import { Problem } from '#bank/base/problem.ts'
import {
  applyAction,
  type ConsentKind,
  type ConsentOf,
  type ConsentRecord,
  consentIdShape,
  requireAuthorised,
  stateOf,
} from '#bank/consents/consent.ts'
import { type Grant, partnerOf } from '#bank/consents/grant.ts'
import { listPages } from '#store/list-pages.ts'
import { authorisedConsents, consents } from '#store/records.ts'
import { rejectOnConflict, retryOnConflict } from '#store/retry-on-conflict.ts'
import { limits, type Write } from '#store/store.ts'
import type { World } from '#store/world.ts'

/*
 * The life-cycle that all kinds of consents share. What is specific to account access, payments,
 * VRP mandates and funds confirmation has its own file.
 */

/** A consent as loaded, with its version. */
export type Loaded<C extends ConsentRecord = ConsentRecord> = { readonly consent: C; readonly version: number }

/** Stores a new consent, in one commit with other writes. */
export async function insertConsent(
  world: World,
  consent: ConsentRecord,
  others: readonly Write[] = [],
): Promise<void> {
  await commitInWorld(world, [{ put: consents.key(world, consent.id), expect: 'absent', value: consent }, ...others])
}

/** Deletes a consent, in one commit with other writes. Its tokens stop working with this commit. */
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
      : [{ delete: customerConsentKey(world, consent.customer, consent.id), expect: 'anything' } as const]),
  ])
}

/** Finds a consent and its version. */
export async function findConsent(world: World, consentId: string): Promise<Loaded | undefined> {
  if (!consentIdShape.test(consentId)) return undefined
  const [item] = await world.sandbox.store.get([consents.key(world, consentId)])
  return item && { consent: consents.read(item), version: item.version }
}

/**
 * Loads one of the partner's own consents of this kind. Rejects an unknown id with
 * `consent-not-found` and another partner's consent with `consent-foreign`. `path` is where the
 * request names the consent.
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
      `${path}: there is no ${kind} consent ${consentId.slice(0, 60)}; send the ConsentId from the response to its POST`,
      { path },
    )
  if (found.consent.partner !== partnerOf(grant))
    throw new Problem('consent-foreign', `${path}: ${consentId} belongs to another partner`, { path })
  return found as Loaded<ConsentOf<K>>
}

/** The customer's authorisation of a consent: the chosen accounts, and what a robot does later. */
type ConsentAuthorisation = {
  readonly customer: string
  readonly accounts: readonly string[]
  readonly revokesAt?: number | undefined
  readonly second?: ConsentRecord['second']
}

/**
 * Authorises a consent for a customer, in one commit with other writes (of the interaction's step).
 * Rejects it with `consent-status` if the life-cycle does not allow it.
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
    throw new Problem(
      'consent-status',
      `${consentId} was authorised by another customer; only that customer can authorise it again`,
    )
  const after: ConsentRecord = {
    ...applyAction(consent, 'authorise', world.now),
    customer,
    accounts: [...accounts],
    ...(revokesAt !== undefined && { revokesAt }),
    ...(second && { second }),
  }
  await commit(world, consentId, [
    { put: consents.key(world, consentId), expect: { version }, before: consent, value: after },
    { put: customerConsentKey(world, customer, consentId), expect: 'anything', value: {} },
    ...others,
  ])
  return after
}

/**
 * Rejects a consent because the customer refused, or failed to authenticate. The other writes are
 * committed even if there is nothing to reject.
 */
export async function rejectConsent(world: World, consentId: string, others: readonly Write[] = []): Promise<void> {
  const found = await findConsent(world, consentId)
  // An authorised consent stays authorised: refusing to renew it revokes nothing.
  const isOpen = found !== undefined && stateOf(found.consent, world.now).state === 'AWAU'
  const writes: Write[] = isOpen
    ? [
        {
          put: consents.key(world, consentId),
          expect: { version: found.version },
          before: found.consent,
          value: applyAction(found.consent, 'reject', world.now),
        },
        ...others,
      ]
    : [...others]
  if (writes.length > 0) await commit(world, consentId, writes)
}

/** Revokes a customer's consent, in one commit with other writes. */
export async function revokeConsent(
  world: World,
  customer: string,
  consentId: string,
  others: readonly Write[] = [],
): Promise<void> {
  const found = await findConsent(world, consentId)
  if (found?.consent.customer !== customer)
    throw new Problem('consent-not-found', `${customer} has no consent ${consentId}`)
  await commit(world, consentId, [
    {
      put: consents.key(world, consentId),
      expect: { version: found.version },
      before: found.consent,
      value: applyAction(found.consent, 'revoke', world.now),
    },
    ...others,
  ])
}

/** Lets an authorised consent expire now, in one commit with other writes. */
export async function expireConsent(
  world: World,
  { consent, version }: Loaded,
  others: readonly Write[] = [],
): Promise<void> {
  const value = { ...requireAuthorised(consent, world.now, 'ConsentId'), expiresAt: world.now }
  const put: Write = { put: consents.key(world, consent.id), expect: { version }, before: consent, value }
  await commit(world, consent.id, [put, ...others])
}

/**
 * Withdraws one authorisation at the partner's request (token revocation). Its tokens stop working,
 * and the consent itself stays. A partner cannot handle a conflict here, so a
 * changed consent is read again.
 */
export async function withdrawAuthorisation(world: World, consentId: string, authorisation: number): Promise<void> {
  await retryOnConflict(async () => {
    const found = await findConsent(world, consentId)
    if (!found || found.consent.aliveFrom > authorisation) return
    const { consent: before, version } = found
    const value = { ...before, aliveFrom: authorisation + 1 }
    await commitInWorld(world, [{ put: consents.key(world, consentId), expect: { version }, before, value }])
  })
}

/** How many consents of one customer are loaded. Its pages do not show more. */
const maxConsents = 1_000

/** Lists the consents that a customer authorised, newest first, ended ones included. */
export async function listCustomerConsents(world: World, customer: string): Promise<ConsentRecord[]> {
  const { store } = world.sandbox
  const { partition, path } = customerConsentKey(world, customer, '')
  const found: ConsentRecord[] = []
  for await (const items of listPages(store, partition, { prefix: path, limit: limits.keysPerGet })) {
    const some = await store.get(items.map(({ key }) => consents.key(world, key.path.slice(path.length))))
    found.push(...some.flatMap((item) => (item ? [consents.read(item)] : [])))
    if (found.length >= maxConsents) break
  }
  return found.sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1))
}

const customerConsentKey = (world: World, customer: string, consentId: string) =>
  authorisedConsents.key(world, customer, consentId)

const commit = (world: World, consentId: string, writes: readonly Write[]): Promise<void> =>
  rejectOnConflict(`${consentId} was changed by another request at the same time; read it and retry`, () =>
    commitInWorld(world, writes),
  )
