import type { OrderRecord } from '#bank/payments/order.ts'
import type { Outcome } from './client.ts'
import type { Pay, Recur, Step } from './history.ts'

/** One order that a partner sent, and what it heard. */
export type Sent = {
  readonly key: string
  readonly pence: number
  /** When it was sent first, in virtual milliseconds. */
  readonly at: number
  /** What the world's clock said then, and when all had been heard. */
  readonly span: readonly [number, number]
  readonly outcome: Outcome<{ order: OrderRecord; isReplay: boolean }>
}

/** What a partner knows of a payment or a mandate in the end. */
export type Told = {
  readonly step: Step<Pay> | Step<Recur>
  readonly consentId: string
  /** Whether the customer is known to have said yes. */
  isAuthorised: boolean
  /** When the customer was told that the mandate is taken back, in virtual milliseconds. */
  revokedAt?: number
  readonly sent: Sent[]
}

/**
 * A key is remembered for a day of the world's clock. Half of it leaves room for what calls take
 * while that clock runs fast.
 */
const keyMs = 43_200_000

/**
 * Whether so much time of the world went by meanwhile that the bank need not remember the keys of
 * what was sent.
 */
export const mayBeForgotten = ({ sent }: Told): boolean =>
  Math.max(...sent.map(({ span }) => span[1])) - Math.min(...sent.map(({ span }) => span[0])) >= keyMs
