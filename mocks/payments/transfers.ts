import { cardMonth, repaymentDay } from '#mocks/accounts/credit-card.ts'
import { loanMonth, loanOf } from '#mocks/accounts/loan.ts'
import { type Product, type SavingsProduct, savingsProducts } from '#mocks/accounts/products.ts'
import type { Bank } from '#mocks/base/bank.ts'
import {
  type Day,
  firstDay,
  type Month,
  monthOfYear,
  secondsPerDay,
  workingDayOnOrAfter,
  workingDayOnOrBefore,
  yearOf,
} from '#mocks/base/calendar.ts'
import { chance, drawInteger, drawNumber, stream } from '#mocks/base/chance.ts'
import type { Customer } from '#mocks/people/customer.ts'
import { hasDied, scamIn } from '#mocks/people/events.ts'
import { habitsOf, incomeIn, januaryOf } from '#mocks/people/habits.ts'
import { topUp } from './euros.ts'
import { billPayment, isDue } from './regulars.ts'

/**
 * A transfer between two accounts of a customer. Each side builds its own entry from the same
 * facts. Minor units above zero: `amount` leaves; `arrives` reaches the other side if that has
 * another currency.
 */
export type Transfer = {
  readonly at: number
  readonly from: Product
  readonly to: Product
  readonly amount: number
  readonly arrives?: number
  readonly reference: string
  /** The transaction kinds of the sending and the receiving side. */
  readonly out: 'standing-order' | 'direct-debit' | 'transfer-out'
  readonly in: 'transfer-in' | 'card-repayment' | 'loan-repayment' | 'loan-advance'
  /** What the money is for, if it is spent at once. */
  readonly for?: 'holiday' | 'repair' | 'car'
}

const resting = stream('savings withdrawal')
const breaking = stream('rainy day')

const six = 6 * 3600
const label = (month: Month) => `${yearOf(month)}${String(monthOfYear(month) + 1).padStart(2, '0')}`
const onDay = (month: Month, day: Day) => workingDayOnOrAfter(firstDay(month) + day - 1) * secondsPerDay

/** Returns all transfers of a customer in a month. A product that is not held has none. */
export function transfersIn(bank: Bank, customer: Customer, month: Month): Transfer[] {
  if (hasDied(bank, customer, month)) return []
  const { holds } = habitsOf(customer)
  const { main } = customer.persona
  const transfers: Transfer[] = []
  for (const product of savingsProducts) {
    if (!holds.has(product)) continue
    transfers.push(saving(customer, month, product))
    transfers.push(...withdrawalsFrom(bank, customer, month, product))
  }
  if (holds.has('card')) {
    const { repaid } = cardMonth(bank, customer, month)
    const at = repaymentDay(customer, month) * secondsPerDay + six
    if (repaid > 0)
      transfers.push({
        at,
        from: main,
        to: 'card',
        amount: repaid,
        reference: `CARD ${label(month)}`,
        out: 'direct-debit',
        in: 'card-repayment',
      })
  }
  if (holds.has('loan')) transfers.push(...loanTransfers(bank, customer, month))
  if (holds.has('joint')) {
    const at = onDay(month, 1) + six + 60
    transfers.push({
      at,
      from: main,
      to: 'joint',
      amount: contribution(customer, month),
      reference: `HOUSEHOLD ${label(month)}`,
      out: 'standing-order',
      in: 'transfer-in',
    })
  }
  if (holds.has('euro')) {
    const reference = `EUROS ${label(month)}`
    transfers.push({
      ...topUp(customer, month),
      from: main,
      to: 'euro',
      reference,
      out: 'transfer-out',
      in: 'transfer-in',
    })
  }
  return transfers.filter(({ amount }) => amount > 0)
}

/**
 * Returns the monthly amount of the standing order to a savings account, the same in every month of
 * a year.
 */
export function savingAmount(customer: Customer, month: Month, product: SavingsProduct): number {
  const part = { savings: 1, notice: 0.5, isa: 0.6 }[product]
  return Math.max(1, Math.round((incomeIn(customer, januaryOf(month)) * habitsOf(customer).saves * part) / 500)) * 500
}

function saving(customer: Customer, month: Month, product: SavingsProduct): Transfer {
  const at = onDay(month, habitsOf(customer).savesOn) + six + savingsProducts.indexOf(product) * 60
  const amount = savingAmount(customer, month, product)
  return {
    at,
    from: customer.persona.main,
    to: product,
    amount,
    reference: `${names[product]} ${label(month)}`,
    out: 'standing-order',
    in: 'transfer-in',
  }
}
const names = { savings: 'SAVINGS', notice: 'NOTICE', isa: 'ISA' } as const

