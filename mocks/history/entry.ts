import type { TransactionKind } from '#bank/account-information/transaction.ts'
import type { Product } from '#mocks/accounts/products.ts'
import type { Exchange } from '#mocks/base/exchange.ts'

/**
 * One movement on one account; `entryFields` says what each field means. Plain numbers, exact below
 * 2^53.
 */
export type Entry = {
  readonly at: number
  readonly made: number
  readonly amount: number
  balance: number
  readonly kind: TransactionKind
  readonly party: string
  readonly mcc: string
  readonly reference: string
  readonly own?: Product
  readonly exchange?: Exchange
  readonly other?: { readonly scheme: string; readonly identification: string }
}

/** What each field of an entry means. */
export const entryFields = {
  at: 'When it is booked, epoch seconds, UTC.',
  made: 'When it was made, epoch seconds, UTC: a card purchase is pending from then until it is booked; all else is booked at once.',
  amount: "Minor units of the account's currency, below zero when money leaves.",
  balance: 'After this entry, in the same units.',
  kind: 'Why money moved: one of the transaction kinds.',
  party: 'Who is on the other side.',
  mcc: 'Four digits where the other side is a merchant or a cash machine, else empty.',
  reference: 'What the payer or the payee wrote, else empty.',
  own: "The customer's own product on the other side of a transfer, else absent.",
  exchange:
    'What was paid abroad, before it became the amount: currency, minor units, and how many of it one pound bought. Else absent.',
  other:
    'The account of the other side, where somebody wrote it on a payment order: scheme and identification. Else absent.',
} as const satisfies Record<keyof Entry, string>

/** An entry before its balance is known. */
export const entry = (
  at: number,
  amount: number,
  kind: TransactionKind,
  party: string,
  reference: string,
  own?: Product,
): Entry => ({ at, made: at, amount, balance: 0, kind, party, mcc: '', reference, ...(own && { own }) })

/**
 * One account in one month. Amounts are minor units of its currency; `entries` go from old to new.
 */
export type AccountMonth = { readonly opening: number; readonly entries: readonly Entry[]; readonly closing: number }

export const sum = (entries: readonly Entry[]): number => entries.reduce((total, { amount }) => total + amount, 0)

/** Puts entries in the order of their booking and gives each the balance after it. */
export function booked(opening: number, entries: Entry[]): AccountMonth {
  entries.sort((a, b) => a.at - b.at)
  let balance = opening
  for (const one of entries) {
    balance += one.amount
    one.balance = balance
  }
  return { opening, entries, closing: balance }
}
