import { buildCounterpartyAccount } from '#actions/accounts/identification.ts'
import type { Beneficiary } from '#bank/account-information/beneficiary.ts'
import { hideFields, visibilityOf } from '#bank/consents/field-visibility.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { secondsOf } from '#bank/time/clock.ts'
import { isCustomId } from '#bank/worlds/edits.ts'
import type { Account } from '#mocks/accounts/account.ts'
import { bankOf } from '#mocks/base/bank.ts'
import { beneficiariesOf } from '#mocks/payments/beneficiaries.ts'
import type { World } from '#store/world.ts'
import type { Page } from './page.ts'
import { listPerAccount, requireAccount } from './reachable-accounts.ts'

/** Lists the beneficiaries of all reachable accounts, a page of customers at a time. */
export function listBeneficiaries(world: World, grant: Grant<'accounts'>, page: string | undefined): Page<Beneficiary> {
  return listPerAccount(world, grant, page, (account) => buildBeneficiaries(world, grant, account))
}

/** Returns the beneficiaries of one account. */
export function getBeneficiaries(world: World, grant: Grant<'accounts'>, accountId: string): Beneficiary[] {
  return buildBeneficiaries(world, grant, requireAccount(world, grant, accountId))
}

/** Builds the payees that the customer has saved for an account. Custom accounts have none. */
function buildBeneficiaries(world: World, { access }: Grant<'accounts'>, account: Account): Beneficiary[] {
  if (isCustomId(account.customer.id)) return []
  const visibility = visibilityOf('Beneficiary', access)
  return beneficiariesOf(bankOf(world), account, secondsOf(world)).map(({ id, name, reference, isTrusted }) =>
    hideFields<Beneficiary>(visibility, 'Beneficiary', {
      AccountId: account.id,
      BeneficiaryId: id,
      BeneficiaryType: isTrusted ? 'Trusted' : 'Ordinary',
      Reference: reference,
      CreditorAccount: buildCounterpartyAccount(world, account.customer, name, undefined, visibility),
    }),
  )
}
