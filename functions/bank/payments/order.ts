import * as z from 'zod'
import { paymentKinds } from '#bank/consents/consent.ts'
import { type Failure, failures } from '#bank/rails/rail.ts'

const Minor = z.string().regex(/^-?\d{1,18}$/)

/** What a recurring payment has beyond others. */
const recurring = {
  /** What was instructed beyond what the mandate says already. */
  instruction: z.record(z.string(), z.unknown()).optional(),
  /**
   * What the mandate's payments come to in the last period of each of its limits, this one
   * included: since when, and how many minor units of the limit's currency. The next payment
   * decides by it.
   */
  paid: z.array(z.strictObject({ at: z.int(), amount: Minor })).optional(),
}

/**
 * What is kept of a payment order. Its initiation stands in the consent, word for word; a status
 * that time alone changes follows from `accepted` and the rail. Instants are epoch milliseconds of
 * the world's clock.
 */
export const OrderRecord = z.strictObject({
  id: z.string(),
  kind: z.enum([...paymentKinds, 'domestic-vrp']),
  consent: z.string(),
  partner: z.string(),
  /** The account that pays. */
  account: z.string(),
  /** How it travels. The payments of a file have each their own; there it says `file`. */
  rail: z.string(),
  /**
   * What leaves the account, charges not included, in minor units of its currency. Of a file: what
   * its payments add up to, in pence, whether they could be paid or not.
   */
  amount: Minor,
  /** Charges that leave with it. */
  fee: Minor,
  currency: z.string(),
  createdAt: z.int(),
  /** When the rail took it up, or will; a future-dated one has not left before. */
  accepted: z.int(),
  /**
   * What will become known of the payee's account, so that the money comes back: fixed when the
   * payment is instructed.
   */
  failure: z.enum(Object.keys(failures) as [Failure, ...Failure[]]).optional(),
  /** The rate of an exchange that it took, or will take. */
  rate: z.record(z.string(), z.unknown()).optional(),
  /**
   * Set while it waits for a day to come: which of its payments, when, and its place among what is
   * due at the same instant.
   */
  waits: z.strictObject({ at: z.int(), seq: z.int(), n: z.int().min(0) }).optional(),
  /** Stopped for good: by the bank, or by the customer while it waited. */
  stopped: z
    .strictObject({ state: z.enum(['RJCT', 'CANC']), at: z.int(), code: z.string(), why: z.string() })
    .optional(),
  /**
   * Several people must agree to it: how many, who has, since when that is so, and until when all
   * of them must have.
   */
  approvals: z
    .strictObject({ needed: z.int().min(2), given: z.array(z.string()).min(1), at: z.int(), until: z.int() })
    .optional(),
  /**
   * Of a file: how many payments it holds, and how many were rejected so far, by the code of the
   * reason.
   */
  file: z.strictObject({ payments: z.int().min(1), rejected: z.record(z.string(), z.int().min(1)) }).optional(),
  /** Of a standing order: its last payment, and why it failed if it did. */
  last: z
    .strictObject({
      n: z.int().min(0),
      at: z.int(),
      failed: z.strictObject({ code: z.string(), why: z.string() }).optional(),
    })
    .optional(),
  /** Of a standing order: the last payment that did not fail. */
  lastPaid: z.strictObject({ n: z.int().min(0), at: z.int() }).optional(),
  ...recurring,
})
export type OrderRecord = z.output<typeof OrderRecord>

/** Whether somebody must still agree before it is carried out. */
export const isPending = ({ approvals, stopped }: OrderRecord): boolean =>
  approvals !== undefined && approvals.given.length < approvals.needed && !stopped

/**
 * Among what is due of an order, the turn at which it is decided whether it was agreed to: a number
 * that no payment has.
 */
export const decisionNumber = 999_999

/** The account on which it stands what an account has paid by a rail to whoever banks elsewhere. */
export const clearingAccountOf = ({ rail, account }: Pick<OrderRecord, 'rail' | 'account'>): string =>
  `clr_${rail}_${account}`

/** Returns the id of the one order that a payment consent can make. */
export const orderIdOf = (consentId: string): string => `pay_${consentId.slice('pic_'.length)}`
