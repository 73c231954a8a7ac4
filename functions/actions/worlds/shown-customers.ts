import { findAccount, findCustomer } from '#actions/accounts/lookup.ts'
import type { WorldConsent } from '#actions/consents/world-consents.ts'
import { hasMoved } from '#actions/ledger/ledger.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { personas } from '#mocks/people/personas.ts'
import { legs } from '#store/records.ts'
import type { World } from '#store/world.ts'

/** The personas of those who are shown where nothing was done yet: a steady life, and a slide. */
const firstShown = ['salaried-family', 'gig-worker', 'sliding-into-debt', 'young-professional']

/** The customers that a world's owner wants to see, and how many of them something was done for. */
export type ShownCustomers = { readonly ids: readonly string[]; readonly touched: number }

/**
 * Lists the customers that something was done for, up to `most`: those of the newest consents,
 * which are payments too, then others with legs on their accounts. Named customers fill the rest.
 */
export async function listShownCustomers(
  world: World,
  _grant: Grant<'world'>,
  { consents, most }: { readonly consents: readonly WorldConsent[]; readonly most: number },
): Promise<ShownCustomers> {
  const authorised = consents.flatMap(({ consent: { customer } }) => customer ?? [])
  const found = [...new Set(authorised)].slice(0, most)
  const moved = found.length < most && hasMoved(world) ? await listMovedCustomers(world, most) : []
  const exists = (id: string) => findCustomer(world, id) !== undefined
  const touched = [...new Set([...found, ...moved])].filter(exists).slice(0, most)
  const named = [...firstShown, ...personas.map(({ id }) => id)]
    .map((id) => `cus_${personas.findIndex((persona) => persona.id === id)}`)
    .filter(exists)
  return { ids: [...new Set([...touched, ...named])].slice(0, most), touched: touched.length }
}

/**
 * Lists customers with legs on their accounts. It reads one item for each account, so that an
 * account with a thousand legs costs as much as one with a single one.
 */
async function listMovedCustomers(world: World, most: number): Promise<string[]> {
  const prefix = 'account/acc_'
  const { partition } = legs.key(world, '', '')
  const owners = new Set<string>()
  for (let after: string | undefined; owners.size < most; ) {
    const [item] = await world.sandbox.store.list(partition, {
      prefix,
      limit: 1,
      ...(after !== undefined && { after }),
    })
    const [, account] = item?.key.path.split('/') ?? []
    if (account === undefined) break
    const owner = findAccount(world, account)?.customer.id
    if (owner !== undefined) owners.add(owner)
    // The last path that may belong to this account.
    after = `account/${account}/\u{10ffff}`
  }
  return [...owners]
}
