import type * as z from 'zod'
import type { PaymentKind } from '#bank/consents/consent.ts'
import type { PaymentConsentRequest } from './rules.ts'

/** A kind of payment as the operations, the pages and the tests read it. */
export type PaymentType = {
  readonly name: PaymentKind
  /** Its two path segments, such as `domestic-payment-consents` and `domestic-payments`. */
  readonly consents: string
  readonly orders: string
  /** The field that holds the order's id, and what the standard calls it in the path. */
  readonly orderId: string
  readonly orderParameter: string
  readonly Initiation: z.ZodObject
  readonly ConsentRequest: z.ZodObject
  readonly ConsentResponse: z.ZodObject
  readonly OrderRequest: z.ZodObject
  readonly OrderResponse: z.ZodObject
  /** The states that the standard lets a partner see, of the consent and of the order. */
  readonly consentStatuses: readonly string[]
  readonly orderStatuses: readonly string[]
  readonly isScheduled: boolean
  readonly isStandingOrder: boolean
  readonly isInternational: boolean
  readonly isFile: boolean
  /** Whether a partner may ask if there is enough on the account. */
  readonly hasFundsConfirmation: boolean
  /**
   * Refuses a request for a consent that its schema allows and a rule does not. A method, so that
   * any kind fits.
   */
  check(request: PaymentConsentRequest<never>, now: number): void
}
