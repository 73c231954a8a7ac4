import * as z from 'zod'
import { paymentKinds } from './consent.ts'

const Minor = z.string().regex(/^-?\d{1,18}$/)

/**
 * What is kept of a payment order. Its initiation stands in the consent, word for word; a status that time alone changes follows
 * from `accepted` and the rail. Instants are epoch milliseconds of the world's clock.
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
   * What leaves the account, charges not included, in minor units of its currency. Of a file: what its payments add up to, in pence,
   * whether they could be paid or not.
   */
  amount: Minor,
  /** Charges that leave with it. */
  fee: Minor,
  currency: z.string(),
  createdAt: z.int(),
  /** When the rail took it up, or will; a future-dated one has not left before. */
  accepted: z.int(),
  /** Set while it waits for a day to come. */
  isWaiting: z.boolean().optional(),
  /** Stopped for good: by the bank, or by the customer while it waited. */
  stopped: z
    .strictObject({ state: z.enum(['RJCT', 'CANC']), at: z.int(), code: z.string(), why: z.string() })
    .optional(),
  /** Somebody else must approve too: how many, and who has. */
  approvals: z.strictObject({ needed: z.int(), given: z.array(z.string()), at: z.int() }).optional(),
  /** Of a standing order: how its last payment went. */
  last: z.enum(['paid', 'failed']).optional(),
  /** Of a file: how many payments it holds, and how many were rejected so far, by the code of the reason. */
  file: z.strictObject({ payments: z.int().min(1), rejected: z.record(z.string(), z.int().min(1)) }).optional(),
})
export type OrderRecord = z.output<typeof OrderRecord>
