import { parseBookingInstant } from '#bank/account-information/transaction.ts'
import { Problem } from '#bank/base/problem.ts'

/** A range of time: epoch seconds, both ends included. It is empty if it ends before it begins. */
export type TimeRange = { readonly from: number; readonly to: number }

/** Returns the intersection of two ranges. */
export const intersectRanges = (a: TimeRange, b: TimeRange): TimeRange => ({
  from: Math.max(a.from, b.from),
  to: Math.min(a.to, b.to),
})

/**
 * Parses a range from two query parameters. An absent parameter leaves its end open. Rejects a
 * malformed date, and a range that ends before it begins, with `date-invalid`.
 */
export function parseRange<Q extends object>(
  query: Q,
  fromName: keyof Q & string,
  toName: keyof Q & string,
): TimeRange {
  const read = (name: keyof Q & string, absent: number) => {
    const text = query[name] as string | undefined
    if (text === undefined) return absent
    const at = parseBookingInstant(text)
    if (at !== undefined) return at
    const path = `query ${name}`
    const why = `${path}: must be an ISO 8601 day or instant such as 2026-11-24T09:30:00 (got ${text.slice(0, 60)})`
    throw new Problem('date-invalid', why, { path })
  }
  const from = read(fromName, Number.NEGATIVE_INFINITY)
  const to = read(toName, Number.POSITIVE_INFINITY)
  if (from > to) {
    const path = `query ${fromName}`
    const why = `${path}: must not be after ${toName}, ${query[toName]} (got ${query[fromName]})`
    throw new Problem('date-invalid', why, { path })
  }
  return { from: Math.max(from, 0), to }
}
