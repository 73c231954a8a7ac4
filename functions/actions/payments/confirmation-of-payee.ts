import { findAccountByIdentification, holderNameOf } from '#actions/accounts/lookup.ts'
import type { MandateRecord, PaymentConsentRecord } from '#bank/consents/consent.ts'
import { matchName, type NameMatch } from '#bank/payments/confirmation-of-payee.ts'
import type { Failure } from '#bank/rails/rail.ts'
import { failingAccountOf } from '#mocks/accounts/external.ts'
import type { World } from '#store/world.ts'

/**
 * The result of a confirmation of payee. `name` is the holder's name, disclosed on a close match
 * only.
 */
export type PayeeCheck = {
  readonly result: NameMatch | Exclude<Failure, 'account-blocked'>
  readonly name?: string | undefined
}

type PayeeRequest = { readonly SchemeName: string; readonly Identification: string; readonly Name: string }

/** Confirms the payee of a consent: as a scenario decided it, or else as the accounts say. */
export const confirmPayeeOf = (
  world: World,
  { payeeCheck }: Pick<PaymentConsentRecord | MandateRecord, 'payeeCheck'>,
  payee: PayeeRequest,
): PayeeCheck | undefined => payeeCheck ?? confirmPayee(world, payee)

/**
 * Compares the payee's name with the holder of the account. Returns undefined for an account of
 * another bank, which this bank does not ask, except for the declared failing accounts. For those
 * it returns that the account does not exist or is closed. A blocked account is not disclosed
 * before the payment, so its holder's name is compared like any other.
 */
export function confirmPayee(world: World, payee: PayeeRequest): PayeeCheck | undefined {
  const account = findAccountByIdentification(world, payee)
  const failing = account ? undefined : failingAccountOf(payee)
  if (failing && failing.failure !== 'account-blocked') return { result: failing.failure }
  const name = account ? holderNameOf(world, account) : failing?.holder
  if (name === undefined) return undefined
  const result = matchName(payee.Name, name)
  return { result, ...(result === 'close-match' && { name }) }
}
