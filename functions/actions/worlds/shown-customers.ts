import { findAccount, findCustomer } from '#actions/accounts/lookup.ts'
import { hasMoved } from '#actions/ledger/ledger.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { personas } from '#mocks/people/personas.ts'
import { authorisedConsents, legs } from '#store/records.ts'
import type { Key } from '#store/store.ts'
import type { World } from '#store/world.ts'

/** How many names one list reads: a world that was used much has many. */
const mostNames = 24

/** The personas of those who are shown where nothing was done yet: a steady life, and a slide. */
const firstShown = ['salaried-family', 'gig-worker', 'sliding-into-debt', 'young-professional']

/** The customers that a world's owner wants to see, and how many of them something was done for. */
export type ShownCustomers = { readonly ids: readonly string[]; readonly touched: number }

/**
 * Lists the customers that something was done for, up to `most`: first those who authorised a
 * consent, then those on whose accounts money was moved. Named customers fill the rest.
 */
export async function listShownCustomers(world: World, grant: Grant<'world'>, most: number): Promise<ShownCustomers> {
  const touched = (await listTouchedCustomers(world, grant)).slice(0, most)
  const named = [...firstShown, ...personas.map(({ id }) => id)]
    .map((id) => `cus_${personas.findIndex((persona) => persona.id === id)}`)
    .filter((id) => findCustomer(world, id) !== undefined)
  return { ids: [...new Set([...touched, ...named])].slice(0, most), touched: touched.length }
}

/** Lists the customers who authorised a consent, and those whose money was moved. */
async function listTouchedCustomers(world: World, _grant: Grant<'world'>): Promise<string[]> {
  const [authorised, moved] = await Promise.all([
    listNames(world, authorisedConsents.key(world, '', ''), 'given/'),
    hasMoved(world) ? listNames(world, legs.key(world, 'acc_', ''), 'account/acc_') : [],
  ])
  const owners = moved.map((name) => findAccount(world, `acc_${name}`)?.customer.id)
  return [...new Set([...authorised, ...owners])].filter(
    (id): id is string => id !== undefined && findCustomer(world, id) !== undefined,
  )
}

/**
 * Lists the names that follow a prefix up to the next slash. It reads one item for each name, so
 * that an account with a thousand legs costs as much as one with a single one.
 */
async function listNames({ sandbox: { store } }: World, { partition }: Key, prefix: string): Promise<string[]> {
  const names: string[] = []
  for (let after: string | undefined; names.length < mostNames; ) {
    const [item] = await store.list(partition, { prefix, limit: 1, ...(after !== undefined && { after }) })
    const [name] = item?.key.path.slice(prefix.length).split('/') ?? []
    if (name === undefined) break
    names.push(name)
    // The last path that may begin with this name.
    after = `${prefix}${name}/\u{10ffff}`
  }
  return names
}
