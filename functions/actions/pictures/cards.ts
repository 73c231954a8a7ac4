import { accountBalanceAt } from '#actions/accounts/entries.ts'
import { identityOfCustomer } from '#actions/accounts/lookup.ts'
import { readLegsAt } from '#actions/ledger/journal.ts'
import { accountIdPrefixOf } from '#bank/consents/grant.ts'
import { secondsOf } from '#bank/time/clock.ts'
import { products } from '#mocks/accounts/products.ts'
import { bankOf } from '#mocks/base/bank.ts'
import type { Customer } from '#mocks/people/customer.ts'
import { customerAt } from '#mocks/people/customer.ts'
import { personas } from '#mocks/people/personas.ts'
import type { World } from '#store/world.ts'
import { readBalanceLines } from './balance-lines.ts'
import { formatMonthName } from './months.ts'
import { storyAccountOf } from './story-account.ts'

/** A customer as a card shows one. Amounts are in minor units. */
export type CustomerCard = CustomerFacts & {
  /** The account that tells the customer's story; absent if there is no account. */
  readonly story?: {
    readonly title: string
    readonly currency: 'GBP' | 'EUR'
    /** Balances at the end of each month, and last at the world's now. */
    readonly balances: readonly number[]
    /** The first of these months, `2023-11`. */
    readonly since: string
  }
}

/** Who a customer is. */
export type CustomerFacts = {
  readonly id: string
  readonly name: string
  readonly persona: string
  readonly about: string
  readonly category: 'Personal' | 'Business'
  /** Whether the persona's money is short: debt, bets, a fraud, an income that just suffices. */
  readonly isInDifficulty: boolean
  readonly town: string
  /** Whether the customer is one of those that every world begins with. */
  readonly isNamed: boolean
}

/** The personas of customers in difficulty. */
export const inDifficulty: ReadonlySet<string> = new Set([
  'benefit-recipient',
  'climbing-out',
  'gambler',
  'scam-victim',
  'sliding-into-debt',
])

/** Builds who a customer is. */
export function buildCustomerFacts(world: World, customer: Customer): CustomerFacts {
  const { id, index, persona } = customer
  const { name, address } = identityOfCustomer(world, customer)
  return {
    ...{ id, name, persona: persona.title, about: persona.about, category: persona.category },
    isInDifficulty: inDifficulty.has(persona.id),
    town: address.town,
    isNamed: index >= 0 && index < personas.length,
  }
}

/** Builds the cards of some customers of a world. */
export async function buildCards(world: World, customers: readonly Customer[]): Promise<CustomerCard[]> {
  const stories = customers.map((customer) => storyAccountOf(world, customer))
  const lines = await readBalanceLines(
    world,
    stories.filter((account) => account !== undefined),
  )
  const byAccount = new Map(lines.map((line) => [line.account, line]))
  return customers.map((customer, n) => {
    const line = stories[n] && byAccount.get(stories[n])
    const facts = buildCustomerFacts(world, customer)
    if (!line) return facts
    const { account, balances, months } = line
    const { title } = products[account.product]
    const since = formatMonthName(months[0] as number)
    return { ...facts, story: { title, currency: account.currency, balances, since } }
  })
}

/**
 * A customer in a list, with the balance at the world's now of the account that tells the story.
 */
export type CustomerRow = CustomerFacts & {
  readonly story?: { readonly title: string; readonly currency: 'GBP' | 'EUR'; readonly balance: number }
}

/** Builds rows of some customers of a world: as cards, without the line. */
export async function buildRows(world: World, customers: readonly Customer[]): Promise<CustomerRow[]> {
  const at = secondsOf(world)
  const prefixes = customers.map((customer) => accountIdPrefixOf({ customer: customer.id }))
  const legs = await readLegsAt(world, prefixes, at)
  return customers.map((customer) => {
    const account = storyAccountOf(world, customer)
    const facts = buildCustomerFacts(world, customer)
    if (!account) return facts
    const balance = accountBalanceAt(world, account, at, legs.get(account.id))
    return { ...facts, story: { title: products[account.product].title, currency: account.currency, balance } }
  })
}

/** Lists the named customers, who are the first of every world. A small world has fewer. */
export const listNamedCustomers = (world: World): Customer[] =>
  personas.flatMap((_, index) => customerAt(bankOf(world), index) ?? [])

/**
 * Computes the cards of the named customers ahead, one at a time between other work, so that their
 * first reader does not wait for three years of 24 accounts. An error is logged: the reader meets
 * it again.
 */
export async function prepareCards(world: World): Promise<void> {
  try {
    for (const customer of listNamedCustomers(world)) {
      await new Promise(setImmediate)
      await buildCards(world, [customer])
    }
  } catch (error) {
    world.sandbox.log({ level: 'error', message: 'the cards of the named customers were not computed ahead', error })
  }
}
