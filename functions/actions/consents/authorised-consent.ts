import { findAccountByIdentification } from '#actions/accounts/lookup.ts'
import { Problem } from '#bank/base/problem.ts'
import {
  type ConsentKind,
  type ConsentOf,
  type ConsentRecord,
  requireAuthorised,
  stateOf,
} from '#bank/consents/consent.ts'
import { type ConsentReference, findConsentOfToken, type Grant } from '#bank/consents/grant.ts'
import type { World } from '#store/world.ts'
import { authoriseConsent, findConsent, loadOwnConsent } from './consents.ts'
import { eligibleAccounts, requestedDebtorOf } from './eligible-accounts.ts'

/**
 * Loads the authorised consent that a request names. A customer's token must belong to that
 * consent. A developer token may use every consent that was created with it.
 */
export async function loadAuthorisedConsent<K extends ConsentKind>(
  world: World,
  grant: Grant<'payment'> | Grant<'funds'>,
  named: ConsentReference,
  kind: K,
): Promise<ConsentOf<K>> {
  return findConsentOfToken(grant, named, kind) ?? (await authoriseForDeveloper(world, grant, named, kind))
}

/**
 * Loads a consent that was created with a developer token. The token's customer authorises it at
 * its first use.
 */
export async function authoriseForDeveloper<K extends ConsentKind>(
  world: World,
  grant: Grant,
  { id, path }: ConsentReference,
  kind: K,
): Promise<ConsentOf<K>> {
  const { consent } = await loadOwnConsent(world, grant, id, kind, path)
  const { state } = stateOf(consent, world.now)
  if (state === 'AWUP')
    throw new Problem('consent-over', `${path}: ${id} awaits its file; upload the file first`, { path })
  if (state !== 'AWAU') return requireAuthorised(consent, world.now, path)
  const account = choosePayerAccount(world, grant, consent)
  const choice = { customer: account.customer.id, accounts: [account.id] }
  try {
    return (await authoriseConsent(world, id, choice)) as ConsentOf<K>
  } catch (error) {
    // A concurrent request may have authorised it.
    const again = await loadOwnConsent(world, grant, id, kind, path)
    if (again.consent.state !== 'AUTH') throw error
    return again.consent
  }
}

/**
 * Finds the accounts of a consent that was created with a developer token: those that are
 * authorised, or the one that its first use authorises. Undefined if there is no such consent.
 */
export async function findAccountsOfConsent(
  world: World,
  grant: Grant,
  consentId: string,
): Promise<readonly string[] | undefined> {
  const consent = (await findConsent(world, consentId))?.consent
  if (!consent || consent.partner !== grant.partner) return undefined
  if (consent.accounts) return consent.accounts
  const { account } = findPayerAccount(world, grant, consent)
  return account && [account.id]
}

/**
 * Finds the account that the developer token's customer pays from: the one that the consent names,
 * or else the customer's main account.
 */
function findPayerAccount(world: World, { customer }: Grant, consent: ConsentRecord) {
  const debtor = consent.kind === 'account-access' ? undefined : requestedDebtorOf(consent.request)
  const owner = customer === 'all' ? debtor && findAccountByIdentification(world, debtor)?.customer.id : customer
  const [account] = owner === undefined ? [] : eligibleAccounts(world, consent, owner)
  return { owner, account }
}

/** Chooses the account that the developer token's customer pays from, or rejects the consent. */
function choosePayerAccount(world: World, grant: Grant, consent: ConsentRecord) {
  const { owner, account } = findPayerAccount(world, grant, consent)
  if (account) return account
  const why =
    owner === undefined
      ? 'this token reaches the accounts of every customer; name the account that pays as DebtorAccount of the consent'
      : `${owner} has no account that this consent can pay from`
  const path = 'Data.ConsentId'
  throw new Problem('account-not-found', `${path}: ${why}`, { path })
}
