import type { OrderRecord } from '#bank/payments/order.ts'
import type { Outcome } from './client.ts'
import type { Pay, Recur, Step } from './history.ts'

/** One order that a partner sent, and the answer that it received. */
export type Sent = {
  readonly key: string
  readonly pence: number
  /** The virtual time of the first attempt, in milliseconds. */
  readonly at: number
  /** The world's clock at the first attempt and when all answers had arrived. */
  readonly span: readonly [number, number]
  readonly outcome: Outcome<{ order: OrderRecord; isReplay: boolean }>
}

/** What a partner knows of a payment or a mandate at the end. */
export type Told = {
  readonly step: Step<Pay> | Step<Recur>
  readonly consentId: string
  /** Whether the partner knows that the customer authorised it. */
  isAuthorised: boolean
  /**
   * When the customer received the answer that the mandate was revoked, in virtual milliseconds.
   */
  revokedAt?: number
  readonly sent: Sent[]
}

/**
 * The bank stores an idempotency key for a day of the world's clock. Half a day leaves room for the
 * duration of calls while that clock runs fast.
 */
const keyMs = 43_200_000

/**
 * Returns whether enough time of the world has passed that the bank may have deleted the
 * idempotency keys of these orders.
 */
export const mayBeForgotten = ({ sent }: Told): boolean =>
  Math.max(...sent.map(({ span }) => span[1])) - Math.min(...sent.map(({ span }) => span[0])) >= keyMs
