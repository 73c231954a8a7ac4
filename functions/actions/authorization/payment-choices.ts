import { findAccount, findAccountByIdentification } from '#actions/accounts/lookup.ts'
import { eligibleAccounts, payerOf } from '#actions/consents/eligible-accounts.ts'
import { hasFunds } from '#actions/payments/funds.ts'
import { buildDebitCalculator, type DebitCalculator } from '#actions/payments/terms.ts'
import type { ConsentRecord } from '#bank/consents/consent.ts'
import type { Account } from '#mocks/accounts/account.ts'
import type { World } from '#store/world.ts'
import { type AccountChoice, buildAccountChoices } from './sign-in-choices.ts'

/** An account for a consent, with what would be debited from it. */
export type PayingChoice = AccountChoice & {
  /**
   * The debit and the charges, in minor units of the account's currency. Absent if the amount is
   * not known yet.
   */
  readonly leaves?: { readonly amount: bigint; readonly fee: bigint }
  /** Whether the account has enough money for that now. */
  readonly isEnough: boolean
}

/** Lists the accounts that a customer may choose for a consent, with the debit of each. */
export const listEligibleAccounts = (world: World, consent: ConsentRecord, customer: string): Promise<PayingChoice[]> =>
  buildPayingChoices(world, eligibleAccounts(world, consent, customer), buildDebitCalculator(world, consent))

/** Lists the accounts that the customer chose, with the debit of each. */
export function listChosenAccounts(
  world: World,
  consent: ConsentRecord,
  ids: readonly string[],
): Promise<PayingChoice[]> {
  const accounts = ids.flatMap((id) => findAccount(world, id) ?? [])
  return buildPayingChoices(world, accounts, buildDebitCalculator(world, consent))
}

async function buildPayingChoices(
  world: World,
  accounts: readonly Account[],
  cost: DebitCalculator,
): Promise<PayingChoice[]> {
  const choices = await buildAccountChoices(world, accounts)
  return Promise.all(
    choices.map(async (choice, n) => {
      const leaves = cost(choice.currency)
      if (!leaves) return { ...choice, isEnough: true }
      return { ...choice, leaves, isEnough: await hasFunds(world, accounts[n] as Account, leaves.amount + leaves.fee) }
    }),
  )
}

/** Whether the partner names the account, so the customer does not choose one. */
export const isAccountFixed = (consent: ConsentRecord): boolean =>
  consent.kind !== 'account-access' && payerOf(consent) !== undefined

/**
 * Finds the customer that a consent can be for, if it can be for one only: the one who authorised
 * it before, or the holder of the account that it names as the payer.
 */
export function findExpectedCustomer(world: World, consent: ConsentRecord): string | undefined {
  if (consent.customer !== undefined || consent.kind === 'account-access') return consent.customer
  const named = payerOf(consent)
  return named && findAccountByIdentification(world, named)?.customer.id
}
