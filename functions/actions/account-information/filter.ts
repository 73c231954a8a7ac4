import type { Access } from '#bank/consents/grant.ts'
import type { Entry } from '#mocks/history/entry.ts'
import type { TimeRange } from './date-range.ts'

/**
 * Which entries of an account the caller may see: booked within a range, and credits, debits or
 * both.
 */
export type EntryFilter = TimeRange & { readonly credits: boolean; readonly debits: boolean }

/**
 * Returns the filter of what the customer consented to. Every listing of entries combines it with
 * the query.
 */
export const entryFilterOf = ({ from, to, permissions }: Access): EntryFilter => ({
  from,
  to,
  credits: permissions.has('ReadTransactionsCredits'),
  debits: permissions.has('ReadTransactionsDebits'),
})

/** Returns whether the caller may see an entry. */
export const isVisible = (filter: EntryFilter, entry: Entry): boolean =>
  entry.at >= filter.from && entry.at <= filter.to && isDirectionVisible(filter, entry.amount)

/**
 * Returns whether the caller may see the direction of an entry. The sign of its amount decides: a
 * refund is a credit and a returned credit is a debit ("Reversing Entries" of the standard). Zero
 * counts as a credit.
 */
export const isDirectionVisible = ({ credits, debits }: EntryFilter, amount: number): boolean =>
  amount < 0 ? debits : credits
