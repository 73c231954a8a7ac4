import { cashAccountOf } from '#actions/accounts/identification.ts'
import { findAccount } from '#actions/accounts/lookup.ts'
import { type Keyed, recallRequest } from '#actions/concurrency/idempotency.ts'
import { loadAuthorisedConsent } from '#actions/consents/authorised-consent.ts'
import { insertConsent, type Loaded, loadOwnConsent, removeConsent } from '#actions/consents/consents.ts'
import { buildConsentStatus } from '#actions/consents/status.ts'
import { hasFunds } from '#actions/payments/funds.ts'
import { instructPayment, marketOf } from '#actions/payments/payment.ts'
import { readPayeeCheck } from '#actions/payments/scenarios.ts'
import { Problem } from '#bank/base/problem.ts'
import { type MandateRecord, newConsent } from '#bank/consents/consent.ts'
import { type Grant, partnerOf } from '#bank/consents/grant.ts'
import { findDifferenceInContent } from '#bank/payments/consent-match.ts'
import { debitOf } from '#bank/payments/routing.ts'
import type { NamedAccount } from '#bank/standard/cash-accounts.ts'
import { iso } from '#bank/time/clock.ts'
import { mandateRequestOf } from '#bank/vrp/mandate.ts'
import { checkVrpConsent, expiryOf, parseVrpFundsAmount } from '#bank/vrp/rules.ts'
import type { VrpConsentRequest, VrpConsentResponse, VrpFundsRequest, VrpFundsResponse } from '#bank/vrp/schemas.ts'
import { formerConsents } from '#store/records.ts'
import { retryOnConflict } from '#store/retry-on-conflict.ts'
import type { World } from '#store/world.ts'

/**
 * Creates a mandate for variable recurring payments. The same idempotency key and body again
 * returns the same mandate.
 */
export async function createVrpConsent(
  world: World,
  grant: Grant<'partner'>,
  { body, idempotencyKey }: Keyed<VrpConsentRequest>,
): Promise<{ consent: MandateRecord; isReplay: boolean }> {
  const partner = partnerOf(grant)
  const request = { partner, operation: 'domestic-vrp-consents', key: idempotencyKey, body }
  return retryOnConflict(async () => {
    const recalled = await recallRequest(world, request)
    if (recalled.earlier !== undefined)
      return { consent: (await loadOwnMandate(world, grant, recalled.earlier)).consent, isReplay: true }
    const consent = buildMandate(world, partner, body)
    await insertConsent(world, consent, [recalled.remember(consent.id)])
    return { consent, isReplay: false }
  })
}

function buildMandate(world: World, partner: string, body: VrpConsentRequest): MandateRecord {
  checkVrpConsent(body, world.now)
  checkPayeeReachable(world, body)
  const expiresAt = expiryOf(body.Data.ControlParameters)
  const { CreditorAccount } = body.Data.Initiation
  const payeeCheck = CreditorAccount && readPayeeCheck(world, CreditorAccount)
  return {
    id: `vrc_${world.sandbox.randomText(16)}`,
    kind: 'domestic-vrp',
    partner,
    request: body,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(payeeCheck && { payeeCheck }),
    ...newConsent(world.now),
  }
}

/** Rejects a payee whom no rail reaches. It routes one penny, so only the payee can be at fault. */
function checkPayeeReachable(world: World, { Data: { Initiation } }: VrpConsentRequest): void {
  const { CreditorAccount } = Initiation
  if (CreditorAccount) instructPayment(world, 'domestic-vrp', { CreditorAccount }, { Amount: '0.01', Currency: 'GBP' })
}

/** Loads a mandate of the partner. Rejects any other. */
export const loadOwnMandate = (
  world: World,
  grant: Grant<'partner'>,
  consentId: string,
): Promise<Loaded<MandateRecord>> => loadOwnConsent(world, grant, consentId, 'domestic-vrp')

/** Deletes a mandate. It permits no more payments; those that were made can still be read. */
export async function deleteVrpConsent(world: World, grant: Grant<'partner'>, consentId: string): Promise<void> {
  const own = await loadOwnMandate(world, grant, consentId)
  const key = formerConsents.key(world, consentId)
  await removeConsent(world, own, [{ put: key, expect: 'absent', value: own.consent }])
}

