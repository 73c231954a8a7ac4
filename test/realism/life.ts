import type { Product, Role } from '#mocks/accounts/products.ts'
import type { Day, Month } from '#mocks/base/calendar.ts'
import type { AccountMonth, Entry } from '#mocks/history/entry.ts'

/**
 * One account as a stranger reads it from an export or the API. Amounts are minor units of its
 * currency.
 */
export type Ledger = {
  readonly product: Product
  readonly role: Role
  readonly currency: 'GBP' | 'EUR'
  readonly opened: Day
  /** How far below zero the balance may go. */
  readonly creditLine: number
  /** The first month in `months`. */
  readonly first: Month
  /** Consecutive months, oldest first, by the instant of booking. */
  readonly months: readonly AccountMonth[]
}

/**
 * One customer as a stranger reads it, the main account first. Nothing here is known only to the
 * generator, so a measure works for any generator.
 */
export type Life = {
  readonly index: number
  /** The persona's id, as exports have it. */
  readonly persona: string
  readonly category: 'Personal' | 'Business'
  readonly title: string
  /** The person's own name, also of a business. */
  readonly person: string
  readonly born: Day
  readonly since: Month
  /** The first month read. The month `to` is not included. The world began in the month `now`. */
  readonly from: Month
  readonly now: Month
  readonly to: Month
  readonly ledgers: readonly Ledger[]
}

/** Yields every entry of a customer, account by account, oldest first. */
export function* entriesOf({ ledgers }: Life): Generator<Entry> {
  for (const ledger of ledgers) yield* ledgerEntries(ledger)
}

/** Yields every entry of an account, oldest first. */
export function* ledgerEntries({ months }: Ledger): Generator<Entry> {
  for (const { entries } of months) yield* entries
}

const cards: ReadonlySet<string> = new Set(['card-purchase', 'credit-card-purchase'])

/** Returns whether a customer paid by card, of any kind. */
export const isCardSpending = ({ kind }: Entry): boolean => cards.has(kind)

/** Roles of accounts that pay for daily life. */
const currentRoles: ReadonlySet<Role> = new Set(['main', 'joint', 'euro'])
export const isCurrentAccount = ({ role }: Ledger): boolean => currentRoles.has(role)

/** Returns a customer's entries of the year before the world began. */
export function yearBeforeNow(life: Life): Life {
  const from = life.now - 12
  const ledgers = life.ledgers.map((ledger) => ({
    ...ledger,
    first: Math.max(ledger.first, from),
    months: ledger.months.slice(Math.max(0, from - ledger.first), Math.max(0, life.now - ledger.first)),
  }))
  return { ...life, from, to: life.now, ledgers }
}
