import { closureOf } from '#actions/accounts/closure.ts'
import { accountsOfCustomer, findCustomer } from '#actions/accounts/lookup.ts'
import { sortCodeAndNumber } from '#bank/account-information/iban.ts'
import {
  type AccountAccessRecord,
  type ConsentRecord,
  isSingleUse,
  type PaymentConsentRecord,
} from '#bank/consents/consent.ts'
import { mandateRequestOf } from '#bank/vrp/mandate.ts'
import type { Account } from '#mocks/accounts/account.ts'
import type { World } from '#store/world.ts'
import { requiredApprovals } from './approval-policy.ts'
import { isForSweeping, isSweep } from './sweeping.ts'

/** The roles of accounts that money may be sent from: no cards, no loans, no fixed deposits. */
const payingRoles: ReadonlySet<string> = new Set(['main', 'joint', 'savings', 'euro'])

type AccountReference = { readonly SchemeName?: string; readonly Identification?: string }

/**
 * Lists the accounts that a customer may choose for a consent, main account first. For account
 * access these are all accounts. For payments they are the accounts that can pay, or only the one
 * that the consent names.
 */
export function eligibleAccounts(world: World, consent: ConsentRecord, customerId: string): Account[] {
  const customer = findCustomer(world, customerId)
  if (!customer) return []
  const own = [...accountsOfCustomer(world, customer)]
  if (consent.kind === 'account-access') return own
  const named = payerOf(consent)
  return own.filter(
    (account) =>
      canPay(account) &&
      !closureOf(world, account) &&
      (!named || isNamed(account, named)) &&
      isAccountEligible(world, consent, account),
  )
}

/** Returns whether money may be sent from an account. */
export const canPay = ({ role }: Account): boolean => payingRoles.has(role)

/**
 * Returns whether an account fits a consent to pay. A sweeping mandate fits accounts from which the
 * money stays with the same person. A consent with AuthorisationType Single fits accounts that need
 * no second approval. No other director can approve a VRP mandate, so it never fits accounts that
 * need one.
 */
function isAccountEligible(world: World, consent: ConsentRecord, account: Account): boolean {
  if (isSingleUse(consent))
    return !allowsOneApproverOnly(consent) || requiredApprovals(world, account, consent) === undefined
  if (consent.kind !== 'domestic-vrp') return true
  if (requiredApprovals(world, account, consent) !== undefined) return false
  const request = mandateRequestOf(consent)
  const { CreditorAccount } = request.Data.Initiation
  return !CreditorAccount || !isForSweeping(request) || isSweep(world, account, CreditorAccount)
}

function allowsOneApproverOnly({ request }: PaymentConsentRecord): boolean {
  const { Authorisation } = request.Data as { Authorisation?: { AuthorisationType?: string } }
  return Authorisation?.AuthorisationType === 'Single'
}

/** Returns whether the customer must choose exactly one account for a consent. */
export const takesOneAccount = ({ kind }: ConsentRecord): boolean => kind !== 'account-access'

/** Returns the account that a request names as the payer (`DebtorAccount`), if any. */
export function requestedDebtorOf(request: Record<string, unknown>): AccountReference | undefined {
  const data = request.Data as
    | { Initiation?: { DebtorAccount?: AccountReference }; DebtorAccount?: AccountReference }
    | undefined
  return data?.Initiation?.DebtorAccount ?? data?.DebtorAccount
}

/** Returns the account that a consent, or its file, names as the payer, if any. */
export const payerOf = (consent: Exclude<ConsentRecord, AccountAccessRecord>): AccountReference | undefined =>
  requestedDebtorOf(consent.request) ?? ('file' in consent ? consent.file?.debtor : undefined)

const isNamed = ({ sortCode, number }: Account, named: AccountReference): boolean =>
  sortCodeAndNumber(named) === sortCode + number
