import { type Bank, firstMonth } from './bank.ts'
import { type Day, firstDay, type Month } from './calendar.ts'
import { draw, stream } from './chance.ts'
import { type Customer, customerOf } from './customer.ts'
import { habitsOf, incomeIn } from './habits.ts'

export const products = ['current', 'savings', 'card'] as const
export type Product = (typeof products)[number]

/** One account. Amounts are minor units of GBP. */
export type Account = {
  /** `acc_`, the customer's index, `_`, the product. */
  readonly id: string
  readonly customer: Customer
  readonly product: Product
  /** Six and eight digits; `00` begins no real bank's sort code. Empty on a card. */
  readonly sortCode: string
  readonly number: string
  /** The card's number, masked but for four digits. Empty elsewhere. */
  readonly maskedPan: string
  readonly opened: Day
  /** The first month with entries that anyone can read. */
  readonly firstMonth: Month
  /** How far below zero the balance may go: the overdraft, or the card's credit limit. */
  readonly creditLine: number
}

const numbering = stream('account number')

/** The accounts of one customer: a current account, and a savings account and a credit card where there are any. */
export function accountsOf(bank: Bank, customer: Customer): Account[] {
  const { holds } = habitsOf(bank, customer)
  return products
    .filter((product) => product === 'current' || holds[product])
    .map((product) => open(bank, customer, product))
}

/** The account of an id such as `acc_42_savings`, or undefined. */
export function accountOf(bank: Bank, id: string): Account | undefined {
  const known = accounts.get(bank)?.get(id)
  if (known) return known
  const match = /^acc_(\d{1,7})_([a-z]+)$/.exec(id)
  const customer = match && customerOf(bank, `cus_${match[1]}`)
  if (!customer) return undefined
  const product = products.find((name) => name === match[2])
  if (!product || (product !== 'current' && !habitsOf(bank, customer).holds[product])) return undefined
  return open(bank, customer, product)
}

/** Accounts that were asked for, by bank and id: the same object again, so that others may hang what they computed on it. */
const accounts = new WeakMap<Bank, Map<string, Account>>()
const mostRemembered = 2_000

function open(bank: Bank, customer: Customer, product: Product): Account {
  const known = accounts.get(bank) ?? new Map<string, Account>()
  const id = `acc_${customer.index}_${product}`
  const account = known.get(id) ?? opened(bank, customer, product)
  if (known.size >= mostRemembered) known.clear()
  accounts.set(bank, known.set(id, account))
  return account
}

function opened(bank: Bank, customer: Customer, product: Product): Account {
  const { index, opened: month } = customer
  const branch = 1000 + Math.floor(draw(bank.seed, index, 0, numbering) * 1000)
  return {
    id: `acc_${index}_${product}`,
    customer,
    product,
    sortCode: product === 'card' ? '' : `00${branch}`,
    number: product === 'card' ? '' : accountNumber(bank.seed, index, products.indexOf(product)),
    maskedPan: product === 'card' ? `XXXXXXXXXXXX${String(branch * 9 + (index % 1000)).slice(-4)}` : '',
    opened: firstDay(month),
    firstMonth: Math.max(month, firstMonth(bank)),
    creditLine: creditLine(bank, customer, product),
  }
}

/** Eight digits, no two accounts of a bank alike: multiplying by a number coprime to the space permutes it. */
function accountNumber(seed: number, index: number, slot: number): string {
  const space = 90_000_000
  const place = (((index * 4 + slot) * 48_271_133) % space) + (seed % space)
  return String(10_000_000 + (place % space))
}

function creditLine(bank: Bank, customer: Customer, product: Product): number {
  const { holds, onCard } = habitsOf(bank, customer)
  const income = incomeIn(bank, customer, bank.start)
  const hundreds = (pence: number) => Math.max(1, Math.ceil(pence / 10_000)) * 10_000
  if (product === 'card') return hundreds(income * onCard * 4.5)
  if (product === 'current' && holds.overdraft) return hundreds(income * 0.5)
  return 0
}
