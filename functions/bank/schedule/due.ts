import * as z from 'zod'
import { PaymentReturn } from '#bank/payments/payment-return.ts'

/**
 * What must happen at an instant. Of what is due at the same instant, the lower `seq` comes first.
 */
export const DueItem = z.strictObject({
  /** Epoch milliseconds of the world's clock. */
  at: z.int(),
  seq: z.int(),
  /** Whose it is: an order's, or the world's own, where it says `interest`. */
  order: z.string(),
  /** The number of an order's payment, or of a round of interest. */
  n: z.int().min(0),
  /** What comes back of the payment, where it is that. */
  back: PaymentReturn.optional(),
  /** The last account that a round of interest is through with, where it was begun. */
  after: z.string().optional(),
})
export type DueItem = Readonly<z.output<typeof DueItem>>

/** Stands in the place of an order's id where interest is due. */
export const interestOrder = 'interest'
export const isInterest = ({ order }: DueItem): boolean => order === interestOrder
