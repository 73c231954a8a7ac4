import { type ConsentRequest, termsOf } from '#bank/account-access.ts'
import { type AccountAccessRecord, type ConsentKind, type ConsentState, stateOf } from '#bank/consent.ts'
import type { Grant } from '#bank/grant.ts'
import type { Permission } from '#bank/permission.ts'
import type { World } from '#store/world.ts'
import { lodge, ownConsent, partnerOf, remove } from './consents.ts'

/** A consent as OBReadConsentResponse1 tells of it. Instants are the world's. */
export type ConsentView = {
  ConsentId: string
  CreationDateTime: string
  Status: Exclude<ConsentState, 'AWUP' | 'COND'>
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
  const consent: AccountAccessRecord = {
    id: `aac_${sandbox.randomText(16)}`,
    kind: 'account-access',
    partner: partnerOf(grant),
    ...termsOf(request, now),
    createdAt: now,
    state: 'AWAU',
    stateAt: now,
    authorisations: 0,
    aliveFrom: 1,
  }
  await lodge(world, consent)
  return viewOf(consent, now)
}

/** A consent of the partner's own. */
export async function findConsent(world: World, grant: Grant<'partner'>, consentId: string): Promise<ConsentView> {
  const { consent } = await ownConsent(world, grant, consentId, isAccountAccess)
  return viewOf(consent, world.now)
}

/** Takes a consent away: its tokens die with this commit, and nobody finds it any more. */
export async function deleteConsent(world: World, grant: Grant<'partner'>, consentId: string): Promise<void> {
  await remove(world, await ownConsent(world, grant, consentId, isAccountAccess))
}

const isAccountAccess = (kind: ConsentKind): kind is 'account-access' => kind === 'account-access'

export function viewOf(consent: AccountAccessRecord, now: number): ConsentView {
  const { state, since } = stateOf(consent, now)
  const { expiresAt, transactionsFrom, transactionsTo } = consent
  const reason = reasons[state]
  return {
    ConsentId: consent.id,
    CreationDateTime: iso(consent.createdAt),
    Status: state as ConsentView['Status'],
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
