import { boundedCache } from '#bank/base/bounded-cache.ts'
import { type Product, products } from '#mocks/accounts/products.ts'
import { type Month, monthOf, priceLevel, yearOf } from '#mocks/base/calendar.ts'
import { between, type Chance, chance, pick, stream, within } from '#mocks/base/chance.ts'
import { type Category, type CategoryId, categories } from '#mocks/payments/merchants.ts'
import { catalogue } from './catalogue.ts'
import type { Customer } from './customer.ts'
import type { Bill, Income } from './persona.ts'
import { personas } from './personas.ts'

/** The shops of one kind that one customer goes to. */
export type Haunt = { readonly category: Category; readonly names: readonly string[]; readonly upTo: number }

/**
 * One bill as one customer has it: to whom, on which day of the month, and what a month of it costs
 * in pence of 2024.
 */
export type Owed = { readonly bill: Bill; readonly to: readonly string[]; readonly day: number; readonly pence: number }

/**
 * What stays the same through one customer's life: what comes in, what is owed, where they shop.
 */
type Habits = {
  /** Mean income of a month in pence of 2024. */
  readonly income: number
  readonly incomes: readonly { readonly income: Income; readonly from: string; readonly lot: number }[]
  readonly bills: readonly Owed[]
  readonly holds: ReadonlySet<Product | 'overdraft'>
  /** Parts of income. */
  readonly saves: number
  readonly onCard: number
  /** Days of the month: the standing orders to savings, the card's direct debit. */
  readonly savesOn: number
  readonly repaysOn: number
  /** Month of the year (0 is January) of the large withdrawal from savings. */
  readonly holiday: number
  /** How much dearer than the median this customer's shops are. */
  readonly taste: number
  readonly haunts: readonly Haunt[]
  /** People who are paid back for dinners, and pay back. */
  readonly friends: readonly string[]
  /** Who shares the joint account, and what goes there: a part of income from each. */
  readonly partner: string
  readonly joint:
    | { readonly share: number; readonly bills: readonly Owed[]; readonly haunts: readonly Haunt[] }
    | undefined
}

const living = stream('habits')
const sharing = stream('household')
const remembered = boundedCache<Habits>(2_000)

/** How a customer lives, year in, year out: the same for the same customer, and remembered. */
export function habitsOf(customer: Customer): Habits {
  return remembered(customer.key, () => learned(customer))
}

function learned(customer: Customer): Habits {
  const { persona, seed, index } = customer
  const next = chance(seed, index, 0, living)
  const income = Math.round(within(next, persona.income) * 100)
  const friends = Array.from({ length: 5 }, () => personName(next))
  return {
    income,
    incomes: persona.incomes.map((income) => ({ income, from: pick(next, income.from), lot: next() })),
    bills: billsOf(persona.bills, income, next),
    holds: holdingsOf(customer, next),
    saves: within(next, persona.saves),
    onCard: within(next, persona.onCard),
    savesOn: between(next, 2, 6),
    repaysOn: between(next, 10, 20),
    holiday: between(next, 4, 8),
    taste: (income / (persona.category === 'Personal' ? 220_000 : 600_000)) ** 0.45 * within(next, [0.85, 1.15]),
    haunts: hauntsOf(persona.spending, friends, next),
    friends,
    ...household(customer, income, friends),
  }
}

const personName = (next: Chance): string =>
  `${pick(next, catalogue.firstNames[next() < 0.5 ? 'female' : 'male'])} ${pick(next, catalogue.lastNames)}`

/** The named customers show every product that their persona may hold. */
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
      share: within(next, share),
      bills: billsOf(bills, income, next),
      haunts: hauntsOf(spending, friends, next),
    },
  }
}

function billsOf(bills: readonly Bill[], income: number, next: Chance): Owed[] {
  const owed: Owed[] = []
  for (const bill of bills) {
    const held = next() < (bill.held ?? 1)
    const { costs, among } = bill
    const pence = 'pounds' in costs ? within(next, costs.pounds) * 100 : within(next, costs.ofIncome) * income
    const to = among ? Array.from({ length: between(next, ...among) }, () => personName(next)) : [pick(next, bill.to)]
    const day = between(next, ...bill.day)
    if (held) owed.push({ bill, to, day, pence })
  }
  return owed
}

function hauntsOf(spending: Partial<Record<CategoryId, number>>, friends: readonly string[], next: Chance): Haunt[] {
  const visits = Object.entries(spending) as [CategoryId, number][]
  const total = visits.reduce((sum, [, weight]) => sum + weight, 0)
  let upTo = 0
  return visits.map(([id, weight]) => {
    upTo += weight / total
    const category: Category = categories[id]
    if (id === 'friends') return { category, names: friends, upTo }
    // The favourite twice: people return to where they were.
    const favourite = pick(next, category.names)
    return { category, names: [favourite, favourite, pick(next, category.names), pick(next, category.names)], upTo }
  })
}

/** Mean income of a month in pence of that month; it is raised each April. */
export function incomeIn(customer: Customer, month: Month): number {
  return Math.round(habitsOf(customer).income * priceLevel(yearOf(month - 3)))
}

/** The first month of the year that a month lies in. */
export const januaryOf = (month: Month): Month => monthOf(yearOf(month), 1)
