import { accountsOf } from '#mocks/accounts/account.ts'
import { products } from '#mocks/accounts/products.ts'
import { type Bank, firstMonth } from '#mocks/base/bank.ts'
import { type Month, monthAt, monthOfYear, secondsPerDay, yearOf } from '#mocks/base/calendar.ts'
import { rateOn } from '#mocks/base/exchange.ts'
import type { Entry } from '#mocks/history/entry.ts'
import { monthOf } from '#mocks/history/month.ts'
import { type CategoryId, categories } from '#mocks/payments/merchants.ts'
import { type Customer, customerOf, identityOf } from '#mocks/people/customer.ts'
import { personas } from '#mocks/people/personas.ts'

/**
 * A named customer, who is the same in every world: a picture of one needs no world, no token and
 * no table.
 */
export type NamedCustomer = {
  readonly id: string
  readonly name: string
  readonly persona: string
  readonly about: string
}

/**
 * Three years of a named customer before a world begins. Amounts are minor units; months are
 * `2026-11`, old to new.
 */
export type Picture = NamedCustomer & {
  readonly months: readonly string[]
  /** Month-end balances, undefined before the account was opened. */
  readonly accounts: readonly {
    readonly id: string
    readonly title: string
    readonly currency: 'GBP' | 'EUR'
    readonly balances: readonly (number | undefined)[]
  }[]
  /** Pence that came from others, and pence that went to others, by month. */
  readonly income: readonly number[]
  readonly spending: readonly number[]
  /** What the last twelve months were spent on, the most first. */
  readonly spentOn: readonly { readonly what: string; readonly pence: number }[]
}

/** The month that an instant (epoch milliseconds) lies in, as `2026-11`. */
export const monthNameAt = (milliseconds: number): string => nameOf(monthAt(milliseconds / 1000))

const nameOf = (month: Month): string => `${yearOf(month)}-${String(monthOfYear(month) + 1).padStart(2, '0')}`

/** Every customer who has a name. `startsIn` is the month in which a world begins, `2026-11`. */
export function listNamedCustomers(startsIn: string): NamedCustomer[] {
  const bank = bankOf(startsIn)
  return personas.map((_, index) => namedOf(bank, customerOf(bank, `cus_${index}`) as Customer))
}

/**
 * Undefined where nobody of that id has a name. `startsIn` is the month in which a world begins,
 * `2026-11`.
 */
export function buildPicture(customerId: string, startsIn: string): Picture | undefined {
  const bank = bankOf(startsIn)
  const customer = customerOf(bank, customerId)
  if (!customer) return undefined
  const first = firstMonth(bank)
  const months = Array.from({ length: bank.start - first }, (_, n) => first + n)
  const accounts = accountsOf(bank, customer)
  const income = months.map(() => 0)
  const spending = months.map(() => 0)
  const spentOn = new Map<string, number>()

  for (const account of accounts) {
    for (const [n, month] of months.entries()) {
      for (const entry of monthOf(bank, account, month).entries) {
        // The customer's own money, moved: neither earned nor spent.
        if (entry.own || entry.reference === 'OPENING') continue
        const pence = account.currency === 'GBP' ? entry.amount : inPounds(customer, entry)
        if (pence > 0 && !comesBack.has(entry.kind)) {
          income[n] = (income[n] as number) + pence
          continue
        }
        spending[n] = (spending[n] as number) - pence
        if (n >= months.length - 12) spentOn.set(whatFor(entry), (spentOn.get(whatFor(entry)) ?? 0) - pence)
      }
    }
  }
  return {
    ...namedOf(bank, customer),
    months: months.map(nameOf),
    accounts: accounts.map((account) => ({
      id: account.id,
      title: products[account.product].title,
      currency: account.currency,
      balances: months.map((month) => (month < account.firstMonth ? undefined : monthOf(bank, account, month).closing)),
    })),
    income,
    spending,
    spentOn: [...spentOn]
      .map(([what, pence]) => ({ what, pence }))
      .filter(({ pence }) => pence > 0)
      .sort((a, b) => b.pence - a.pence),
  }
}

/**
 * No more than the named customers, so that nobody else has a picture. The seed is not theirs, and
 * plays no part.
 */
function bankOf(startsIn: string): Bank {
  const [year, month] = startsIn.split('-').map(Number) as [number, number]
  return { seed: 0, size: personas.length, start: year * 12 + month - 1 }
}

function namedOf(bank: Bank, customer: Customer): NamedCustomer {
  const { title, about } = customer.persona
  return { id: customer.id, name: identityOf(bank, customer).name, persona: title, about }
}

/** Money that returns what was spent, instead of being earned. */
const comesBack: ReadonlySet<string> = new Set(['card-refund', 'chargeback', 'direct-debit-return'])

const inPounds = (customer: Customer, { amount, at }: Entry): number =>
  Math.round(amount / rateOn(customer.seed, 'EUR', Math.floor(at / secondsPerDay)))

function whatFor({ kind, mcc }: Entry): string {
  if (mcc) return byMcc.get(mcc) ?? `Merchants ${mcc}`
  return byKind[kind] ?? 'Payments to people and firms'
}

const byKind: Partial<Record<Entry['kind'], string>> = {
  'direct-debit': 'Bills by direct debit',
  'direct-debit-return': 'Bills by direct debit',
  'standing-order': 'Standing orders',
  'interest-charged': 'Interest and fees',
  fee: 'Interest and fees',
}

/** What a category is called where its name alone would puzzle. */
const titles: Partial<Record<CategoryId, string>> = {
  corner: 'Corner shops',
  online: 'Online shops',
  home: 'House and garden',
  children: "Children's things",
  cash: 'Cash',
  post: 'Post and parcels',
  eatingOut: 'Restaurants',
  coffee: 'Coffee, lunch and takeaway',
}

/**
 * Categories in words by their code; those that share one, as coffee and lunch do, can only be told
 * together.
 */
const byMcc = new Map<string, string>()
for (const [id, { mcc }] of Object.entries(categories) as [CategoryId, { mcc: string }][]) {
  if (!byMcc.has(mcc)) byMcc.set(mcc, titles[id] ?? id.charAt(0).toUpperCase() + id.slice(1))
}
