import { boundedCache } from '#bank/base/bounded-cache.ts'
import { type Product, products } from '#mocks/accounts/products.ts'
import { type Month, monthOf, priceLevel, yearOf } from '#mocks/base/calendar.ts'
import { type Chance, chance, drawInteger, drawNumber, pick, stream } from '#mocks/base/chance.ts'
import { type Category, type CategoryId, categories } from '#mocks/payments/merchants.ts'
import { catalogue } from './catalogue.ts'
import type { Customer } from './customer.ts'
import type { Bill, Income } from './persona.ts'
import { personas } from './personas.ts'

/** The shops of one kind that a customer visits, their share of visits, and the shares up to it. */
export type VisitedShops = {
  readonly category: Category
  readonly names: readonly string[]
  readonly share: number
  readonly upTo: number
}

/**
 * A bill of a customer: its payees, its day of the month, and its monthly cost in pence of 2024.
 */
export type CustomerBill = {
  readonly bill: Bill
  readonly to: readonly string[]
  readonly day: number
  readonly pence: number
}

/** What stays the same through a customer's life: incomes, bills, shops. */
export type Habits = {
  /** Mean monthly income in pence of 2024. */
  readonly income: number
  readonly incomes: readonly { readonly income: Income; readonly from: string; readonly lot: number }[]
  readonly bills: readonly CustomerBill[]
  readonly holds: ReadonlySet<Product | 'overdraft'>
  /** Parts of the income. */
  readonly saves: number
  readonly onCard: number
  /** Days of the month: of the standing orders to savings, and of the card's direct debit. */
  readonly savesOn: number
  readonly repaysOn: number
  /** The month of the large withdrawal from savings (0 is January). */
  readonly holiday: number
  /** The price level of this customer's shops, relative to the median. */
  readonly taste: number
  readonly haunts: readonly VisitedShops[]
  /** Friends who lend and borrow small sums. */
  readonly friends: readonly string[]
  /** The partner on the joint account, and the part of income that each pays in. */
  readonly partner: string
  readonly joint:
    | { readonly share: number; readonly bills: readonly CustomerBill[]; readonly haunts: readonly VisitedShops[] }
    | undefined
}

const living = stream('habits')
const sharing = stream('household')
/** Without this cache an export costs 2.2 times the CPU. */
const remembered = boundedCache<Habits>(2_000)

/** Returns a customer's habits; the result is cached. */
export function habitsOf(customer: Customer): Habits {
  return remembered(customer.key, () => learned(customer))
}

function learned(customer: Customer): Habits {
  const { persona, seed, index } = customer
  const next = chance(seed, index, 0, living)
  const income = Math.round(drawIncome(customer, next) * 100)
  const friends = Array.from({ length: 5 }, () => personName(next))
  return {
    income,
    incomes: persona.incomes.map((income) => ({ income, from: pick(next, income.from), lot: next() })),
    bills: billsOf(persona.bills, income, next),
    holds: holdingsOf(customer, next),
    saves: drawNumber(next, persona.saves),
    onCard: drawNumber(next, persona.onCard),
    savesOn: drawInteger(next, 2, 6),
    repaysOn: drawInteger(next, 10, 20),
    holiday: drawInteger(next, 4, 8),
    taste: (income / (persona.category === 'Personal' ? 220_000 : 600_000)) ** 0.45 * drawNumber(next, [0.85, 1.15]),
    haunts: hauntsOf(persona.spending, friends, next),
    friends,
    ...household(customer, income, friends),
  }
}

/**
 * Draws the mean monthly income in pounds. Of personas that are walked, most earn less than the
 * middle.
 */
function drawIncome({ persona: { income, walks } }: Customer, next: Chance): number {
  const [low, high] = income
  return walks ? low + (high - low) * next() ** 1.7 : drawNumber(next, income)
}

const personName = (next: Chance): string =>
  `${pick(next, catalogue.firstNames[next() < 0.5 ? 'female' : 'male'])} ${pick(next, catalogue.lastNames)}`

/**
 * Draws the products of a customer. Named customers have every product that their persona may hold.
 */
function holdingsOf({ index, persona }: Customer, next: Chance): ReadonlySet<Product | 'overdraft'> {
  const holds = new Set<Product | 'overdraft'>([persona.main])
  const may: Partial<Record<Product | 'overdraft', number>> = persona.holds
  for (const product of [...(Object.keys(products) as Product[]), 'overdraft' as const]) {
    const likely = may[product] ?? 0
    if (next() < likely || (likely > 0 && index < personas.length)) holds.add(product)
  }
  return holds
}

function household(
  { persona, seed, index }: Customer,
  income: number,
  friends: readonly string[],
): Pick<Habits, 'partner' | 'joint'> {
  const next = chance(seed, index, 0, sharing)
  const partner = personName(next)
  if (!persona.joint) return { partner, joint: undefined }
  const { share, bills, spending } = persona.joint
  return {
    partner,
    joint: {
      share: drawNumber(next, share),
      bills: billsOf(bills, income, next),
      haunts: hauntsOf(spending, friends, next),
    },
  }
}

function billsOf(bills: readonly Bill[], income: number, next: Chance): CustomerBill[] {
  const owed: CustomerBill[] = []
  for (const bill of bills) {
    const held = next() < (bill.held ?? 1)
    const { costs, among } = bill
    const pence = 'pounds' in costs ? drawNumber(next, costs.pounds) * 100 : drawNumber(next, costs.ofIncome) * income
    const to = among
      ? Array.from({ length: drawInteger(next, ...among) }, () => personName(next))
      : [pick(next, bill.to)]
    const day = drawInteger(next, ...bill.day)
    if (held) owed.push({ bill, to, day, pence })
  }
  return owed
}

function hauntsOf(
  spending: Partial<Record<CategoryId, number>>,
  friends: readonly string[],
  next: Chance,
): VisitedShops[] {
  const visits = Object.entries(spending) as [CategoryId, number][]
  const total = visits.reduce((sum, [, weight]) => sum + weight, 0)
  let upTo = 0
  return visits.map(([id, weight]) => {
    const share = weight / total
    upTo += share
    const category: Category = categories[id]
    if (id === 'friends') return { category, names: friends, share, upTo }
    // The favourite is listed twice, because people return to the same shop.
    const favourite = pick(next, category.names)
    const names = [favourite, favourite, pick(next, category.names), pick(next, category.names)]
    return { category, names, share, upTo }
  })
}

/** Returns the mean monthly income in pence of that month; it is raised each April. */
export function incomeIn(customer: Customer, month: Month): number {
  return Math.round(habitsOf(customer).income * priceLevel(yearOf(month - 3)))
}

/** Returns January of the year of a month. */
export const januaryOf = (month: Month): Month => monthOf(yearOf(month), 1)
