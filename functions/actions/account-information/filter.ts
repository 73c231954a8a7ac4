import type { Access } from '#bank/consents/grant.ts'
import type { Entry } from '#mocks/history/entry.ts'
import type { TimeRange } from './date-range.ts'

/**
 * Which entries of an account may be seen: booked within a stretch of time, of money that came in,
 * that went out, or both.
 */
export type EntryFilter = TimeRange & { readonly credits: boolean; readonly debits: boolean }

/**
 * What the customer has consented to. It bounds every listing of entries, together with what the
 * listing is asked for.
 */
export const entryFilterOf = ({ from, to, permissions }: Access): EntryFilter => ({
  from,
  to,
  credits: permissions.has('ReadTransactionsCredits'),
  debits: permissions.has('ReadTransactionsDebits'),
})

/** Whether an entry may be seen. */
export const isVisible = (scene: EntryFilter, entry: Entry): boolean =>
  entry.at >= scene.from && entry.at <= scene.to && isDirectionVisible(scene, entry)

/**
 * Whether an entry's money went a way that may be seen. Its own sign decides, so that a refund is a
 * credit and a returned credit is a debit: "Reversing Entries" of the standard. Zero counts as a
 * credit.
 */
export const isDirectionVisible = ({ credits, debits }: EntryFilter, { amount }: Entry): boolean =>
  amount < 0 ? debits : credits
