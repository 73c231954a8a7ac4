import { dropEmptyFields, findFirstDifference } from '#bank/base/first-difference.ts'
import { Problem } from '#bank/base/problem.ts'

type PaymentBody = { readonly Data: { readonly Initiation: unknown }; readonly Risk?: unknown }

/**
 * Rejects an order whose Initiation or Risk differs from that of its consent. An empty list counts
 * as an absent field.
 */
export function checkMatchesConsent(consented: PaymentBody, ordered: PaymentBody): void {
  const path =
    findDifferenceInContent(consented.Data.Initiation, ordered.Data.Initiation, 'Data.Initiation') ??
    findDifferenceInContent(consented.Risk, ordered.Risk, 'Risk')
  if (path !== undefined) throw new Problem('consent-mismatch', `${path}: must be the same as in the consent`, { path })
}

/**
 * Returns the path of the first difference between what a consent and a request hold, or undefined.
 * Fields that hold nothing count as absent.
 */
export function findDifferenceInContent(consented: unknown, requested: unknown, path: string): string | undefined {
  // Most orders repeat their consent word for word.
  if (findFirstDifference(consented, requested, path) === undefined) return undefined
  return findFirstDifference(dropEmptyFields(consented), dropEmptyFields(requested), path)
}
