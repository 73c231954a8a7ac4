import { accountsOfCustomer, findAccount, findCustomer, identityOfCustomer } from '#actions/accounts/lookup.ts'
import { bankOf } from '#mocks/base/bank.ts'
import { type AccountParty, partiesOf } from '#mocks/people/parties.ts'
import type { World } from '#store/world.ts'

/*
 * The other directors of a company. Its first one signs in with the customer's own number, asks for
 * payments and is the first to agree; the others sign in with numbers of their own, and may agree
 * or refuse.
 */

/** Somebody who may agree to payments of a company beside the one who asks for them. */
type Signatory = {
  /** The number to sign in with, which is that of the party too: `cus_6_3`. */
  readonly id: string
  readonly name: string
  readonly customer: string
  readonly business: string
}

/** The signatory of a number, or undefined. */
export function findSignatory(world: World, id: string): Signatory | undefined {
  const [, customer] = /^(cus_\d+)_\d+$/.exec(id) ?? []
  return customer === undefined ? undefined : listSignatories(world, customer).find((one) => one.id === id)
}

/** Every signatory of a customer: none where it agrees alone. */
export function listSignatories(world: World, customerId: string): Signatory[] {
  const customer = findCustomer(world, customerId)
  const account = customer?.persona.signing && accountsOfCustomer(world, customer)[0]
  if (!customer || !account) return []
  const business = identityOfCustomer(world, customer).name
  const [, ...others] = partiesOf(bankOf(world), account).filter(isDirector)
  return others.map(({ id, name }) => ({ id, name, customer: customer.id, business }))
}

export const isDirector = ({ role }: AccountParty): boolean => role === 'director'

/**
 * As which of those who must agree somebody speaks who is signed in; undefined for whom the account
 * is no business.
 */
export function findActingApproverId(
  world: World,
  who: string,
  account: string,
  signers: readonly AccountParty[],
): string | undefined {
  const customer = findAccount(world, account)?.customer.id
  if (who === customer) return signers[0]?.id
  const signatory = findSignatory(world, who)
  return signatory?.customer === customer ? signers.find(({ id }) => id === who)?.id : undefined
}
