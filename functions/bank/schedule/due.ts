import * as z from 'zod'
import { Returned } from '#bank/payments/payment-return.ts'

/**
 * What must happen at an instant. Of what is due at the same instant, the lower `seq` comes first.
 */
export const Due = z.strictObject({
  /** Epoch milliseconds of the world's clock. */
  at: z.int(),
  seq: z.int(),
  /** Whose it is: an order's, or the world's own, where it says `interest`. */
  order: z.string(),
  /** The number of an order's payment, or of a round of interest. */
  n: z.int().min(0),
  /** What comes back of the payment, where it is that. */
  back: Returned.optional(),
  /** The last account that a round of interest is through with, where it was begun. */
  after: z.string().optional(),
})
export type Due = Readonly<z.output<typeof Due>>

/** Stands in the place of an order's id where interest is due. */
export const interest = 'interest'
export const isInterest = ({ order }: Due): boolean => order === interest
