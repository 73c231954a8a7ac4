import { type Page, pageNotFound } from '#actions/account-information/page.ts'
import {
  accountsOfCustomer,
  countCustomers,
  describeCustomers,
  findCustomer,
  findCustomerAt,
  findCustomerIndex,
  findPersonaIdAt,
  identityOfCustomer,
} from '#actions/accounts/lookup.ts'
import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { isoOf } from '#bank/time/clock.ts'
import { secondsPerDay } from '#mocks/base/calendar.ts'
import type { Customer } from '#mocks/people/customer.ts'
import { personas } from '#mocks/people/personas.ts'
import type { World } from '#store/world.ts'

/** A customer as a developer wants to know one: who, what kind, which accounts. */
type CustomerView = { id: string; persona: string; name: string; born: string; town: string; accounts: string[] }

/** A kind of customer. */
type PersonaView = {
  id: string
  title: string
  about: string
  category: 'Business' | 'Personal'
  weight: number
}

const customersPerPage = 25
/**
 * A page looks at no more customers than this, so that a rare persona in a small world answers at
 * once.
 */
const mostLookedAt = 20_000

/**
 * Customers of one persona or of all, the synthetic ones by their index and then those of the
 * edits; `next` begins the next page.
 */
export function listCustomers(
  world: World,
  _grant: Grant<'world'>,
  query: { persona?: string | undefined; page?: string | undefined },
): Page<CustomerView> {
  const { persona, page } = query
  if (persona !== undefined && !personas.some(({ id }) => id === persona)) {
    const known = personas.map(({ id }) => id).join(', ')
    throw new Problem('field-invalid', `there is no persona ${persona}; there are: ${known}`, { path: 'query persona' })
  }
  const from = page === undefined ? 0 : findCustomerIndex(world, page)
  if (from < 0) throw pageNotFound(page, 'ask for the next of each page')

  const items: CustomerView[] = []
  const until = Math.min(countCustomers(world), from + mostLookedAt)
  for (let place = from; place < until; place++) {
    if (persona !== undefined && findPersonaIdAt(world, place) !== persona) continue
    const customer = findCustomerAt(world, place) as Customer
    if (items.length === customersPerPage) return { items, next: customer.id }
    items.push(view(world, customer))
  }
  return { items, next: findCustomerAt(world, until)?.id }
}

/** One customer, or a refusal. */
export function getCustomer(world: World, _grant: Grant<'world'>, customerId: string): CustomerView {
  const customer = findCustomer(world, customerId)
  if (customer) return view(world, customer)
  const why = `there is no customer ${customerId}; there are ${describeCustomers(world)}`
  throw new Problem('customer-not-found', why, { path: 'path CustomerId' })
}

/** Every kind of customer there is. */
export function listPersonas(): PersonaView[] {
  return personas.map(({ id, title, about, category, weight }) => ({ id, title, about, category, weight }))
}

function view(world: World, customer: Customer): CustomerView {
  const { name, born, address } = identityOfCustomer(world, customer)
  return {
    id: customer.id,
    persona: customer.persona.id,
    name,
    born: isoOf(born * secondsPerDay).slice(0, 10),
    town: address.town,
    accounts: accountsOfCustomer(world, customer).map(({ id }) => id),
  }
}
