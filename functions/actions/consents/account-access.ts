import { type ConsentRequest, parseConsentTerms } from '#bank/consents/account-access.ts'
import { type AccountAccessRecord, newConsent } from '#bank/consents/consent.ts'
import { type Grant, partnerOf } from '#bank/consents/grant.ts'
import type { Permission } from '#bank/consents/permission.ts'
import { iso } from '#bank/time/clock.ts'
import type { World } from '#store/world.ts'
import { insertConsent, loadOwnConsent, removeConsent } from './consents.ts'
import { buildConsentStatus, type ConsentStatusView } from './status.ts'

/** A consent as OBReadConsentResponse1. Instants are the world's. */
type ConsentView = ConsentStatusView & {
  Permissions: Permission[]
  ExpirationDateTime?: string
  TransactionFromDateTime?: string
  TransactionToDateTime?: string
}

/** Creates a consent for a partner. The partner can read nothing until a customer authorises it. */
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
  return buildConsentView(consent, now)
}

/** Returns one of the partner's own consents. */
export async function getConsent(world: World, grant: Grant<'partner'>, consentId: string): Promise<ConsentView> {
  const { consent } = await loadOwnConsent(world, grant, consentId, 'account-access')
  return buildConsentView(consent, world.now)
}

/** Deletes one of the partner's own consents. Its tokens stop working with this commit. */
export async function deleteConsent(world: World, grant: Grant<'partner'>, consentId: string): Promise<void> {
  await removeConsent(world, await loadOwnConsent(world, grant, consentId, 'account-access'))
}

/** Builds the partner's view of a consent at `now`, epoch milliseconds of the world's clock. */
function buildConsentView(consent: AccountAccessRecord, now: number): ConsentView {
  const { expiresAt, transactionsFrom, transactionsTo } = consent
  return {
    ...buildConsentStatus(consent, now),
    Permissions: consent.permissions,
    ...(expiresAt !== undefined && { ExpirationDateTime: iso(expiresAt) }),
    ...(transactionsFrom !== undefined && { TransactionFromDateTime: iso(transactionsFrom) }),
    ...(transactionsTo !== undefined && { TransactionToDateTime: iso(transactionsTo) }),
  }
}
