import type { MandateRecord, PaymentConsentRecord } from '#bank/consents/consent.ts'
import type { ExchangeRateInformation } from '#bank/money/exchange.ts'
import type { Initiation } from '#bank/payments/initiation.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import { kinds } from '#bank/payments/payment-types.ts'
import { type Plan, paymentAt, planOf } from '#bank/payments/standing-orders.ts'
import type { VrpConsentRequest } from '#bank/vrp/schemas.ts'

/* What a consent to pay says, as those read it who carry it out. */

/** What a partner lodges for a payment, as its schema let it in. */
export type PaymentRequest = {
  readonly Data: { readonly Initiation: unknown } & Record<string, unknown>
  readonly Risk?: unknown
}

/** What was lodged for a mandate, word for word. */
export const requestOf = ({ request }: MandateRecord) => request as VrpConsentRequest

/**
 * When the payments of a standing order are due, from what its consent says and the day it was set
 * up.
 */
export const planFor = (consent: PaymentConsentRecord, { createdAt }: Pick<OrderRecord, 'createdAt'>): Plan =>
  planOf(initiationOf(consent) as Parameters<typeof planOf>[0], createdAt)

/** What a consent was lodged for; the order repeats it. */
export const initiationOf = (consent: PaymentConsentRecord): Initiation =>
  (consent.request as PaymentRequest).Data.Initiation as Initiation

/** The rate that was given with a consent, if one was. */
export const promisedBy = ({ offer }: PaymentConsentRecord): ExchangeRateInformation | undefined =>
  offer?.ExchangeRateInformation as ExchangeRateInformation | undefined

/** When an order first pays (epoch milliseconds), where that is not at once. */
export function firstDayOf(consent: PaymentConsentRecord, order: Pick<OrderRecord, 'createdAt'>): number | undefined {
  if (kinds[consent.kind].isStandingOrder) return paymentAt(planFor(consent, order), 0)
  const { RequestedExecutionDateTime: asked } = initiationOf(consent)
  return asked === undefined ? undefined : Date.parse(asked)
}
