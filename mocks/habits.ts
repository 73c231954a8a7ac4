import { memo } from '#bank/memo.ts'
import type { Bank } from './bank.ts'
import { type Month, priceLevel, yearOf } from './calendar.ts'
import { between, type Chance, chance, pick, stream, within } from './chance.ts'
import type { Customer } from './customer.ts'
import { type Category, type CategoryId, categories } from './merchants.ts'
import type { Bill, Income } from './persona.ts'
import { personas } from './personas.ts'

/** The shops of one kind that one customer goes to. */
export type Haunt = { readonly category: Category; readonly names: readonly string[]; readonly upTo: number }

/** What stays the same through one customer's life: what comes in, what is owed, where they shop. */
export type Habits = {
  /** Mean income of a month in pence of 2024. */
  readonly income: number
  readonly incomes: readonly { readonly income: Income; readonly from: string; readonly lot: number }[]
  readonly bills: readonly {
    readonly bill: Bill
    readonly to: string
    readonly day: number
    readonly phase: number
    readonly pence: number
  }[]
  readonly holds: { readonly savings: boolean; readonly card: boolean; readonly overdraft: boolean }
  /** Parts of income. */
  readonly saves: number
  readonly onCard: number
  /** Days of the month: the standing order to savings, the card's direct debit. */
  readonly savesOn: number
  readonly repaysOn: number
  /** Month of the year (0 is January) of the large withdrawal from savings. */
  readonly holiday: number
  /** How much dearer than the median this customer's shops are. */
  readonly taste: number
  readonly haunts: readonly Haunt[]
}

const living = stream('habits')
const remembered = memo<Habits>(2_000)

export function habitsOf(bank: Bank, customer: Customer): Habits {
  return remembered(`${bank.seed}.${customer.index}`, () => {
    const { persona } = customer
    const next = chance(bank.seed, customer.index, 0, living)
    const income = Math.round(within(next, persona.income) * 100)
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
      taste: (income / (persona.category === 'Personal' ? 220_000 : 1_200_000)) ** 0.35 * within(next, [0.85, 1.15]),
      haunts: hauntsOf(persona.spending, next),
    }
  })
}

/** The first customers of a bank, one of each persona, show every product that their persona may hold. */
function holdingsOf({ index, persona }: Customer, next: Chance): Habits['holds'] {
  const has = (likely: number) => next() < likely || (likely > 0 && index < personas.length)
  return { savings: has(persona.holds.savings), card: has(persona.holds.card), overdraft: has(persona.holds.overdraft) }
}

function billsOf(bills: readonly Bill[], income: number, next: Chance): Habits['bills'] {
  const owed: Habits['bills'][number][] = []
  for (const bill of bills) {
    const held = next() < (bill.held ?? 1)
    const { costs } = bill
    const pence = 'pounds' in costs ? within(next, costs.pounds) * 100 : within(next, costs.ofIncome) * income
    const facts = { bill, to: pick(next, bill.to), day: between(next, ...bill.day), phase: between(next, 0, 11), pence }
    if (held) owed.push(facts)
  }
  return owed
}

function hauntsOf(spending: Partial<Record<CategoryId, number>>, next: Chance): Haunt[] {
  const visits = Object.entries(spending) as [CategoryId, number][]
  const total = visits.reduce((sum, [, weight]) => sum + weight, 0)
  let upTo = 0
  return visits.map(([id, weight]) => {
    upTo += weight / total
    const category: Category = categories[id]
    // Three names of which the first is the favourite: people return to where they were.
    const favourite = pick(next, category.names)
    return { category, names: [favourite, favourite, pick(next, category.names), pick(next, category.names)], upTo }
  })
}

/** Mean income of a month in pence of that month; it is raised each April. */
export function incomeIn(bank: Bank, customer: Customer, month: Month): number {
  return Math.round(habitsOf(bank, customer).income * priceLevel(yearOf(month - 3)))
}
