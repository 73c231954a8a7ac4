import { perObject } from '#bank/base/per-object.ts'
import { type Bank, firstMonth } from '#mocks/base/bank.ts'
import { type Day, firstDay, type Month, monthAt, secondsPerDay } from '#mocks/base/calendar.ts'
import { draw, stream } from '#mocks/base/chance.ts'
import { type Customer, customerOf, identityOf } from '#mocks/people/customer.ts'
import { habitsOf, incomeIn } from '#mocks/people/habits.ts'
import { cardLimit } from './credit-card.ts'
import { loanOf } from './loan.ts'
import { type Product, products, type Role } from './products.ts'

/** An account. Amounts are in minor units of its currency. */
export type Account = {
  /** `acc_`, the customer's index, `_`, the product. */
  readonly id: string
  readonly customer: Customer
  readonly product: Product
  readonly role: Role
  readonly currency: 'GBP' | 'EUR'
  /** Six and eight digits. No real sort code begins with `00`. Empty for a card. */
  readonly sortCode: string
  readonly number: string
  /** The card number, from a range for tests, with a Luhn digit. Empty for other accounts. */
  readonly pan: string
  readonly opened: Day
  /** The first month whose entries can be read. */
  readonly firstMonth: Month
  /** How far below zero the balance may go: the overdraft, the card's credit limit, or the loan. */
  readonly creditLine: number
}

const order = Object.keys(products) as Product[]
const numbering = stream('account number')

/** Returns the accounts of a customer, the main one first. */
export function accountsOf(bank: Bank, customer: Customer): Account[] {
  const { holds } = habitsOf(customer)
  return order.filter((product) => holds.has(product)).map((product) => open(bank, customer, product))
}

/** Returns the account with a sort code and number (14 digits), or undefined. */
export function findAccountByNumber(bank: Bank, identification: string): Account | undefined {
  if (!/^00\d{12}$/.test(identification)) return undefined
  const place = indexOfNumber(Number(identification.slice(6)))
  const customer = customerOf(bank, `cus_${Math.floor(place / slots)}`)
  const product = order[place % slots]
  const account = customer && product && accountOf(bank, `acc_${customer.index}_${product}`)
  return account && account.sortCode + account.number === identification ? account : undefined
}

/** Returns the account of an id such as `acc_42_savings`, or undefined. */
export function accountOf(bank: Bank, id: string): Account | undefined {
  const known = accountsOpenedIn(bank).get(id)
  if (known) return known
  const match = /^acc_(\d{1,7})_([a-z]+)$/.exec(id)
  const customer = match && customerOf(bank, `cus_${match[1]}`)
  if (!customer) return undefined
  const product = order.find((name) => name === match[2])
  return product && habitsOf(customer).holds.has(product) ? open(bank, customer, product) : undefined
}

/**
 * Caches accounts by bank and id. The same id returns the same object, so that other caches can be
 * keyed by it.
 */
const accountsOpenedIn = perObject((_: Bank) => new Map<string, Account>())
const mostRemembered = 2_000

function open(bank: Bank, customer: Customer, product: Product): Account {
  const id = `acc_${customer.index}_${product}`
  const accounts = accountsOpenedIn(bank)
  const known = accounts.get(id)
  if (known) return known
  const account = opened(bank, customer, product)
  if (accounts.size >= mostRemembered) accounts.clear()
  accounts.set(id, account)
  return account
}

function opened(bank: Bank, customer: Customer, product: Product): Account {
  const { index, seed } = customer
  const { role, currency } = products[product]
  const since = openedIn(bank, customer, role)
  const branch = 1000 + Math.floor(draw(seed, index, 0, numbering) * 1000)
  return {
    id: `acc_${index}_${product}`,
    customer,
    product,
    role,
    currency,
    sortCode: role === 'card' ? '' : `00${branch}`,
    number: role === 'card' ? '' : accountNumber(index, order.indexOf(product)),
    pan: role === 'card' ? cardNumber(index) : '',
    opened: firstDay(since),
    firstMonth: Math.max(since, firstMonth(bank)),
    creditLine: creditLine(bank, customer, product),
  }
}

/**
 * Returns the month in which an account was opened. A credit card needs an age of 18.
 */
function openedIn(bank: Bank, customer: Customer, role: Role): Month {
  if (role === 'loan') return loanOf(bank, customer).opened
  if (role !== 'card' || !customer.persona.walks) return customer.opened
  return Math.max(customer.opened, monthAt(identityOf(bank, customer).born * secondsPerDay) + 18 * 12 + 1)
}

/**
 * Returns an account number of eight digits, unique in the bank: multiplication by a number coprime
 * to the space permutes it. It does not depend on the seed, so the named customers have the same
 * numbers in every world.
 */
function accountNumber(index: number, slot: number): string {
  return String(10_000_000 + (((index * slots + slot + 1) * step) % space))
}
const space = 90_000_000
const step = 48_271_133
const slots = 11

/** The modular inverse of `step`, which reverses the permutation. */
const back = inverse(step, space)

/** Returns the index and slot of an account number, as one number. */
function indexOfNumber(number: number): number {
  return Number(((BigInt(number) - 10_000_000n) * BigInt(back)) % BigInt(space)) - 1
}

/** Euclid's algorithm. */
function inverse(of: number, modulus: number): number {
  let [a, b, x, y] = [of, modulus, 1, 0]
  while (a > 1) {
    const quotient = Math.floor(a / b)
    ;[a, b] = [b, a % b]
    ;[x, y] = [y, x - quotient * y]
  }
  return x < 0 ? x + modulus : x
}

/**
 * Returns a card number with all but the last four digits masked; empty if the account is not a
 * card.
 */
export const maskedPan = ({ pan }: Account): string => pan.slice(-4).padStart(pan.length, 'X')

/**
 * Returns a card number of sixteen digits, unique in the bank. It begins with 400000, a range for
 * tests, and ends with a Luhn digit.
 */
function cardNumber(index: number): string {
  const digits = `400000${String((((index + 1) * 48_271_133) % space) + 100_000_000)}`
  let total = 0
  for (const [n, digit] of [...digits].reverse().entries()) {
    const double = Number(digit) * (n % 2 === 0 ? 2 : 1)
    total += double > 9 ? double - 9 : double
  }
  return digits + ((10 - (total % 10)) % 10)
}

function creditLine(bank: Bank, customer: Customer, product: Product): number {
  const { holds } = habitsOf(customer)
  const income = incomeIn(customer, bank.start)
  if (product === 'card') return cardLimit(customer, bank.start)
  // A month's interest is added before the instalment is paid.
  if (product === 'loan') return Math.ceil(loanOf(bank, customer).principal * (1 + products.loan.interest / 12))
  if (products[product].role === 'main' && holds.has('overdraft')) return hundreds(income * 0.5)
  return 0
}

const hundreds = (pence: number) => Math.max(1, Math.ceil(pence / 10_000)) * 10_000
