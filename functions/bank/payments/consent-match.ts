import { findFirstDifference } from '#bank/base/first-difference.ts'
import { Problem } from '#bank/base/problem.ts'

type PaymentBody = { readonly Data: { readonly Initiation: unknown }; readonly Risk?: unknown }

/** Refuses an order whose initiation or risk is not, word for word, what was consented to. */
export function checkMatchesConsent(consented: PaymentBody, ordered: PaymentBody): void {
  const path =
    findFirstDifference(consented.Data.Initiation, ordered.Data.Initiation, 'Data.Initiation') ??
    findFirstDifference(consented.Risk, ordered.Risk, 'Risk')
  if (path !== undefined) throw new Problem('consent-mismatch', `${path} is not what was consented to`, { path })
}
