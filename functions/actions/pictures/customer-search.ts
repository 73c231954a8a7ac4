import {
  countCustomers,
  findCustomer,
  findCustomerAt,
  findCustomerIndex,
  findPersonaIdAt,
  identityOfCustomer,
} from '#actions/accounts/lookup.ts'
import type { Customer } from '#mocks/people/customer.ts'
import type { Persona } from '#mocks/people/persona.ts'
import { personas } from '#mocks/people/personas.ts'
import type { World } from '#store/world.ts'

/** How many customers one page shows. */
const customersPerPage = 24
/** How many customers one page looks at, and of how many it draws the name, so that it is quick. */
const [mostVisited, mostNames] = [40_000, 4_000]

export type CustomerQuery = {
  /** A part of a name or of a persona's title, in any case. */
  readonly text: string
  /** The id of a persona. */
  readonly persona?: string | undefined
  /** The id of the first customer to look at: the `next` of the page before. */
  readonly from?: string | undefined
}

/** Some of the customers that a query finds, and how far it has looked. */
export type CustomerMatches = {
  readonly customers: readonly Customer[]
  /** The ids of the first and the last customer that were looked at. */
  readonly first: string
  readonly last: string
  /** How many customers the world has. */
  readonly total: number
  /** The id of the customer at which the next page begins; absent at the end. */
  readonly next?: string | undefined
}

/**
 * Searches the customers of a world from one of them on, until a page is full or enough customers
 * were looked at. A world may have a million customers and no index of names, so the answer says
 * how far the search came. Returns undefined if there is no customer to begin at.
 */
export function searchCustomers(world: World, { text, persona, from }: CustomerQuery): CustomerMatches | undefined {
  const total = countCustomers(world)
  const start = from === undefined ? 0 : findCustomerIndex(world, from)
  if (start < 0) return undefined
  const wanted = text.toLowerCase()
  // With a persona chosen, the text is a name.
  const matching = new Set(persona === undefined ? listMatchingPersonas(wanted).map(({ id }) => id) : [])
  const customers: Customer[] = []
  const end = Math.min(total, start + mostVisited)
  let names = 0
  let index = start
  for (; index < end && customers.length < customersPerPage && names < mostNames; index++) {
    const id = findPersonaIdAt(world, index) as string
    if (persona !== undefined && id !== persona) continue
    const isSure = wanted === '' || matching.has(id)
    if (!isSure) names++
    const customer = isSure ? findCustomerAt(world, index) : findByName(world, index, wanted)
    if (customer) customers.push(customer)
  }
  const idAt = (one: number) => findCustomerAt(world, one)?.id
  return { customers, first: idAt(start) ?? '', last: idAt(index - 1) ?? '', total, next: idAt(index) }
}

/** Returns the personas whose title contains a text. A letter or two are a part of most titles. */
const listMatchingPersonas = (wanted: string): readonly Persona[] =>
  wanted.length < 3 ? [] : personas.filter(({ id, title }) => id === wanted || title.toLowerCase().includes(wanted))

/** Returns the customer at an index if the name contains a text. */
function findByName(world: World, index: number, wanted: string): Customer | undefined {
  const customer = findCustomerAt(world, index) as Customer
  return identityOfCustomer(world, customer).name.toLowerCase().includes(wanted) ? customer : undefined
}

/** Finds the customer whose id a reader typed, in any case; undefined if the text is no id. */
export const findCustomerById = (world: World, text: string): Customer | undefined =>
  findCustomer(world, text.trim().toLowerCase())
