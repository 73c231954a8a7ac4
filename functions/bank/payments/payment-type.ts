import type * as z from 'zod'
import type { PaymentKind } from '#bank/consents/consent.ts'
import type { PaymentConsentRequest } from './rules.ts'

/** A kind of payment, as operations, pages and tests read it. */
export type PaymentType = {
  readonly name: PaymentKind
  /**
   * The path segments of its consents and orders, such as `domestic-payment-consents` and
   * `domestic-payments`.
   */
  readonly consents: string
  readonly orders: string
  /** The field that holds the order's id, and the standard's name of the path parameter. */
  readonly orderId: string
  readonly orderParameter: string
  readonly Initiation: z.ZodObject
  readonly ConsentRequest: z.ZodObject
  readonly ConsentResponse: z.ZodObject
  readonly OrderRequest: z.ZodObject
  readonly OrderResponse: z.ZodObject
  /** The statuses of the consent and the order that the standard shows to a partner. */
  readonly consentStatuses: readonly string[]
  readonly orderStatuses: readonly string[]
  readonly isScheduled: boolean
  readonly isStandingOrder: boolean
  readonly isInternational: boolean
  readonly isFile: boolean
  /** Whether a partner may confirm funds for the consent. */
  readonly hasFundsConfirmation: boolean
  /**
   * Rejects a consent request that its schema allows and a rule does not. A method, so that every
   * kind fits the type.
   */
  check(request: PaymentConsentRequest<never>, now: number): void
}
