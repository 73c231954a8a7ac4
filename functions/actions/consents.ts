import {
  afterAction,
  type ConsentRecord,
  type ConsentRequest,
  type ConsentState,
  stateOf,
  termsOf,
} from '#bank/consent.ts'
import type { Grant } from '#bank/grant.ts'
import type { Permission } from '#bank/permission.ts'
import { Problem } from '#bank/problem.ts'
import { consents, given } from '#store/kinds.ts'
import { Conflict } from '#store/store.ts'
import type { World } from '#store/world.ts'

/** A consent as OBReadConsentResponse1 tells of it. Instants are the world's. */
export type ConsentView = {
  ConsentId: string
  CreationDateTime: string
  Status: ConsentState
  StatusReason?: { StatusReasonCode: string; StatusReasonDescription: string }[]
  StatusUpdateDateTime: string
  Permissions: Permission[]
  ExpirationDateTime?: string
  TransactionFromDateTime?: string
  TransactionToDateTime?: string
}

/** Lodges a partner's intent; nothing can be read before a customer authorises it. */
export async function createConsent(
  world: World,
  grant: Grant<'partner'>,
  request: ConsentRequest,
): Promise<ConsentView> {
  const { sandbox, now } = world
  const consent: ConsentRecord = {
    id: `aac_${sandbox.randomText(16)}`,
    partner: partnerOf(grant),
    ...termsOf(request, now),
    createdAt: now,
    state: 'AWAU',
    stateAt: now,
    authorisations: 0,
    aliveFrom: 1,
  }
  await sandbox.store.commit([{ put: keyOf(world, consent.id), expect: 'absent', value: consent }])
  return viewOf(consent, now)
}

/** A consent of the partner's own. */
export async function findConsent(world: World, grant: Grant<'partner'>, consentId: string): Promise<ConsentView> {
  const { consent } = await ownConsent(world, partnerOf(grant), consentId)
  return viewOf(consent, world.now)
}

/** Takes a consent away: its tokens die with this commit, and nobody finds it any more. */
export async function deleteConsent(world: World, grant: Grant<'partner'>, consentId: string): Promise<void> {
  const { consent, version } = await ownConsent(world, partnerOf(grant), consentId)
  await commit(world, consent, [
    { delete: keyOf(world, consent.id), expect: { version } },
    ...(consent.customer === undefined
      ? []
      : [{ delete: givenKey(world, consent.customer, consent.id), expect: 'anything' } as const]),
  ])
}

/** A consent and the version that was read, or undefined. */
export async function loadConsent(
  world: World,
  consentId: string,
): Promise<{ consent: ConsentRecord; version: number } | undefined> {
  if (!/^aac_[a-z0-9]{1,40}$/.test(consentId)) return undefined
  const [item] = await world.sandbox.store.get([keyOf(world, consentId)])
  return item && { consent: consents.read(item), version: item.version }
}

/** The consent of an id, if it is the partner's own; or a refusal. */
export async function ownConsent(
  world: World,
  partner: string,
  consentId: string,
): Promise<{ consent: ConsentRecord; version: number }> {
  const found = await loadConsent(world, consentId)
  const path = 'path ConsentId'
  if (!found)
    throw new Problem('consent-not-found', `there is no consent ${consentId}; POST account-access-consents makes one`, {
      path,
    })
  if (found.consent.partner !== partner)
    throw new Problem('consent-foreign', `${consentId} is not a consent of yours`, { path })
  return found
}

/** A customer says yes: to which accounts, and perhaps when it will change its mind. Refused where the life-cycle does not allow it. */
export async function authoriseConsent(
  world: World,
  consentId: string,
  { customer, accounts, revokesAt }: { customer: string; accounts: readonly string[]; revokesAt?: number | undefined },
): Promise<ConsentRecord> {
  const { consent, version } = await known(world, consentId)
  if (consent.customer !== undefined && consent.customer !== customer)
    throw new Problem('consent-status', `${consentId} was authorised by another customer, who alone can do so again`)
  const after: ConsentRecord = {
    ...afterAction(consent, 'authorise', world.now),
    customer,
    accounts: [...accounts],
    ...(revokesAt !== undefined && { revokesAt }),
  }
  await commit(world, consent, [
    { put: keyOf(world, consentId), expect: { version }, value: after },
    { put: givenKey(world, customer, consentId), expect: 'anything', value: {} },
  ])
  return after
}

