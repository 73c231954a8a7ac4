import { catchUp } from '#actions/catch-up/catch-up.ts'
import { authoriseConsent, rejectConsent, revokeConsent } from '#actions/consents/consents.ts'
import { createPaymentConsent } from '#actions/payments/consents.ts'
import { placeOrder } from '#actions/payments/orders.ts'
import { createVrpConsent } from '#actions/vrp/mandates.ts'
import { placeVrp } from '#actions/vrp/payments.ts'
import { advanceClock, setClockRate } from '#actions/worlds/clocks.ts'

/** The bank's own code that simulations run. A test may replace parts of it with broken code. */
export const soundCode = {
  createPaymentConsent,
  authoriseConsent,
  rejectConsent,
  revokeConsent,
  placeOrder,
  createVrpConsent,
  placeVrp,
  advance: advanceClock,
  setRate: setClockRate,
  catchUp,
}
export type Code = typeof soundCode
