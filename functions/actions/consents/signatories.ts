import { accountsOfCustomer, findAccount, findCustomer, identityOfCustomer } from '#actions/accounts/lookup.ts'
import { bankOf } from '#mocks/base/bank.ts'
import { type AccountParty, partiesOf } from '#mocks/people/parties.ts'
import type { World } from '#store/world.ts'

/*
 * The other directors of a company. The first director signs in with the customer's own id, starts
 * payments and is the first to approve them. The others sign in with ids of their own and may
 * approve or refuse.
 */

/** A director, other than the first, who may approve a company's payments. */
type Signatory = {
  /** The id to sign in with, which is also the party's id: `cus_6_3`. */
  readonly id: string
  readonly name: string
  readonly customer: string
  readonly business: string
}

/** Finds a signatory by id. */
export function findSignatory(world: World, id: string): Signatory | undefined {
  const [, customer] = /^(cus_\d+)_\d+$/.exec(id) ?? []
  return customer === undefined ? undefined : listSignatories(world, customer).find((one) => one.id === id)
}

/** Lists the signatories of a customer. A customer who approves alone has none. */
export function listSignatories(world: World, customerId: string): Signatory[] {
  const customer = findCustomer(world, customerId)
  const account = customer?.persona.signing && accountsOfCustomer(world, customer)[0]
  if (!customer || !account) return []
  const business = identityOfCustomer(world, customer).name
  const [, ...others] = partiesOf(bankOf(world), account).filter(isDirector)
  return others.map(({ id, name }) => ({ id, name, customer: customer.id, business }))
}

/** Returns whether a party is a director, who may approve payments. */
export const isDirector = ({ role }: AccountParty): boolean => role === 'director'

/**
 * Finds the approver whom the signed-in person acts as. Returns undefined if the person has no part
 * in the account.
 */
export function findActingApproverId(
  world: World,
  personId: string,
  accountId: string,
  approvers: readonly AccountParty[],
): string | undefined {
  const customer = findAccount(world, accountId)?.customer.id
  if (personId === customer) return approvers[0]?.id
  const signatory = findSignatory(world, personId)
  return signatory?.customer === customer ? approvers.find(({ id }) => id === personId)?.id : undefined
}
