import type { Account } from '#mocks/accounts/account.ts'
import type { Bank } from '#mocks/base/bank.ts'
import { type Month, monthAt, startOf } from '#mocks/base/calendar.ts'
import { type AccountMonth, type Entry, entry } from '#mocks/history/entry.ts'
import type { Facts } from '#mocks/walk/engine/facts.ts'
import type { Ledger } from '#mocks/walk/engine/ledger.ts'
import { courseOf } from './course.ts'
import { firstMonthOf, yearAt } from './plan.ts'
import { ledgerOf } from './year.ts'

/**
 * Computes a month of an account that is walked: of the stretch that began at the quiet point of
 * the month before, what is booked in this one, and the stretch that begins in it. Most months ask
 * one year of the customer, one in twelve asks two.
 */
export function walkedMonth(bank: Bank, account: Account, month: Month): AccountMonth {
  const course = courseOf(bank, account.customer)
  const year = yearAt(course, month)
  const later = ledgerOf(course, account.product, year)
  const place = month - firstMonthOf(course, year)
  const sooner = place > 0 ? later : ledgerOf(course, account.product, year - 1)
  const entries: Entry[] = []
  const opening = addStretch(entries, sooner, place > 0 ? place - 1 : 11, month)
  addStretch(entries, later, place, month)
  sortByBooking(entries)
  return month === monthAt(account.opened * 86_400) ? open(month, opening, entries) : balance(opening, entries)
}

/**
 * By insertion, because the entries are almost in order. Those of one second stay in the order in
 * which they were made.
 */
function sortByBooking(entries: Entry[]): void {
  for (let n = 1; n < entries.length; n++) {
    const one = entries[n] as Entry
    let before = n - 1
    for (; before >= 0 && (entries[before] as Entry).at > one.at; before--)
      entries[before + 1] = entries[before] as Entry
    entries[before + 1] = one
  }
}

/**
 * Adds the entries of a stretch that a month books. Returns the balance as the month begins, if it
 * began in the stretch.
 */
function addStretch(entries: Entry[], ledger: Ledger, stretch: number, month: Month): number {
  const { opens, starts, made, at, amount, facts } = ledger
  const [from, to] = [startOf(month), startOf(month + 1)]
  let opening = opens[stretch] as number
  for (let n = starts[stretch] as number; n < (starts[stretch + 1] as number); n++) {
    const booked = at[n] as number
    const minor = amount[n] as number
    if (booked < from) opening += minor
    else if (booked < to) entries.push(entryOf(booked, made[n] as number, minor, facts[n] as Facts))
  }
  return opening
}

/** Spelt out, because spreading the facts costs three times as much. */
function entryOf(
  at: number,
  made: number,
  amount: number,
  { kind, party, mcc, reference, own, exchange }: Facts,
): Entry {
  if (own === undefined && exchange === undefined) return { at, made, amount, balance: 0, kind, party, mcc, reference }
  return {
    at,
    made,
    amount,
    balance: 0,
    kind,
    party,
    mcc,
    reference,
    ...(own && { own }),
    ...(exchange && { exchange }),
  }
}

function balance(opening: number, entries: Entry[]): AccountMonth {
  let balance = opening
  for (const one of entries) {
    balance += one.amount
    one.balance = balance
  }
  return { opening, entries, closing: balance }
}

/** An account opens with what it holds then; what was bought before it opened is not its own. */
function open(month: Month, opening: number, entries: Entry[]): AccountMonth {
  const own = entries.filter(({ made }) => made >= startOf(month))
  const before = entries.reduce((sum, { made, amount }) => (made < startOf(month) ? sum + amount : sum), opening)
  return balance(0, [entry(startOf(month) + 60, before, 'payment-in', 'Opening deposit', 'OPENING'), ...own])
}
