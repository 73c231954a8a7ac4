import { closureOf } from '#actions/accounts/closure.ts'
import { accountsOfCustomer, findCustomer, identityOfCustomer } from '#actions/accounts/lookup.ts'
import { secondsOf } from '#bank/time/clock.ts'
import { isCustomId } from '#bank/worlds/edits.ts'
import { products } from '#mocks/accounts/products.ts'
import { type Month, secondsPerDay } from '#mocks/base/calendar.ts'
import type { Customer, Identity } from '#mocks/people/customer.ts'
import type { World } from '#store/world.ts'
import { listMonths } from './balance-lines.ts'
import { buildCustomerFacts, type CustomerFacts } from './cards.ts'
import { type AccountHistory, convertToPence, monthIndexOf, readHistories } from './history.ts'
import type { LifeEvent } from './life-event.ts'
import { findLifeEvents } from './life-events.ts'
import { formatMonthName } from './months.ts'
import { findPayday, listRegularPayments, type Payday, type RegularPayment } from './regular-payments.ts'
import { crossesToOthers, isIncome, spendingCategoryOf } from './spending-category.ts'

/** The word for a customer in a sentence. */
export type Pronoun = 'her' | 'him' | 'them'

/**
 * The finances of a customer over three years, up to a world's now. Amounts are in minor units.
 * Months are `2026-11`, oldest first; the last one is not over.
 */
export type Picture = CustomerFacts & {
  /** The first name of a person, or the name of a business. */
  readonly shortName: string
  readonly pronoun: Pronoun
  readonly age: number
  readonly months: readonly string[]
  /** All accounts together in pence, debts taken off, at the end of each month. */
  readonly total: readonly number[]
  readonly accounts: readonly {
    readonly id: string
    readonly title: string
    readonly currency: 'GBP' | 'EUR'
    readonly isDebt: boolean
    /** At the end of each month, and last at now; undefined before the account was opened. */
    readonly balances: readonly (number | undefined)[]
  }[]
  /** Pence received from others and pence paid to others, by month. */
  readonly income: readonly number[]
  readonly spending: readonly number[]
  /** The monthly means of the last twelve whole months, in pence. */
  readonly comesIn: number
  readonly goesOut: number
  /** The spending of the last twelve whole months by category, largest first. */
  readonly spentOn: readonly { readonly what: string; readonly pence: number }[]
  readonly events: readonly (LifeEvent & { readonly month: string })[]
  readonly payday: Payday | undefined
  readonly regular: readonly RegularPayment[]
}

/** Builds the picture of a customer of a world; undefined for an unknown id. */
export async function buildPicture(world: World, customerId: string): Promise<Picture | undefined> {
  const customer = findCustomer(world, customerId)
  if (!customer) return undefined
  const accounts = accountsOfCustomer(world, customer)
  const identity = identityOfCustomer(world, customer)
  const months = listMonths(world, accounts)
  const histories = await readHistories(world, accounts, months)
  const { income, spending, spentOn } = sumByMonth(customer, histories, months)
  const [comesIn, goesOut] = [meanOfYear(income), meanOfYear(spending)]
  const [main] = histories
  const yearAgo = secondsOf(world) - 365 * secondsPerDay
  return {
    ...buildCustomerFacts(world, customer),
    shortName: customer.persona.category === 'Personal' ? (identity.person.split(' ')[0] as string) : identity.name,
    pronoun: pronounOf(customer, identity),
    age: Math.floor((secondsOf(world) / secondsPerDay - identity.born) / 365.2425),
    months: months.map(formatMonthName),
    total: months.map((_, n) => totalAt(customer, histories, n, secondsOf(world))),
    accounts: histories.map(({ account, balances }) => ({
      ...{ id: account.id, title: products[account.product].title, currency: account.currency, balances },
      isDebt: account.role === 'card' || account.role === 'loan',
    })),
    ...{ income, spending, comesIn, goesOut, spentOn },
    events: buildEvents(world, customer, histories, { months, comesIn }),
    payday: findPayday(world, main?.account, main?.entries.filter(({ at }) => at > yearAgo) ?? []),
    regular: await listRegularPayments(world, accounts),
  }
}

/** Sums what came in and what went out by month, and the spending of a year by category. */
function sumByMonth(customer: Customer, histories: readonly AccountHistory[], months: readonly Month[]) {
  const income = months.map(() => 0)
  const spending = months.map(() => 0)
  const spentOn = new Map<string, number>()
  const isInYear = (n: number) => n < months.length - 1 && n >= months.length - 13
  for (const { account, entries } of histories)
    for (const one of entries) {
      // A transfer between the customer's own accounts is neither income nor spending.
      if (!crossesToOthers(one)) continue
      const n = monthIndexOf(months, one)
      const pence = convertToPence(customer, account, one.amount, one.at)
      if (isIncome(one)) {
        income[n] = (income[n] as number) + pence
        continue
      }
      spending[n] = (spending[n] as number) - pence
      const what = spendingCategoryOf(one)
      if (isInYear(n)) spentOn.set(what, (spentOn.get(what) ?? 0) - pence)
    }
  return {
    income,
    spending,
    spentOn: [...spentOn]
      .map(([what, pence]) => ({ what, pence }))
      .filter(({ pence }) => pence > 0)
      .sort((a, b) => b.pence - a.pence),
  }
}

/** Returns the mean of the last twelve months that are over, or of fewer if there are fewer. */
function meanOfYear(months: readonly number[]): number {
  const year = months.slice(-13, -1)
  const counted = year.length > 0 ? year : months
  return Math.round(counted.reduce((sum, one) => sum + one, 0) / Math.max(1, counted.length))
}

const totalAt = (customer: Customer, histories: readonly AccountHistory[], n: number, at: number): number =>
  histories.reduce((sum, { account, balances }) => sum + convertToPence(customer, account, balances[n] ?? 0, at), 0)

function buildEvents(
  world: World,
  customer: Customer,
  histories: readonly AccountHistory[],
  { months, comesIn }: { readonly months: readonly Month[]; readonly comesIn: number },
): Picture['events'] {
  const [main] = histories
  if (!main) return []
  const closure = closureOf(world, main.account)
  const events = findLifeEvents({
    main: main.entries,
    all: histories.flatMap(({ account, entries }) => entries.map((entry) => ({ account, entry }))),
    accounts: histories,
    income: comesIn,
    isBusiness: customer.persona.category === 'Business',
    diedAt: closure?.why === 'blocked' ? closure.at : undefined,
    say: formatPounds,
  })
  return events.map((event) => ({
    ...event,
    month: formatMonthName((months[0] as Month) + monthIndexOf(months, event)),
  }))
}

const pounds = new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'GBP', maximumFractionDigits: 0 })

/** Formats pence as whole pounds: `£1,234`. */
const formatPounds = (pence: number): string => pounds.format(Math.abs(pence) / 100)

/** Returns the word for a customer, from the title or, of a named customer, from the persona. */
function pronounOf({ id, persona }: Customer, { title, person }: Identity): Pronoun {
  if (persona.category === 'Business') return 'them'
  const { first, last, female } = persona.named
  if (person === `${first} ${last}` && !isCustomId(id)) return female ? 'her' : 'him'
  return /^(Ms|Mrs|Miss)$/.test(title) ? 'her' : title === 'Mr' ? 'him' : 'them'
}
