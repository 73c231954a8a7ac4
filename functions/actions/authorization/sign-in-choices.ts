import { countCustomers, findCustomer, findCustomerAt, identityOfCustomer } from '#actions/accounts/lookup.ts'
import { findSignatory, listSignatories } from '#actions/consents/signatories.ts'
import { hasMoved, readLastLegs } from '#actions/ledger/ledger.ts'
import { balanceAfter } from '#actions/payments/payment.ts'
import type { Leg } from '#bank/ledger/leg.ts'
import { type Account, maskedPan } from '#mocks/accounts/account.ts'
import { products } from '#mocks/accounts/products.ts'
import type { Customer } from '#mocks/people/customer.ts'
import { personas } from '#mocks/people/personas.ts'
import type { World } from '#store/world.ts'
import { passcodeOf } from './passcodes.ts'

/** An account as the customer sees it in a list of choices. `balance` is in minor units. */
export type AccountChoice = {
  readonly id: string
  readonly name: string
  readonly product: string
  /** The last four digits of the account or card number. */
  readonly number: string
  readonly balance: number
  readonly currency: 'GBP' | 'EUR'
}

/** A customer or director whom a visitor of the sandbox may sign in as. */
export type PersonChoice = {
  readonly id: string
  readonly name: string
  readonly persona: string
  readonly passcode: string
}

/** Builds the list of choices from accounts, with their balances at the world's now. */
export async function buildAccountChoices(world: World, accounts: readonly Account[]): Promise<AccountChoice[]> {
  const ids = accounts.map(({ id }) => id)
  const last = hasMoved(world) ? await readLastLegs(world, ids) : new Map<string, Leg>()
  return accounts.map((account) => {
    const { title, nickname, currency } = products[account.product]
    const ends = account.role === 'card' ? maskedPan(account).slice(-4) : account.number.slice(-4)
    return {
      id: account.id,
      name: nickname,
      product: title,
      number: ends,
      balance: Number(balanceAfter(world, account, last.get(account.id))),
      currency,
    }
  })
}

/** How many customers from custom data are listed after the personas. */
const maxCustom = 50

/** Lists the personas, then the customers from custom data, with their passcodes. */
export function listCustomerChoices(world: World): PersonChoice[] {
  const { size } = world.record
  const named = Array.from({ length: Math.min(size, personas.length) }, (_, place) => place)
  const custom = Array.from({ length: Math.min(maxCustom, countCustomers(world) - size) }, (_, n) => size + n)
  return [...named, ...custom].flatMap((place) => {
    const customer = findCustomerAt(world, place)
    return customer ? [buildCustomerChoice(world, customer)] : []
  })
}

function buildCustomerChoice(world: World, customer: Customer): PersonChoice {
  const { id, persona } = customer
  return { id, name: identityOfCustomer(world, customer).name, persona: persona.title, passcode: passcodeOf(world, id) }
}

/** How many customers a search by name scans, and how many it finds, at most. */
export const maxSearched = 2_000
const maxFound = 24

/**
 * Finds people by number, or by a text in their name or persona. A search by text scans the first
 * customers of the world, since each name is computed.
 */
export function searchPersonChoices(world: World, text: string, withDirectors: boolean): PersonChoice[] {
  const sought = text.trim().toLowerCase()
  const known = findPersonChoice(world, /^\d+$/.test(sought) ? `cus_${sought}` : sought, withDirectors)
  if (known) return [known]
  const isMatch = (...texts: string[]) => texts.some((one) => one.toLowerCase().includes(sought))
  const found = (withDirectors ? listDirectorChoices(world) : []).filter(({ name, persona }) => isMatch(name, persona))
  const { size } = world.record
  const count = countCustomers(world)
  for (let place = 0; place < count && found.length < maxFound; place++) {
    // The customers from custom data come after all others.
    if (place === maxSearched && place < size) place = size
    if (place - size >= maxSearched) break
    const customer = findCustomerAt(world, place) as Customer
    if (isMatch(customer.persona.title, identityOfCustomer(world, customer).name))
      found.push(buildCustomerChoice(world, customer))
  }
  return found
}

/** Finds a customer by id, or a director if directors may sign in too. */
export function findPersonChoice(world: World, id: string, withDirectors: boolean): PersonChoice | undefined {
  const customer = findCustomer(world, id)
  if (customer) return buildCustomerChoice(world, customer)
  const director = withDirectors ? findSignatory(world, id) : undefined
  return director && buildDirectorChoice(world, director)
}

/** Lists the second directors of the personas. They can only approve or refuse payments. */
export function listDirectorChoices(world: World): PersonChoice[] {
  const { size } = world.record
  const ids = Array.from({ length: Math.min(size, personas.length) }, (_, place) => `cus_${place}`)
  return ids.flatMap((id) => listSignatories(world, id)).map((director) => buildDirectorChoice(world, director))
}

const buildDirectorChoice = (
  world: World,
  { id, name, business }: { readonly id: string; readonly name: string; readonly business: string },
): PersonChoice => ({ id, name, persona: `Director, ${business}`, passcode: passcodeOf(world, id) })

/** Finds the name of a customer or director by id. */
export function findPersonName(world: World, id: string): string | undefined {
  const customer = findCustomer(world, id)
  return customer ? identityOfCustomer(world, customer).name : findSignatory(world, id)?.name
}
