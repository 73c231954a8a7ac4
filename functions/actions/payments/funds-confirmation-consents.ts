import { findAccount, findAccountByIdentification } from '#actions/accounts/lookup.ts'
import { loadAuthorisedConsent } from '#actions/consents/authorised-consent.ts'
import { insertConsent, loadOwnConsent, removeConsent } from '#actions/consents/consents.ts'
import { canPay } from '#actions/consents/eligible-accounts.ts'
import { buildConsentStatus } from '#actions/consents/status.ts'
import { Problem } from '#bank/base/problem.ts'
import { type FundsConsentRecord, newConsent } from '#bank/consents/consent.ts'
import { type Grant, partnerOf } from '#bank/consents/grant.ts'
import {
  checkFundsConsent,
  type FundsConsentRequest,
  type FundsConsentResponse,
  type FundsRequest,
  type FundsResponse,
  parseFundsAmount,
} from '#bank/payments/funds-confirmation.ts'
import { iso } from '#bank/time/clock.ts'
import type { World } from '#store/world.ts'
import { hasFunds } from './funds.ts'

/*
 * Confirmation of funds: a card issuer (CBPII) asks whether an account has the funds for a
 * purchase. No funds are reserved. The requests take no idempotency key: the answer can change at
 * any time.
 */

type View = FundsConsentResponse['Data']

/**
 * Creates a card issuer's consent. Rejects an account that is not a payment account of this bank.
 */
export async function createFundsConsent(
  world: World,
  grant: Grant<'partner'>,
  request: FundsConsentRequest,
): Promise<View> {
  const { sandbox, now } = world
  checkFundsConsent(request, now)
  const { DebtorAccount, ExpirationDateTime } = request.Data
  const account = findAccountByIdentification(world, DebtorAccount)
  if (!account || !canPay(account))
    throw new Problem('account-not-found', 'Data.DebtorAccount: is not a payment account of this bank', {
      path: 'Data.DebtorAccount.Identification',
    })
  const consent: FundsConsentRecord = {
    id: `cof_${sandbox.randomText(16)}`,
    kind: 'funds-confirmation',
    partner: partnerOf(grant),
    request,
    ...(ExpirationDateTime !== undefined && { expiresAt: Date.parse(ExpirationDateTime) }),
    ...newConsent(now),
  }
  await insertConsent(world, consent)
  return buildView(world, consent)
}

/** Finds a consent of the partner. Rejects any other. */
export async function findFundsConsent(world: World, grant: Grant<'partner'>, consentId: string): Promise<View> {
  const { consent } = await loadOwnConsent(world, grant, consentId, 'funds-confirmation')
  return buildView(world, consent)
}

/** Deletes a consent. Its tokens become invalid in the same commit. */
export async function deleteFundsConsent(world: World, grant: Grant<'partner'>, consentId: string): Promise<void> {
  await removeConsent(world, await loadOwnConsent(world, grant, consentId, 'funds-confirmation'))
}

const buildView = (world: World, consent: FundsConsentRecord): View => ({
  ...buildConsentStatus(consent, world.now),
  ...(consent.request as FundsConsentRequest).Data,
})

/**
 * Confirms whether the account of a consent has the amount now. Rejects an amount in another
 * currency than the account's.
 */
export async function confirmConsentFunds(
  world: World,
  grant: Grant<'funds'>,
  body: FundsRequest,
): Promise<FundsResponse['Data']> {
  const reference = { id: body.Data.ConsentId, path: 'Data.ConsentId' }
  const consent = await loadAuthorisedConsent(world, grant, reference, 'funds-confirmation')
  const account = findAccount(world, consent.accounts?.[0] ?? '')
  if (!account)
    throw new Problem('account-not-found', 'Data.ConsentId: the account of the consent no longer exists', {
      path: 'Data.ConsentId',
    })
  return {
    FundsConfirmationId: `fcf_${world.sandbox.randomText(16)}`,
    CreationDateTime: iso(world.now),
    FundsAvailable: await hasFunds(world, account, parseFundsAmount(body, account.currency)),
    ...body.Data,
  }
}
