import { boundedCache } from '#bank/base/bounded-cache.ts'
import { type Account, accountsOf } from '#mocks/accounts/account.ts'
import { type Product, type SavingsProduct, savingsProducts } from '#mocks/accounts/products.ts'
import type { Bank } from '#mocks/base/bank.ts'
import { chance, drawInteger, drawNumber, stream } from '#mocks/base/chance.ts'
import type { Life } from '#mocks/lives/life.ts'
import { type Category, categories } from '#mocks/payments/merchants.ts'
import type { Customer } from '#mocks/people/customer.ts'
import { type Habits, habitsOf } from '#mocks/people/habits.ts'
import type { Facts } from '#mocks/walk/engine/facts.ts'
import { drawNormal } from '#mocks/walk/engine/normal.ts'
import type { Contract, Job, Plan } from './agreed.ts'
import { type Shops, shopsOf } from './shops.ts'

/**
 * What the walk knows of a customer: what stays the same through a life, and what was computed of
 * it. Amounts are in pence.
 */
export type Course = {
  readonly customer: Customer
  readonly habits: Habits
  readonly life: Life
  readonly main: Product
  readonly savings: readonly SavingsProduct[]
  /** The lowest balance of the main account: minus its credit line. */
  readonly floor: number
  readonly cardLimit: number
  /** The month of the calendar in which each of the customer's years begins (0 is January). */
  readonly offset: number
  /** Thinks of the bills to come before buying. */
  readonly isPrudent: boolean
  /** The median of what is kept, as a logarithm of months of pay. */
  readonly cushion: number
  /** The share of free money that is spent, relative to the persona. */
  readonly appetite: number
  /** Saves by standing order instead of now and then. */
  readonly savesByOrder: boolean
  readonly shops: Shops
  readonly cardShops: Shops
  /** Where a year with more than usual buys something. */
  readonly treats: readonly Facts[]
  readonly jobs: Map<number, Job>
  readonly contracts: Map<number, Contract>
  readonly usualBills: Map<number, { readonly total: number; readonly late: number }>
  readonly plans: Plan[]
}

const treats: readonly Category[] = [categories.electronics, categories.clothes, categories.home, categories.online]
const being = stream('course')
/** A course has about 50 kB. A page asks for one, an export for one after the other. */
const remembered = boundedCache<Course>(200)

/** Returns the course of a customer whose persona walks; the result is cached. */
export function courseOf(bank: Bank, customer: Customer): Course {
  return remembered(customer.key, () => begin(customer, accountsOf(bank, customer)))
}

function begin(customer: Customer, accounts: readonly Account[]): Course {
  const { seed, index, persona } = customer
  const habits = habitsOf(customer)
  const next = chance(seed, index, 0, being)
  const shops = shopsOf(habits.haunts, 'card-purchase')
  const lineOf = (role: Account['role']) => accounts.find((one) => one.role === role)?.creditLine ?? 0
  const onCard = habits.haunts.filter(({ category }) => category !== categories.cash && category !== categories.friends)
  return {
    customer,
    habits,
    life: { seed, index, begins: persona.walks?.begins ?? {}, tracks: new Map() },
    main: persona.main,
    savings: savingsProducts.filter((product) => habits.holds.has(product)),
    floor: 0 - lineOf('main'),
    cardLimit: lineOf('card'),
    offset: drawInteger(next, 0, 11),
    isPrudent: next() < 0.75,
    cushion: -1.3 + 0.6 * drawNormal(next),
    appetite: drawNumber(next, [0.82, 1.06]),
    savesByOrder: next() < 0.3,
    shops,
    cardShops: shopsOf(onCard, 'credit-card-purchase'),
    treats: shops.kinds.filter(({ category }) => treats.includes(category)).flatMap(({ facts }) => facts),
    jobs: new Map(),
    contracts: new Map(),
    usualBills: new Map(),
    plans: [],
  }
}