/** A customer says no, or does not prove who it is. */
export async function rejectConsent(world: World, consentId: string): Promise<void> {
  const { consent, version } = await known(world, consentId)
  // One that is authorised already stays so: refusing to renew it takes nothing back.
  if (stateOf(consent, world.now).state !== 'AWAU') return
  await commit(world, consent, [
    { put: keyOf(world, consentId), expect: { version }, value: afterAction(consent, 'reject', world.now) },
  ])
}

/** A customer takes back what it gave. */
export async function revokeConsent(world: World, customer: string, consentId: string): Promise<void> {
  const found = await loadConsent(world, consentId)
  if (found?.consent.customer !== customer)
    throw new Problem('consent-not-found', `${customer} gave no consent ${consentId}`)
  await commit(world, found.consent, [
    {
      put: keyOf(world, consentId),
      expect: { version: found.version },
      value: afterAction(found.consent, 'revoke', world.now),
    },
  ])
}

/** The partner gives an authorisation back (token revocation): its tokens die, the consent itself stands. */
export async function withdrawAuthorisation(world: World, consentId: string, authorisation: number): Promise<void> {
  const found = await loadConsent(world, consentId)
  if (!found || found.consent.aliveFrom > authorisation) return
  await commit(world, found.consent, [
    {
      put: keyOf(world, consentId),
      expect: { version: found.version },
      value: { ...found.consent, aliveFrom: authorisation + 1 },
    },
  ])
}

/** The consents that a customer gave, newest first; at most a hundred. */
export async function consentsGiven(world: World, customer: string): Promise<ConsentRecord[]> {
  const { store } = world.sandbox
  const { partition, path } = givenKey(world, customer, '')
  const items = await store.list(partition, { prefix: path, limit: 100 })
  if (items.length === 0) return []
  const found = await store.get(items.map(({ key }) => keyOf(world, key.path.slice(path.length))))
  return found
    .flatMap((item) => (item ? [consents.read(item)] : []))
    .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1))
}

export function viewOf(consent: ConsentRecord, now: number): ConsentView {
  const { state, since } = stateOf(consent, now)
  const { expiresAt, transactionsFrom, transactionsTo } = consent
  const reason = reasons[state]
  return {
    ConsentId: consent.id,
    CreationDateTime: iso(consent.createdAt),
    Status: state,
    ...(reason && { StatusReason: [{ StatusReasonCode: reason[0], StatusReasonDescription: reason[1] }] }),
    StatusUpdateDateTime: iso(since),
    Permissions: consent.permissions,
    ...(expiresAt !== undefined && { ExpirationDateTime: iso(expiresAt) }),
    ...(transactionsFrom !== undefined && { TransactionFromDateTime: iso(transactionsFrom) }),
    ...(transactionsTo !== undefined && { TransactionToDateTime: iso(transactionsTo) }),
  }
}

/** Codes of OBExternalStatusReason1Code that say why nothing can be read. */
const reasons: Partial<Record<ConsentState, readonly [string, string]>> = {
  AWAU: ['U036', 'Waiting for the customer to authorise it'],
  RJCT: ['U037', 'The customer refused, or did not finish in time'],
}

const iso = (at: number): string => new Date(at).toISOString()

function partnerOf({ partner }: Grant<'partner'>): string {
  if (partner === undefined) throw new Error('a grant for a partner names one')
  return partner
}

async function known(world: World, consentId: string) {
  const found = await loadConsent(world, consentId)
  if (!found) throw new Problem('consent-not-found', `there is no consent ${consentId}; it may have been deleted`)
  return found
}

const keyOf = ({ id, record }: World, consentId: string) => consents.key(id, record.epoch, consentId)
const givenKey = ({ id, record }: World, customer: string, consentId: string) =>
  given.key(id, record.epoch, customer, consentId)

async function commit(
  { sandbox }: World,
  consent: ConsentRecord,
  writes: Parameters<typeof sandbox.store.commit>[0],
): Promise<void> {
  try {
    await sandbox.store.commit(writes)
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
    throw new Problem('conflict', `${consent.id} changed at the same moment; read it and try again`)
  }
}
