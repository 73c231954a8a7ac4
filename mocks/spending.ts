import type { TransactionKind } from '#bank/transaction.ts'
import type { Bank } from './bank.ts'
import { daysIn, firstDay, type Month, priceLevel, secondsPerDay, weekday, yearOf } from './calendar.ts'
import { type Chance, chance, pick, type Stream } from './chance.ts'
import type { Customer } from './customer.ts'
import type { Entry } from './entry.ts'
import { type Haunt, habitsOf } from './habits.ts'
import { type Category, categories, hourOf, priceOf } from './merchants.ts'

/** No purchase is smaller, so the last one can always be paid. Pence. */
const smallest = 100
/** A last shop that is larger than this would surprise; the chance is drawn again. Pence at the customer's taste. */
const largestLast = 9_000
/** Bounds a month in case a persona's budget and prices do not fit each other. */
const mostVisits = 600

/**
 * One month's card purchases and cash, visit after visit until `budget` (pence) is spent exactly: the last visit is a grocery
 * shop that takes what is left. So a month ends on the balance that the next begins with, and no other month is needed.
 */
export function spend(
  bank: Bank,
  customer: Customer,
  month: Month,
  budget: number,
  how: { by: TransactionKind; of: Stream },
): Entry[] {
  const entries: Entry[] = []
  if (budget <= 0) return entries
  const habits = habitsOf(bank, customer)
  const next = chance(bank.seed, customer.index, month, how.of)
  const scale = habits.taste * priceLevel(yearOf(month))
  const haunts =
    how.by === 'credit-card-purchase'
      ? habits.haunts.filter(({ category }) => category !== categories.cash)
      : habits.haunts
  const reach = haunts.at(-1)?.upTo ?? 1
  const first = firstDay(month)
  const days = daysIn(month)

  let left = budget
  for (let visits = 0; left > 0; visits++) {
    const haunt = chosen(haunts, next() * reach)
    const { category } = haunt
    const price = priceOf(category, scale, next)
    if (price <= left - smallest && visits < mostVisits) {
      entries.push(visit(category, price, pick(next, haunt.names)))
      left -= price
    } else if (left <= largestLast * scale || visits >= mostVisits) {
      entries.push(visit(categories.groceries, left, pick(next, categories.groceries.names)))
      left = 0
    }
  }
  return entries

  function visit(category: Category, price: number, name: string): Entry {
    const kind = category === categories.cash ? 'cash-withdrawal' : how.by
    return {
      at: moment(category, next),
      amount: -price,
      balance: 0,
      kind,
      party: name,
      mcc: category.mcc,
      reference: '',
    }
  }

  function moment(category: Category, next: Chance): number {
    let day = first + Math.floor(next() * days)
    if (next() > (category.week[weekday(day)] as number)) day = first + Math.floor(next() * days)
    return Math.min(day * secondsPerDay + hourOf(category, next), (first + days) * secondsPerDay - 3)
  }
}

function chosen(haunts: readonly Haunt[], lot: number): Haunt {
  for (const haunt of haunts) if (lot < haunt.upTo) return haunt
  return haunts.at(-1) as Haunt
}
