import { type Page, pageNotFound } from '#actions/account-information/page.ts'
import { listIdentifications } from '#actions/accounts/identification.ts'
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
import type { CashAccount } from '#bank/account-information/account.ts'
import { Problem } from '#bank/base/problem.ts'
import { suggestName } from '#bank/base/validation-messages.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { isoOf } from '#bank/time/clock.ts'
import { secondsPerDay } from '#mocks/base/calendar.ts'
import type { Customer } from '#mocks/people/customer.ts'
import { personas } from '#mocks/people/personas.ts'
import type { World } from '#store/world.ts'

/** A customer as shown to developers: identity, persona and accounts. */
type CustomerView = {
  id: string
  persona: string
  name: string
  born: string
  town: string
  accounts: string[]
  identifications: (CashAccount & { AccountId: string })[]
}

type PersonaView = {
  id: string
  title: string
  about: string
  category: 'Business' | 'Personal'
  weight: number
}

const customersPerPage = 25
/** How many customers one page scans at most, so that a rare persona still answers at once. */
const maxScanned = 20_000
/** The same for a search by name, which draws the identity of every customer. */
const maxNamesScanned = 5_000

/**
 * Lists customers, of one persona or with a text in their name if given: synthetic customers by
 * index, then those of the edits. `next` is the id of the first customer of the next page.
 */
export function listCustomers(
  world: World,
  _grant: Grant<'world'>,
  query: { persona?: string | undefined; name?: string | undefined; page?: string | undefined },
): Page<CustomerView> {
  const { persona, page } = query
  const name = query.name?.toLowerCase()
  if (persona !== undefined && !personas.some(({ id }) => id === persona)) {
    const known = personas.map(({ id }) => id)
    const path = 'query persona'
    const why = `must be one of ${known.join(', ')} (got ${persona.slice(0, 60)})${suggestName(persona, known)}`
    throw new Problem('field-invalid', `${path}: ${why}`, { path })
  }
  const from = page === undefined ? 0 : findCustomerIndex(world, page)
  if (from < 0) throw pageNotFound(page, 'next of the previous page')

  const items: CustomerView[] = []
  const until = Math.min(countCustomers(world), from + (name === undefined ? maxScanned : maxNamesScanned))
  for (let index = from; index < until; index++) {
    if (persona !== undefined && findPersonaIdAt(world, index) !== persona) continue
    const customer = findCustomerAt(world, index) as Customer
    if (name !== undefined && !identityOfCustomer(world, customer).name.toLowerCase().includes(name)) continue
    if (items.length === customersPerPage) return { items, next: customer.id }
    items.push(buildCustomerView(world, customer))
  }
  return { items, next: findCustomerAt(world, until)?.id }
}

/** Returns one customer. Rejects an unknown id with `customer-not-found`. */
export function getCustomer(world: World, _grant: Grant<'world'>, customerId: string): CustomerView {
  const customer = findCustomer(world, customerId)
  if (customer) return buildCustomerView(world, customer)
  const path = 'path CustomerId'
  const why = `${path}: must be one of ${describeCustomers(world)} (got ${customerId.slice(0, 60)})`
  throw new Problem('customer-not-found', why, { path })
}

/** Lists all personas. */
export function listPersonas(): PersonaView[] {
  return personas.map(({ id, title, about, category, weight }) => ({ id, title, about, category, weight }))
}

function buildCustomerView(world: World, customer: Customer): CustomerView {
  const { name, born, address } = identityOfCustomer(world, customer)
  const accounts = accountsOfCustomer(world, customer)
  return {
    id: customer.id,
    persona: customer.persona.id,
    name,
    born: isoOf(born * secondsPerDay).slice(0, 10),
    town: address.town,
    accounts: accounts.map(({ id }) => id),
    identifications: accounts.flatMap((account) =>
      listIdentifications(world, account, 'detail').map((one) => ({ AccountId: account.id, ...one })),
    ),
  }
}
