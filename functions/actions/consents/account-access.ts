import { type ConsentRequest, parseConsentTerms } from '#bank/consents/account-access.ts'
import { type AccountAccessRecord, newConsent } from '#bank/consents/consent.ts'
import { type Grant, partnerOf } from '#bank/consents/grant.ts'
import type { Permission } from '#bank/consents/permission.ts'
import { iso } from '#bank/time/clock.ts'
import type { World } from '#store/world.ts'
import { insertConsent, loadOwnConsent, removeConsent } from './consents.ts'
import { buildConsentStatus, type ConsentStatusView } from './status.ts'

/** A consent as OBReadConsentResponse1 tells of it. Instants are the world's. */
type ConsentView = ConsentStatusView & {
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
    ...parseConsentTerms(request, now),
    ...newConsent(now),
  }
  await insertConsent(world, consent)
  return viewOf(consent, now)
}

/** A consent of the partner's own. */
export async function getConsent(world: World, grant: Grant<'partner'>, consentId: string): Promise<ConsentView> {
  const { consent } = await loadOwnConsent(world, grant, consentId, 'account-access')
  return viewOf(consent, world.now)
}

/** Takes a consent away: its tokens die with this commit, and nobody finds it any more. */
export async function deleteConsent(world: World, grant: Grant<'partner'>, consentId: string): Promise<void> {
  await removeConsent(world, await loadOwnConsent(world, grant, consentId, 'account-access'))
}

/**
 * A consent as its partner sees it at an instant (epoch milliseconds of the world's clock), which
 * says where it stands.
 */
function viewOf(consent: AccountAccessRecord, now: number): ConsentView {
  const { expiresAt, transactionsFrom, transactionsTo } = consent
  return {
    ...buildConsentStatus(consent, now),
    Permissions: consent.permissions,
    ...(expiresAt !== undefined && { ExpirationDateTime: iso(expiresAt) }),
    ...(transactionsFrom !== undefined && { TransactionFromDateTime: iso(transactionsFrom) }),
    ...(transactionsTo !== undefined && { TransactionToDateTime: iso(transactionsTo) }),
  }
}
