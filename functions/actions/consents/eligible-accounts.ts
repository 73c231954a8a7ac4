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
import { bankOf } from '#mocks/base/bank.ts'
import { closedBy } from '#mocks/people/events.ts'
import type { World } from '#store/world.ts'
import { findApprovalPolicy } from './approval-policy.ts'
import { isForSweeping, isSweep } from './sweeping.ts'

/** Accounts that money may be sent from: no cards, no loans, no deposits that are tied up. */
const paying: ReadonlySet<string> = new Set(['main', 'joint', 'savings', 'euro'])

type AccountReference = { readonly SchemeName?: string; readonly Identification?: string }

/**
 * The accounts a customer may choose for a consent, main account first: all of them for reading;
 * for paying those that pay, and only the one that the consent names where it names one.
 */
export function eligibleAccounts(world: World, consent: ConsentRecord, customerId: string): Account[] {
  const customer = findCustomer(world, customerId)
  if (!customer) return []
  const own = [...accountsOfCustomer(world, customer)]
  if (consent.kind === 'account-access') return own
  if (closedBy(bankOf(world), customer) !== undefined) return []
  const named = payerOf(consent)
  return own.filter(
    (account) => canPay(account) && (!named || isNamed(account, named)) && isAccountEligible(world, consent, account),
  )
}

/** Whether money may be sent from an account. */
export const canPay = ({ role }: Account): boolean => paying.has(role)

/**
 * A mandate to sweep is open to accounts from which money would stay with the same person; a
 * payment that one customer alone must authorise (AuthorisationType Single), to those where nobody
 * else has to agree to it. Nobody else can be asked about a mandate, so none is open to accounts
 * where somebody would have to be.
 */
function isAccountEligible(world: World, consent: ConsentRecord, account: Account): boolean {
  if (isSingleUse(consent))
    return !allowsOneApproverOnly(consent) || findApprovalPolicy(world, account, consent) === undefined
  if (consent.kind !== 'domestic-vrp') return true
  if (findApprovalPolicy(world, account, consent) !== undefined) return false
  const request = mandateRequestOf(consent)
  const { CreditorAccount } = request.Data.Initiation
  return !CreditorAccount || !isForSweeping(request) || isSweep(world, account, CreditorAccount)
}

function allowsOneApproverOnly({ request }: PaymentConsentRecord): boolean {
  const { Authorisation } = request.Data as { Authorisation?: { AuthorisationType?: string } }
  return Authorisation?.AuthorisationType === 'Single'
}

/** How many accounts a customer must choose. */
export const takesOneAccount = ({ kind }: ConsentRecord): boolean => kind !== 'account-access'

/** The account that a consent wants to be debited, where it says one. */
export function requestedDebtorOf(request: Record<string, unknown>): AccountReference | undefined {
  const data = request.Data as
    | { Initiation?: { DebtorAccount?: AccountReference }; DebtorAccount?: AccountReference }
    | undefined
  return data?.Initiation?.DebtorAccount ?? data?.DebtorAccount
}

/** The account that a consent to pay, or the file of one, says is to pay. */
export const payerOf = (consent: Exclude<ConsentRecord, AccountAccessRecord>): AccountReference | undefined =>
  requestedDebtorOf(consent.request) ?? ('file' in consent ? consent.file?.debtor : undefined)

const isNamed = ({ sortCode, number }: Account, named: AccountReference): boolean =>
  sortCodeAndNumber(named) === sortCode + number
