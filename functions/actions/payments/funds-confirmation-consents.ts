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
 * Confirmation of funds: whoever issued a card asks whether an account of this bank has so much
 * money. Nothing is set aside, and nothing of this is idempotent: the same question may have
 * another answer a moment later.
 */

type View = FundsConsentResponse['Data']

/**
 * Lodges a card issuer's wish to ask about an account, which must be one of this bank that pays.
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
    throw new Problem('account-not-found', 'this bank has no such account that pays', {
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
  return viewOf(world, consent)
}

/** A consent of the partner's own. */
export async function findFundsConsent(world: World, grant: Grant<'partner'>, consentId: string): Promise<View> {
  const { consent } = await loadOwnConsent(world, grant, consentId, 'funds-confirmation')
  return viewOf(world, consent)
}

/** Takes a consent away: its tokens die with this commit, and nobody finds it any more. */
export async function deleteFundsConsent(world: World, grant: Grant<'partner'>, consentId: string): Promise<void> {
  await removeConsent(world, await loadOwnConsent(world, grant, consentId, 'funds-confirmation'))
}

const viewOf = (world: World, consent: FundsConsentRecord): View => ({
  ...buildConsentStatus(consent, world.now),
  ...(consent.request as FundsConsentRequest).Data,
})

/**
 * Whether the account of a consent has so much money now. The question is in the account's own
 * currency.
 */
export async function confirmFundsOf(
  world: World,
  grant: Grant<'funds'>,
  body: FundsRequest,
): Promise<FundsResponse['Data']> {
  const named = { id: body.Data.ConsentId, path: 'Data.ConsentId' }
  const consent = await loadAuthorisedConsent(world, grant, named, 'funds-confirmation')
  const account = findAccount(world, consent.accounts?.[0] ?? '')
  if (!account) throw new Problem('account-not-found', 'the account is no longer there', { path: 'Data.ConsentId' })
  return {
    FundsConfirmationId: `fcf_${world.sandbox.randomText(16)}`,
    CreationDateTime: iso(world.now),
    FundsAvailable: await hasFunds(world, account, parseFundsAmount(body, account.currency)),
    ...body.Data,
  }
}
