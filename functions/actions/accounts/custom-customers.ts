import { perObject } from '#bank/base/per-object.ts'
import { type CustomAccount, type CustomCustomer, type Edits, parseEditAmount } from '#bank/worlds/edits.ts'
import type { Account } from '#mocks/accounts/account.ts'
import { products } from '#mocks/accounts/products.ts'
import { type Day, monthAt, secondsPerDay } from '#mocks/base/calendar.ts'
import { stream } from '#mocks/base/chance.ts'
import type { Customer, Identity } from '#mocks/people/customer.ts'
import type { Persona } from '#mocks/people/persona.ts'
import { personas } from '#mocks/people/personas.ts'

/**
 * The customers that a world's edits add, in the same form as synthetic ones. The generator does
 * not know them.
 */
type CustomCustomers = {
  readonly customers: readonly Customer[]
  readonly identities: ReadonlyMap<string, Identity>
  /** By the customer's id, in the order of the edits. */
  readonly accountsOf: ReadonlyMap<string, readonly Account[]>
  readonly accounts: ReadonlyMap<string, Account>
}

const noCustomers: CustomCustomers = {
  customers: [],
  identities: new Map(),
  accountsOf: new Map(),
  accounts: new Map(),
}

/**
 * Returns the customers that edits add. The same edits always return the same objects, so callers
 * may use them as cache keys.
 */
export const customCustomersOf = (edits: Edits | undefined): CustomCustomers =>
  edits?.customers ? buildCustomCustomers(edits) : noCustomers

const buildCustomCustomers = perObject(({ customers = [] }: Edits): CustomCustomers => {
  const made = customers.map((one) => ({ one, customer: buildCustomer(one) }))
  const accounts = made.map(({ one, customer }) => one.accounts.map((account) => buildAccount(customer, account)))
  return {
    customers: made.map(({ customer }) => customer),
    identities: new Map(made.map(({ one }) => [one.id, buildIdentity(one)])),
    accountsOf: new Map(made.map(({ one }, n) => [one.id, accounts[n] ?? []])),
    accounts: new Map(accounts.flat().map((account) => [account.id, account])),
  }
})

const dayOf = (date: string): Day => Date.parse(date) / 1000 / secondsPerDay
const openedIn = (date: string) => monthAt(Date.parse(date) / 1000)

function buildCustomer({ id, persona, accounts }: CustomCustomer): Customer {
  return {
    // Not part of the synthetic bank, so ids are built from the customer's id.
    index: -1,
    seed: 0,
    key: id,
    id,
    persona: personas.find((one) => one.id === persona) ?? (personas[0] as Persona),
    opened: Math.min(...accounts.map(({ opened }) => openedIn(opened))),
  }
}

function buildIdentity({ name, born, address, email, mobile }: CustomCustomer): Identity {
  return { title: '', person: name, name, born: dayOf(born), address, email, mobile: mobile ?? '' }
}

/**
 * Derives an account's numbers from its id. Synthetic accounts never have the sort codes `002000`
 * to `002999`.
 */
function buildAccount(customer: Customer, { id, product, opened, creditLine }: CustomAccount): Account {
  const random = stream(id)
  const isCard = product === 'card'
  return {
    id,
    customer,
    product,
    role: products[product].role,
    currency: 'GBP',
    sortCode: isCard ? '' : `00${2000 + (random % 1000)}`,
    number: isCard ? '' : String(10_000_000 + (Math.floor(random / 1000) % 90_000_000)),
    pan: isCard ? `400000999999${String(random % 10_000).padStart(4, '0')}` : '',
    opened: dayOf(opened),
    firstMonth: openedIn(opened),
    creditLine: parseEditAmount(creditLine ?? '0.00'),
  }
}
