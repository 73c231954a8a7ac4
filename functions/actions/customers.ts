import type { Grant } from '#bank/grant.ts'
import { Problem } from '#bank/problem.ts'
import { accountsOf } from '#mocks/account.ts'
import { secondsPerDay } from '#mocks/calendar.ts'
import { type Customer, customerAt, customerOf, identityOf, personaOf } from '#mocks/customer.ts'
import { personas } from '#mocks/personas.ts'
import type { World } from '#store/world.ts'
import { bankOf, isoOf, outOfRange, type Page } from './bank.ts'

/** A customer as a developer wants to know one: who, what kind, which accounts. */
export type CustomerView = { id: string; persona: string; name: string; born: string; town: string; accounts: string[] }

/** A kind of customer. */
export type PersonaView = {
  id: string
  title: string
  about: string
  category: 'Business' | 'Personal'
  weight: number
}

const customersPerPage = 25
/** A page looks at no more customers than this, so that a rare persona in a small world answers at once. */
const mostLookedAt = 20_000

/** Customers in the order of their index, of one persona or of all; `next` begins the next page. */
export function listCustomers(
  world: World,
  _grant: Grant<'world'>,
  query: { persona?: string | undefined; page?: string | undefined },
): Page<CustomerView> {
  const bank = bankOf(world)
  const { persona, page } = query
  if (persona !== undefined && !personas.some(({ id }) => id === persona)) {
    const known = personas.map(({ id }) => id).join(', ')
    throw new Problem('field-invalid', `there is no persona ${persona}; there are: ${known}`, { path: 'query persona' })
  }
  const from = page === undefined ? 0 : (customerOf(bank, page)?.index ?? -1)
  if (from < 0) throw outOfRange(page)

  const items: CustomerView[] = []
  const until = Math.min(bank.size, from + mostLookedAt)
  for (let index = from; index < until; index++) {
    if (persona !== undefined && personaOf(bank, index).id !== persona) continue
    if (items.length === customersPerPage) return { items, next: `cus_${index}` }
    items.push(view(world, customerAt(bank, index) as Customer))
  }
  return { items, next: until < bank.size ? `cus_${until}` : undefined }
}

export function findCustomer(world: World, _grant: Grant<'world'>, customerId: string): CustomerView {
  const customer = customerOf(bankOf(world), customerId)
  if (!customer) {
    const last = `cus_${world.record.size - 1}`
    throw new Problem('customer-not-found', `there is no customer ${customerId}; there are cus_0 to ${last}`, {
      path: 'path CustomerId',
    })
  }
  return view(world, customer)
}

/** Every kind of customer there is. */
export function listPersonas(): PersonaView[] {
  return personas.map(({ id, title, about, category, weight }) => ({ id, title, about, category, weight }))
}

function view(world: World, customer: Customer): CustomerView {
  const bank = bankOf(world)
  const { name, born, address } = identityOf(bank, customer)
  return {
    id: customer.id,
    persona: customer.persona.id,
    name,
    born: isoOf(born * secondsPerDay).slice(0, 10),
    town: address.town,
    accounts: accountsOf(bank, customer).map(({ id }) => id),
  }
}
