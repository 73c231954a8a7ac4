import * as z from 'zod'
import { Counterparty } from '#bank/ledger/leg.ts'

/**
 * A payment that its payee's bank will send back: what was paid from which account into which
 * clearing, and what the legs of the return say. It is complete in itself, because a mandate may be
 * deleted, and a standing order cancelled, before the money comes.
 */
export const PaymentReturn = z.strictObject({
  /** The payment as its own legs name it. */
  payment: z.string(),
  account: z.string(),
  clearing: z.string(),
  /** What left the account, charges not included, in minor units of its currency. */
  amount: z.string().regex(/^\d{1,18}$/),
  currency: z.string(),
  /** Whom it was to reach. */
  party: Counterparty,
  reference: z.string().optional(),
})
export type PaymentReturn = z.output<typeof PaymentReturn>

/**
 * Among what is due of an order, the turns at which its payments come back: numbers that no payment
 * has.
 */
const firstReturn = 1_000_000
export const returnNumber = (n: number): number => firstReturn + n

/** What the legs of a return name as their payment: `pay_abc` comes back as `pay_abc.returned`. */
export const returnPaymentId = (payment: string): string => `${payment}.returned`
