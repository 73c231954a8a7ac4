import type { PaymentConsentRecord } from '#bank/consents/consent.ts'
import type { ExchangeRateInformation } from '#bank/money/exchange.ts'
import type { Initiation } from './initiation.ts'
import type { OrderRecord } from './order.ts'
import { paymentTypes } from './payment-types.ts'
import { parsePlan, paymentAt, type StandingOrderPlan } from './standing-orders.ts'

/* What a payment consent says, read from the request that the partner sent. */

/** A partner's request for a payment consent, as its schema accepted it. */
export type PaymentRequest = {
  readonly Data: { readonly Initiation: unknown } & Record<string, unknown>
  readonly Risk?: unknown
}

/** Returns the due dates of a standing order. `createdAt` is when it was set up. */
export const planOfConsent = (
  consent: PaymentConsentRecord,
  { createdAt }: Pick<OrderRecord, 'createdAt'>,
): StandingOrderPlan => parsePlan(initiationOf(consent) as Parameters<typeof parsePlan>[0], createdAt)

/** Returns the initiation of a consent; its order must repeat it word for word. */
export const initiationOf = (consent: PaymentConsentRecord): Initiation =>
  (consent.request as PaymentRequest).Data.Initiation as Initiation

/** Returns the exchange rate that the bank quoted with a consent. */
export const quotedRateOf = ({ offer }: PaymentConsentRecord): ExchangeRateInformation | undefined =>
  offer?.ExchangeRateInformation as ExchangeRateInformation | undefined

/** Returns when an order first pays (epoch milliseconds); undefined where it pays at once. */
export function firstPaymentAt(
  consent: PaymentConsentRecord,
  order: Pick<OrderRecord, 'createdAt'>,
): number | undefined {
  if (paymentTypes[consent.kind].isStandingOrder) return paymentAt(planOfConsent(consent, order), 0)
  const { RequestedExecutionDateTime } = initiationOf(consent)
  return RequestedExecutionDateTime === undefined ? undefined : Date.parse(RequestedExecutionDateTime)
}
