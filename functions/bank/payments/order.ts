import * as z from 'zod'
import { paymentKinds } from '#bank/consents/consent.ts'
import { type Failure, failures } from '#bank/rails/rail.ts'
import { forcedOutcomes } from '#bank/scenarios/payments.ts'

const Minor = z.string().regex(/^-?\d{1,18}$/)

/** The fields that only recurring payments have. */
const recurring = {
  /** The instruction of the payment, beyond its mandate. */
  instruction: z.record(z.string(), z.unknown()).optional(),
  /**
   * The total of the last period of each limit of the mandate, including this payment: since when,
   * and the minor units. It decides the next payment.
   */
  paid: z.array(z.strictObject({ at: z.int(), amount: Minor })).optional(),
}

/**
 * The stored record of a payment order. Its initiation is in the consent. A status that time alone
 * changes follows from `accepted` and the rail. Instants are epoch milliseconds of the world's
 * clock.
 */
export const OrderRecord = z.strictObject({
  id: z.string(),
  kind: z.enum([...paymentKinds, 'domestic-vrp']),
  consent: z.string(),
  partner: z.string(),
  /** The payer's account. */
  account: z.string(),
  /** The name of its rail, or `file` for a file, whose payments have a rail each. */
  rail: z.string(),
  /**
   * The amount debited without charges, in minor units of the account's currency. For a file, the
   * total of its payments in pence, whether or not they could be paid.
   */
  amount: Minor,
  /** The charges debited with it. */
  fee: Minor,
  currency: z.string(),
  createdAt: z.int(),
  /** When the rail accepts it. A future-dated payment is not debited before. */
  accepted: z.int(),
  /** The failure that will return the payment, fixed when it is instructed. */
  failure: z.enum(Object.keys(failures) as [Failure, ...Failure[]]).optional(),
  /**
   * When a trigger has ended its timeline: what its rail would do later happens at this instant.
   */
  endsAt: z.int().optional(),
  /** The outcome that a scenario gives it, whatever its accounts say. */
  forced: z.enum(forcedOutcomes).optional(),
  /** A scenario's delay of an immediate payment: until when, and the status that it has before. */
  delay: z.strictObject({ status: z.enum(['RCVD', 'PDNG', 'ACSP']), until: z.int() }).optional(),
  /** The exchange rate that it used or will use. */
  rate: z.record(z.string(), z.unknown()).optional(),
  /**
   * Set while a payment is due later: its instant, its place among due items of one instant, and
   * its number.
   */
  waits: z.strictObject({ at: z.int(), seq: z.int(), n: z.int().min(0) }).optional(),
  /**
   * Set when it is stopped: rejected by the bank, or cancelled by the customer before execution.
   */
  stopped: z
    .strictObject({ state: z.enum(['RJCT', 'CANC']), at: z.int(), code: z.string(), why: z.string() })
    .optional(),
  /**
   * The approvals of a payment that several people must approve: how many are needed, who approved,
   * since when, and the deadline.
   */
  approvals: z
    .strictObject({ needed: z.int().min(2), given: z.array(z.string()).min(1), at: z.int(), until: z.int() })
    .optional(),
  /** For a file: the number of its payments, and of the rejected ones by reason code. */
  file: z.strictObject({ payments: z.int().min(1), rejected: z.record(z.string(), z.int().min(1)) }).optional(),
  /** For a standing order: its last payment, and why it failed, if it did. */
  last: z
    .strictObject({
      n: z.int().min(0),
      at: z.int(),
      failed: z.strictObject({ code: z.string(), why: z.string() }).optional(),
    })
    .optional(),
  /** For a standing order: the last payment that did not fail. */
  lastPaid: z.strictObject({ n: z.int().min(0), at: z.int() }).optional(),
  ...recurring,
})
export type OrderRecord = z.output<typeof OrderRecord>

/** Returns until when a scenario delays an order; undefined if it is not delayed any more. */
export const releaseOf = ({ delay }: Pick<OrderRecord, 'delay'>, now: number): number | undefined =>
  delay && delay.until > now ? delay.until : undefined

/** Returns whether a person must still approve it before it is executed. */
export const isAwaitingApproval = ({ approvals, stopped }: OrderRecord): boolean =>
  approvals !== undefined && approvals.given.length < approvals.needed && !stopped

/**
 * The number of the due item at which an order without all approvals is decided. No payment has
 * this number.
 */
export const decisionNumber = 999_999

/** Returns the clearing account for what an account has paid by a rail to other banks. */
export const clearingAccountOf = ({ rail, account }: Pick<OrderRecord, 'rail' | 'account'>): string =>
  `clr_${rail}_${account}`

/** Returns the id of the one order that a payment consent can make. */
export const orderIdOf = (consentId: string): string => `pay_${consentId.slice('pic_'.length)}`
