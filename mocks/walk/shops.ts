import type { TransactionKind } from '#bank/account-information/transaction.ts'
import { perObject } from '#bank/base/per-object.ts'
import { type Category, categories } from '#mocks/payments/merchants.ts'
import type { VisitedShops } from '#mocks/people/habits.ts'
import { type Facts, factsOf } from '#mocks/walk/engine/facts.ts'
import { quantile } from '#mocks/walk/engine/normal.ts'

/** The shops of one kind: `upTo` adds up the shares of visits. */
type ShopsOfKind = {
  readonly category: Category
  readonly upTo: number
  /** Whether the walk may scale a price: it has no shelf price. */
  readonly isFree: boolean
  readonly facts: readonly Facts[]
  /**
   * What visits cost in pence of 2024 at median taste, from the cheapest part in 1,024 to the
   * dearest.
   */
  readonly prices: Float64Array
}

/** All shops of a customer, and the mean cost of a visit in pence of 2024 at median taste. */
export type Shops = { readonly kinds: readonly ShopsOfKind[]; readonly meanPrice: number }

/** What friends pay each other for. */
const debts = ['DINNER', 'TICKETS', 'TAXI', 'BIRTHDAY', 'PIZZA', 'THANKS', 'HOLIDAY', 'LUNCH'] as const

/** Builds the shops that a card of a kind visits. */
export function shopsOf(haunts: readonly VisitedShops[], by: TransactionKind): Shops {
  const total = haunts.reduce((sum, { share }) => sum + share, 0)
  let upTo = 0
  let meanPrice = 0
  const kinds = haunts.map(({ category, names, share }) => {
    const part = share / total
    upTo += part
    meanPrice += part * category.median * Math.exp(category.spread ** 2 / 2) * (1 - 0.85 * category.comesBack)
    return {
      category,
      upTo,
      isFree: category.ending === 'any',
      facts: factsOfVisits(category, names, by),
      prices: pricesOf(category),
    }
  })
  return { kinds, meanPrice }
}

/**
 * A table, because drawing each price from the log-normal distribution costs a quarter of a walk.
 */
const pricesOf = perObject(({ median, spread }: Category) =>
  Float64Array.from({ length: 1024 }, (_, n) => median * Math.exp(spread * quantile((n + 0.5) / 1024))),
)

/** The facts of all purchases at a merchant are one object for all customers. */
const merchants = new Map<string, Facts>()
function factsOfMerchant(kind: TransactionKind, mcc: string, party: string): Facts {
  const key = `${kind} ${mcc} ${party}`
  const known = merchants.get(key)
  if (known) return known
  const facts: Facts = { kind, party, mcc, reference: '' }
  merchants.set(key, facts)
  return facts
}

function factsOfVisits(category: Category, names: readonly string[], by: TransactionKind): Facts[] {
  if (category === categories.friends)
    return names.flatMap((name) => debts.map((debt) => factsOf('payment-out', name, debt)))
  const kind = category === categories.cash ? 'cash-withdrawal' : by
  return names.map((party) => factsOfMerchant(kind, category.mcc, party))
}
