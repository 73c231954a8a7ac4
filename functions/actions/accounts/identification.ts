import type { CashAccount } from '#bank/account-information/account.ts'
import { ibanOf } from '#bank/account-information/iban.ts'
import type { Visibility } from '#bank/consents/field-visibility.ts'
import type { Counterparty } from '#bank/ledger/leg.ts'
import { type Account, accountOf, maskedPan } from '#mocks/accounts/account.ts'
import { externalAccountOf } from '#mocks/accounts/external.ts'
import type { Product } from '#mocks/accounts/products.ts'
import { bankOf } from '#mocks/base/bank.ts'
import type { Customer } from '#mocks/people/customer.ts'
import type { World } from '#store/world.ts'
import { holderNameOf } from './lookup.ts'

/**
 * Lists the identifications of an account of this bank: sort code and number, then IBAN; or a card
 * number.
 */
export function listIdentifications(world: World, account: Account, depth: Visibility): CashAccount[] {
  const Name = holderNameOf(world, account)
  if (account.role === 'card') {
    const Identification = depth === 'whole' ? account.pan : maskedPan(account)
    return [{ SchemeName: 'UK.OBIE.PAN', Identification, Name }]
  }
  return [
    { SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: account.sortCode + account.number, Name },
    { SchemeName: 'UK.OBIE.IBAN', Identification: ibanOf(account.sortCode, account.number), Name },
  ]
}

/**
 * Returns the sort code and number of an account. A card is never a payee, so this is not for
 * cards.
 */
export const cashAccountOf = (world: World, account: Account): CashAccount =>
  listIdentifications(world, account, 'detail')[0] as CashAccount

/** Returns an account as the counterparty of a leg. */
export function counterpartyOf(world: World, account: Account): Counterparty {
  const { Name = '', SchemeName, Identification } = cashAccountOf(world, account)
  return { name: Name, scheme: SchemeName, identification: Identification }
}

/**
 * Builds the counterparty's account: another account of the same customer, or an account at another
 * bank.
 */
export function buildCounterpartyAccount(
  world: World,
  customer: Customer,
  party: string,
  own: Product | undefined,
  depth: Visibility,
): CashAccount {
  const mine = own && accountOf(bankOf(world), `acc_${customer.index}_${own}`)
  if (mine) return listIdentifications(world, mine, depth)[0] as CashAccount
  return { SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: externalAccountOf(party), Name: party }
}
