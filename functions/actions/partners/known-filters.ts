import { accountsOfCustomer, findAccount, findCustomer } from '#actions/accounts/lookup.ts'
import { listTokens } from '#actions/worlds/tokens.ts'
import { Problem } from '#bank/base/problem.ts'
import { suggestName } from '#bank/base/validation-messages.ts'
import type { Grant } from '#bank/consents/grant.ts'
import type { World } from '#store/world.ts'
import { listPartners } from './partners.ts'

/**
 * Rejects a filter by a partner or an account that the world does not have. `prefix` goes before
 * the names of the two fields.
 */
export async function checkFilter(
  world: World,
  grant: Grant<'world'>,
  { partner, account }: { readonly partner?: string | null | undefined; readonly account?: string | null | undefined },
  prefix = '',
): Promise<void> {
  if (partner != null) {
    // A payment with a developer token has the token as its partner.
    const [clients, tokens] = [await listPartners(world, grant), await listTokens(world, grant)]
    const known = [...clients.map(({ clientId }) => clientId), ...tokens.map(({ id }) => id)]
    if (!known.includes(partner)) {
      const path = `${prefix}partner`
      const why = `${path}: must be the clientId of a partner of this world, or the id of one of its developer tokens (got ${partner})${suggestName(partner, known)}`
      throw new Problem('field-invalid', why, { path })
    }
  }
  if (account != null && !findAccount(world, account)) {
    const path = `${prefix}account`
    const why = `${path}: must be the id of an account of this bank, such as acc_0_current (got ${account})${suggestAccount(world, account)}`
    throw new Problem('field-invalid', why, { path })
  }
}

/** Names the accounts of the customer whose number a wrong account id has. */
export function suggestAccount(world: World, account: string): string {
  const [, index] = /^acc_(\d{1,7})(?:_|$)/.exec(account) ?? []
  const customer = index === undefined ? undefined : findCustomer(world, `cus_${index}`)
  if (!customer) return `; GET /control/worlds/${world.id}/customers lists the customers`
  const ids = accountsOfCustomer(world, customer).map(({ id }) => id)
  return `; ${customer.id} has ${ids.join(', ')}`
}
