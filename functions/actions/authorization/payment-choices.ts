import { accountNamed } from '#actions/accounts/lookup.ts'
import { eligibleAccounts, payerNamed } from '#actions/consents/eligible-accounts.ts'
import { hasFunds } from '#actions/payments/funds.ts'
import { type Cost, costOf } from '#actions/payments/terms.ts'
import type { ConsentRecord } from '#bank/consents/consent.ts'
import type { Account } from '#mocks/accounts/account.ts'
import type { World } from '#store/world.ts'
import { type AccountChoice, buildAccountChoices } from './sign-in-choices.ts'

/** An account that a consent is open to, and what would happen to it. */
export type PayingChoice = AccountChoice & {
  /**
   * What would leave it, charges apart, in minor units of its currency; absent where no amount is
   * known beforehand.
   */
  readonly leaves?: { readonly amount: bigint; readonly fee: bigint }
  /** Whether that is there now. */
  readonly isEnough: boolean
}

/** The accounts that a customer may choose for a consent, with what each would be debited. */
export const listEligibleAccounts = (world: World, consent: ConsentRecord, customer: string): Promise<PayingChoice[]> =>
  payingFrom(world, eligibleAccounts(world, consent, customer), costOf(world, consent))

/** The same of accounts that were chosen. */
export function listChosenAccounts(
  world: World,
  consent: ConsentRecord,
  ids: readonly string[],
): Promise<PayingChoice[]> {
  const accounts = ids.flatMap((id) => accountNamed(world, id) ?? [])
  return payingFrom(world, accounts, costOf(world, consent))
}

async function payingFrom(world: World, accounts: readonly Account[], cost: Cost): Promise<PayingChoice[]> {
  const choices = await buildAccountChoices(world, accounts)
  return Promise.all(
    choices.map(async (choice, n) => {
      const leaves = cost(choice.currency)
      if (!leaves) return { ...choice, isEnough: true }
      return { ...choice, leaves, isEnough: await hasFunds(world, accounts[n] as Account, leaves.amount + leaves.fee) }
    }),
  )
}

/** Whether the partner names the account, so that there is nothing to choose. */
export const isAccountFixed = (consent: ConsentRecord): boolean =>
  consent.kind !== 'account-access' && payerNamed(consent) !== undefined