/**
 * Returns the withdrawals from savings in a month. Only instant savings have withdrawals; a scam
 * empties them.
 */
export function withdrawalsFrom(bank: Bank, customer: Customer, month: Month, product: SavingsProduct): Transfer[] {
  if (product !== 'savings' || month < customer.opened + 12) return []
  const { main } = customer.persona
  const back = (at: number, amount: number, reference: string): Transfer => ({
    at,
    from: 'savings',
    to: main,
    amount,
    reference,
    out: 'transfer-out',
    in: 'transfer-in',
  })
  const scam = scamIn(bank, customer, month)
  if (scam)
    return [
      scam.taken > 0
        ? back(scam.at - 1800, scam.taken, 'URGENT')
        : { ...back(scam.at + 7200, scam.returned, 'SAVINGS BACK'), from: main, to: 'savings', out: 'transfer-out' },
    ]
  const drawn = [...billWithdrawals(customer, month, back)]
  const resting = otherWithdrawals(customer, month, back)
  return resting ? [...drawn, resting] : drawn
}

/**
 * Yields transfers for bills such as tax, whose money was set aside: two days before the
 * collection.
 */
function* billWithdrawals(
  customer: Customer,
  month: Month,
  back: (at: number, amount: number, reference: string) => Transfer,
) {
  for (const owed of habitsOf(customer).bills) {
    if (!owed.bill.fromSavings || !isDue(owed, month)) continue
    const { at, amount } = billPayment(customer, owed, month)
    const day = Math.max(firstDay(month), workingDayOnOrBefore(Math.floor(at / secondsPerDay) - 2))
    yield back(day * secondsPerDay + six, amount, `FOR ${owed.bill.name.toUpperCase().slice(0, 12)}`)
  }
}

/**
 * Returns the other withdrawals: a holiday in most years, now and then a repair. A year's
 * withdrawals never exceed a year's deposits, and the first year has none, so savings never run
 * out.
 */
function otherWithdrawals(
  customer: Customer,
  month: Month,
  back: (at: number, amount: number, reference: string) => Transfer,
): Transfer | undefined {
  const habits = habitsOf(customer)
  if (habits.bills.some(({ bill }) => bill.fromSavings)) return undefined
  const time = (day: number) => (firstDay(month) + day) * secondsPerDay + 19 * 3600
  const yearly = savingAmount(customer, month - 12, 'savings') * 12
  if (monthOfYear(month) === habits.holiday) {
    const next = chance(customer.seed, customer.index, yearOf(month), resting)
    if (next() > 0.7) return undefined
    const amount = Math.round((yearly * drawNumber(next, [0.3, 0.75])) / 1000) * 1000
    return { ...back(time(drawInteger(next, 2, 12)), amount, `HOLIDAY ${label(month)}`), for: 'holiday' }
  }
  const next = chance(customer.seed, customer.index, yearOf(month), breaking)
  if (drawInteger(next, 0, 11) !== monthOfYear(month) || next() > 0.35) return undefined
  const amount = Math.round((yearly * drawNumber(next, [0.06, 0.18])) / 1000) * 1000
  return amount < 5000
    ? undefined
    : { ...back(time(drawInteger(next, 2, 20)), amount, `RAINY DAY ${label(month)}`), for: 'repair' }
}

function loanTransfers(bank: Bank, customer: Customer, month: Month): Transfer[] {
  const { main } = customer.persona
  const { opened, principal } = loanOf(bank, customer)
  if (month === opened) {
    return [
      {
        at: onDay(month, 8) + 10 * 3600,
        from: 'loan',
        to: main,
        amount: principal,
        reference: 'LOAN ADVANCE',
        out: 'transfer-out',
        in: 'loan-advance',
        for: 'car',
      },
    ]
  }
  const { repaid } = loanMonth(bank, customer, month)
  return [
    {
      at: onDay(month, 4) + six + 120,
      from: main,
      to: 'loan',
      amount: repaid,
      reference: `LOAN ${label(month)}`,
      out: 'direct-debit',
      in: 'loan-repayment',
    },
  ]
}

/** Returns each partner's contribution to the joint account, the same in every month of a year. */
export function contribution(customer: Customer, month: Month): number {
  const share = habitsOf(customer).joint?.share ?? 0
  return Math.round((incomeIn(customer, januaryOf(month)) * share) / 1000) * 1000
}