/**
 * Builds the `Data` of the response for a mandate. `DebtorAccount` is present once the customer has
 * chosen an account.
 */
export function buildVrpConsentView(world: World, consent: MandateRecord): VrpConsentResponse['Data'] {
  const paying = consent.accounts?.[0]
  const account = paying === undefined ? undefined : namedAccountOf(world, paying)
  return {
    ...buildConsentStatus(consent, world.now),
    ...mandateRequestOf(consent).Data,
    ...(account && { DebtorAccount: account }),
  }
}

/** Returns the identification of an account of this bank, in the form of the VRP API. */
export function namedAccountOf(world: World, accountId: string): NamedAccount | undefined {
  const account = findAccount(world, accountId)
  return account && (cashAccountOf(world, account) as NamedAccount)
}

/**
 * Migrates a mandate by PUT or PATCH. The standard allows this only to convert a consent of an
 * earlier version ("Migration of a consent to a new version"). Every consent of this bank was made
 * in the current version. So a request without changes succeeds, and any other is rejected with the
 * first field that differs. `proposedFrom` builds the proposed request.
 */
export async function migrateVrpConsent(
  world: World,
  grant: Grant<'partner'>,
  consentId: string,
  { body, idempotencyKey }: Keyed<unknown>,
  proposedFrom: (request: VrpConsentRequest) => unknown,
): Promise<{ consent: MandateRecord; isReplay: boolean }> {
  const { consent } = await loadOwnMandate(world, grant, consentId)
  const request = { partner: partnerOf(grant), operation: `migrate ${consentId}`, key: idempotencyKey, body }
  return retryOnConflict(async () => {
    const recalled = await recallRequest(world, request)
    if (recalled.earlier !== undefined) return { consent, isReplay: true }
    checkUnchanged(world, consent, proposedFrom(mandateRequestOf(consent)))
    await world.sandbox.store.commit([recalled.remember(consentId)])
    return { consent, isReplay: false }
  })
}

function checkUnchanged(world: World, consent: MandateRecord, proposed: unknown): void {
  const { Status, StatusUpdateDateTime: since } = buildConsentStatus(consent, world.now)
  if (Status === 'RJCT' || Status === 'EXPD')
    throw new Problem(
      'consent-over',
      `path ConsentId: ${consent.id} has been ${Status} since ${since} and cannot be migrated`,
      {
        path: 'path ConsentId',
      },
    )
  const path = findDifferenceInContent(mandateRequestOf(consent), proposed, '')
  if (path === undefined) return
  const why = `${consent.id} was made in this version of the standard, so it must be sent unchanged`
  throw new Problem('consent-mismatch', `${path}: ${why}`, { path })
}

/** Confirms whether the account that the customer chose has the amount now. Reserves no funds. */
export async function confirmVrpFunds(
  world: World,
  grant: Grant<'payment'>,
  consentId: string,
  body: VrpFundsRequest,
): Promise<VrpFundsResponse['Data']> {
  const consent = await loadAuthorisedConsent(world, grant, { id: consentId, path: 'path ConsentId' }, 'domestic-vrp')
  const bodyId = body.Data.ConsentId
  if (bodyId !== consentId)
    throw new Problem(
      'consent-mismatch',
      `Data.ConsentId: must be ${consentId}, as in the path (got ${bodyId.slice(0, 60)})`,
      {
        path: 'Data.ConsentId',
      },
    )
  const amount = parseVrpFundsAmount(body)
  const account = findAccount(world, consent.accounts?.[0] ?? '')
  const pounds = { amount, currency: 'GBP' } as const
  const debit =
    account &&
    debitOf(marketOf(world), { instructed: pounds, sent: pounds, rate: undefined, payerPence: 0n }, account.currency)
  const hasAmount = account && debit && (await hasFunds(world, account, debit.amount))
  const now = iso(world.now)
  return {
    FundsConfirmationId: `fcf_${world.sandbox.randomText(16)}`,
    CreationDateTime: now,
    ...body.Data,
    FundsAvailableResult: { FundsAvailableDateTime: now, FundsAvailable: hasAmount ? 'Available' : 'NotAvailable' },
  }
}
