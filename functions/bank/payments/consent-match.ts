import { findFirstDifference } from '#bank/base/first-difference.ts'
import { Problem } from '#bank/base/problem.ts'

type PaymentBody = { readonly Data: { readonly Initiation: unknown }; readonly Risk?: unknown }

/** Rejects an order whose Initiation or Risk differs from that of its consent. */
export function checkMatchesConsent(consented: PaymentBody, ordered: PaymentBody): void {
  const path =
    findFirstDifference(consented.Data.Initiation, ordered.Data.Initiation, 'Data.Initiation') ??
    findFirstDifference(consented.Risk, ordered.Risk, 'Risk')
  if (path !== undefined) throw new Problem('consent-mismatch', `${path}: must be the same as in the consent`, { path })
}
