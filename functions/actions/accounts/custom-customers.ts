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
 * The customers that a document brings, in the form of the synthetic ones; the generator knows
 * nothing of them.
 */
type CustomCustomers = {
  readonly customers: readonly Customer[]
  readonly identities: ReadonlyMap<string, Identity>
  /** By the customer's id, in the document's order. */
  readonly accountsOf: ReadonlyMap<string, readonly Account[]>
  readonly accounts: ReadonlyMap<string, Account>
}

const nobody: CustomCustomers = { customers: [], identities: new Map(), accountsOf: new Map(), accounts: new Map() }

/**
 * The same objects each time for the same document, so that others may hang what they computed on
 * them.
 */
export const customCustomersOf = (edits: Edits | undefined): CustomCustomers =>
  edits?.customers ? buildCustomCustomers(edits) : nobody

const buildCustomCustomers = perObject(({ customers = [] }: Edits): CustomCustomers => {
  const made = customers.map((one) => ({ one, customer: customerOf(one) }))
  const accounts = made.map(({ one, customer }) => one.accounts.map((account) => accountOf(customer, account)))
  return {
    customers: made.map(({ customer }) => customer),
    identities: new Map(made.map(({ one }) => [one.id, identityOf(one)])),
    accountsOf: new Map(made.map(({ one }, n) => [one.id, accounts[n] ?? []])),
    accounts: new Map(accounts.flat().map((account) => [account.id, account])),
  }
})

const dayOf = (date: string): Day => Date.parse(date) / 1000 / secondsPerDay
const openedIn = (date: string) => monthAt(Date.parse(date) / 1000)

function customerOf({ id, persona, accounts }: CustomCustomer): Customer {
  return {
    // No place in the synthetic bank: ids are made of the id.
    index: -1,
    seed: 0,
    key: id,
    id,
    persona: personas.find((one) => one.id === persona) ?? (personas[0] as Persona),
    opened: Math.min(...accounts.map(({ opened }) => openedIn(opened))),
  }
}

function identityOf({ name, born, address, email, mobile }: CustomCustomer): Identity {
  return { title: '', person: name, name, born: dayOf(born), address, email, mobile: mobile ?? '' }
}

/**
 * Its numbers follow from its id. The sort codes `002000` to `002999` are none of the synthetic
 * accounts'.
 */
function accountOf(customer: Customer, { id, product, opened, creditLine }: CustomAccount): Account {
  const lot = stream(id)
  const isCard = product === 'card'
  return {
    id,
    customer,
    product,
    role: products[product].role,
    currency: 'GBP',
    sortCode: isCard ? '' : `00${2000 + (lot % 1000)}`,
    number: isCard ? '' : String(10_000_000 + (Math.floor(lot / 1000) % 90_000_000)),
    pan: isCard ? `400000999999${String(lot % 10_000).padStart(4, '0')}` : '',
    opened: dayOf(opened),
    firstMonth: openedIn(opened),
    creditLine: parseEditAmount(creditLine ?? '0.00'),
  }
}
