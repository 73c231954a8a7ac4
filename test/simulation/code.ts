import { advance, setRate } from '#actions/clocks.ts'
import { authoriseConsent, rejectConsent, revokeConsent } from '#actions/consents.ts'
import { placeOrder } from '#actions/orders.ts'
import { createPaymentConsent } from '#actions/payment-consents.ts'
import { settle } from '#actions/settle.ts'
import { createVrpConsent } from '#actions/vrp-consents.ts'
import { placeVrp } from '#actions/vrps.ts'

/** The bank's own code that simulations run, so that a test may put something broken in its place. */
export const soundCode = {
  createPaymentConsent,
  authoriseConsent,
  rejectConsent,
  revokeConsent,
  placeOrder,
  createVrpConsent,
  placeVrp,
  advance,
  setRate,
  settle,
}
export type Code = typeof soundCode
