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
 * A named customer. Named customers are the same in every world, so a picture needs no world, token
 * or database.
 */
export type NamedCustomer = {
  readonly id: string
  readonly name: string
  readonly persona: string
  readonly about: string
}

/**
 * The finances of a named customer over the three years before a world starts. Amounts are in minor
 * units. Months are `2026-11`, oldest first.
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
  /** Pence received from others and pence paid to others, by month. */
  readonly income: readonly number[]
  readonly spending: readonly number[]
  /** The spending of the last twelve months by category, largest first. */
  readonly spentOn: readonly { readonly what: string; readonly pence: number }[]
}

/** Returns the month of an instant (epoch milliseconds) as `2026-11`. */
export const formatMonthAt = (milliseconds: number): string => formatMonth(monthAt(milliseconds / 1000))

const formatMonth = (month: Month): string => `${yearOf(month)}-${String(monthOfYear(month) + 1).padStart(2, '0')}`

/** Lists the named customers. `startsIn` is the month in which a world starts, `2026-11`. */
export function listNamedCustomers(startsIn: string): NamedCustomer[] {
  const bank = buildBank(startsIn)
  return personas.map((_, index) => buildNamedCustomer(bank, customerOf(bank, `cus_${index}`) as Customer))
}

/**
 * Builds the picture of a named customer, or undefined for other ids. `startsIn` is the month in
 * which a world starts, `2026-11`.
 */
export function buildPicture(customerId: string, startsIn: string): Picture | undefined {
  const bank = buildBank(startsIn)
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
        // A transfer between the customer's own accounts is neither income nor spending.
        if (entry.own || entry.reference === 'OPENING') continue
        const pence = account.currency === 'GBP' ? entry.amount : convertToPence(customer, entry)
        if (pence > 0 && !refundKinds.has(entry.kind)) {
          income[n] = (income[n] as number) + pence
          continue
        }
        spending[n] = (spending[n] as number) - pence
        if (n >= months.length - 12)
          spentOn.set(spendingCategoryOf(entry), (spentOn.get(spendingCategoryOf(entry)) ?? 0) - pence)
      }
    }
  }
  return {
    ...buildNamedCustomer(bank, customer),
    months: months.map(formatMonth),
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
 * Builds a bank of the named customers only, so that no other customer has a picture. Named
 * customers do not depend on the seed.
 */
function buildBank(startsIn: string): Bank {
  const [year, month] = startsIn.split('-').map(Number) as [number, number]
  return { seed: 0, size: personas.length, start: year * 12 + month - 1 }
}

function buildNamedCustomer(bank: Bank, customer: Customer): NamedCustomer {
  const { title, about } = customer.persona
  return { id: customer.id, name: identityOf(bank, customer).name, persona: title, about }
}

/** Kinds of entries that return earlier spending and so are not income. */
const refundKinds: ReadonlySet<string> = new Set(['card-refund', 'chargeback', 'direct-debit-return'])

const convertToPence = (customer: Customer, { amount, at }: Entry): number =>
  Math.round(amount / rateOn(customer.seed, 'EUR', Math.floor(at / secondsPerDay)))

function spendingCategoryOf({ kind, mcc }: Entry): string {
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

/** Titles of categories whose id is not clear enough. */
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
 * The titles of categories by merchant category code. Categories that share a code, such as coffee
 * and lunch, share a title.
 */
const byMcc = new Map<string, string>()
for (const [id, { mcc }] of Object.entries(categories) as [CategoryId, { mcc: string }][]) {
  if (!byMcc.has(mcc)) byMcc.set(mcc, titles[id] ?? id.charAt(0).toUpperCase() + id.slice(1))
}
