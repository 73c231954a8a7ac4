import type { TransactionKind } from '#bank/account-information/transaction.ts'
import {
  daysIn,
  firstDay,
  type Month,
  priceLevel,
  secondsPerDay,
  startOf,
  summerTimeOn,
  weekday,
  workingDayOnOrAfter,
  yearOf,
} from '#mocks/base/calendar.ts'
import {
  type Chance,
  chance,
  drawAround,
  drawInteger,
  drawNumber,
  pick,
  type Stream,
  stream,
} from '#mocks/base/chance.ts'
import { rateOn } from '#mocks/base/exchange.ts'
import type { Entry } from '#mocks/history/entry.ts'
import type { Customer } from '#mocks/people/customer.ts'
import { habitsOf, type VisitedShops } from '#mocks/people/habits.ts'
import { type Category, categories, hourOf, priceOf } from './merchants.ts'

/** The smallest purchase in pence. The last purchase of a month can therefore always be made. */
const smallestPurchase = 100
/**
 * The largest last grocery purchase, in pence at the customer's taste; a larger one is drawn again.
 */
const largestLastPurchase = 9_000
/** Bounds a month if the budget and prices of a persona do not fit together. */
const maxVisits = 600

/** A budget: pence, the shops, the kind of card, and the sequence of chance. */
type Budget = {
  readonly pence: number
  readonly haunts: readonly Omit<VisitedShops, 'share'>[]
  readonly by: TransactionKind
  readonly of: Stream
}

/**
 * Builds the purchases, cash withdrawals and small payments among friends of one month. The last
 * one is a grocery purchase of the rest, so the budget is spent exactly. So a month ends on the
 * opening balance of the next, and depends on no other month.
 */
export function buildPurchases(customer: Customer, month: Month, { pence, haunts, by, of }: Budget): Entry[] {
  const entries: Entry[] = []
  const next = chance(customer.seed, customer.index, month, of)
  const scale = habitsOf(customer).taste * priceLevel(yearOf(month))
  const reach = haunts.at(-1)?.upTo ?? 1
  const first = firstDay(month)
  const days = daysIn(month)

  let left = pence
  for (let visits = 0; left > 0; visits++) {
    const haunt = chosen(haunts, next() * reach)
    const { category } = haunt
    const price = priceOf(category, scale, next)
    if (price <= left - smallestPurchase && visits < maxVisits) {
      const one = visit(category, price, pick(next, haunt.names))
      const back = category.comesBack > 0 && next() < category.comesBack ? returned(one, category) : undefined
      entries.push(one)
      if (back) entries.push(back)
      left -= price - (back?.amount ?? 0)
    } else if (left <= largestLastPurchase * scale || visits >= maxVisits) {
      entries.push(visit(categories.groceries, left, pick(next, categories.groceries.names)))
      left = 0
    }
  }
  return entries

  function visit(category: Category, price: number, name: string): Entry {
    const made = moment(category)
    if (category === categories.friends) {
      return {
        at: made,
        made,
        amount: -price,
        balance: 0,
        kind: 'payment-out',
        party: name,
        mcc: '',
        reference: pick(next, debts),
      }
    }
    const kind = category === categories.cash ? 'cash-withdrawal' : by
    const at = kind === 'cash-withdrawal' ? made : settledAt(made, month, next)
    return { at, made, amount: -price, balance: 0, kind, party: name, mcc: category.mcc, reference: '' }
  }

  /**
   * Returns the entry of a refund, chargeback or won bet, or undefined if it would be after the
   * month.
   */
  function returned(bought: Entry, category: Category): Entry | undefined {
    const isBet = category === categories.betting
    const at = bought.at + Math.floor((isBet ? drawNumber(next, [0.1, 2]) : drawNumber(next, [3, 10])) * secondsPerDay)
    if (at >= startOf(month + 1) - 10) return undefined
    const price = -bought.amount
    const amount = isBet
      ? Math.round(drawAround(next, price * 1.1, 0.9))
      : next() < 0.7
        ? price
        : Math.max(1, Math.round(price * drawNumber(next, [0.3, 0.8])))
    const kind = !isBet && next() < 0.03 ? 'chargeback' : 'card-refund'
    return { ...bought, at, made: at, amount, kind }
  }

  function moment(category: Category): number {
    let day = first + Math.floor(next() * days)
    if (next() > (category.week[weekday(day)] as number)) day = first + Math.floor(next() * days)
    const at = day * secondsPerDay - summerTimeOn(day) + hourOf(category, next)
    return Math.min(at, (first + days) * secondsPerDay - 60)
  }
}

const debts = ['DINNER', 'TICKETS', 'TAXI', 'BIRTHDAY', 'PIZZA', 'THANKS', 'HOLIDAY', 'LUNCH'] as const

/**
 * Returns when a card purchase is booked: early on the next working day, or as the month closes, so
 * that months stay complete.
 */
function settledAt(made: number, month: Month, next: Chance): number {
  const day = workingDayOnOrAfter(Math.floor(made / secondsPerDay) + 1)
  const at = day * secondsPerDay + 3 * 3600 + Math.floor(next() * 7200)
  return Math.min(at, Math.max(made, startOf(month + 1) - 20))
}

function chosen<Shops extends Omit<VisitedShops, 'share'>>(haunts: readonly Shops[], lot: number): Shops {
  for (const haunt of haunts) if (lot < haunt.upTo) return haunt
  return haunts.at(-1) as Shops
}

const travelling = stream('abroad')
/** The fee of a foreign purchase, as parts of one. */
export const foreignFee = 0.0275

/**
 * Returns the purchases abroad in the two weeks after `from` (epoch seconds), for at most `most`
 * pence in total, fees included.
 */
export function purchasesAbroad(customer: Customer, month: Month, from: number, most: number): Entry[] {
  const next = chance(customer.seed, customer.index, month, travelling)
  const currency = next() < 0.7 ? 'EUR' : 'USD'
  const entries: Entry[] = []
  let left = most
  for (let n = drawInteger(next, 4, 10); n > 0; n--) {
    const made = from + Math.floor(drawNumber(next, [2, 14]) * secondsPerDay)
    if (made >= startOf(month + 1) - 3600) continue
    const rate = rateOn(customer.seed, currency, Math.floor(made / secondsPerDay))
    const category = pick(next, [categories.eatingOut, categories.coffee, categories.groceries, categories.leisure])
    const foreign = priceOf(category, habitsOf(customer).taste, next)
    const amount = Math.round((foreign / rate) * (1 + foreignFee))
    if (amount > left) continue
    left -= amount
    const party = pick(next, currency === 'EUR' ? placesInEuros : placesInDollars)
    entries.push({
      at: settledAt(made, month, next),
      made,
      amount: -amount,
      balance: 0,
      kind: 'card-purchase',
      party,
      mcc: category.mcc,
      reference: '',
      exchange: { currency, amount: foreign, rate },
    })
  }
  return entries
}
export const placesInEuros = [
  'Café Mirador',
  'Taverna Galini',
  'Supermercado Sol',
  'Trattoria del Molo',
  'Musée du Port',
  'Bäckerei Lindner',
] as const
export const placesInDollars = [
  'Harborview Diner',
  'Fifth & Main Deli',
  'Lakeshore Market',
  'Blue Mesa Museum',
] as const
