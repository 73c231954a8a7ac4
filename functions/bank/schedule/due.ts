import * as z from 'zod'
import { PaymentReturn } from '#bank/payments/payment-return.ts'

/**
 * A due item: what must happen at an instant. At the same instant the item with the lower `seq` is
 * executed first.
 */
export const DueItem = z.strictObject({
  /** Epoch milliseconds of the world's clock. */
  at: z.int(),
  seq: z.int(),
  /** The id of the order that it belongs to, or `interest` for the world's own interest rounds. */
  order: z.string(),
  /** The number of the order's payment, or of the interest round. */
  n: z.int().min(0),
  /** The return of the payment, if the item is one. */
  back: PaymentReturn.optional(),
  /** The last account that an interrupted interest round has completed. */
  after: z.string().optional(),
})
export type DueItem = Readonly<z.output<typeof DueItem>>

/** The value of `order` in due items of interest. */
export const interestOrder = 'interest'
export const isInterest = ({ order }: DueItem): boolean => order === interestOrder
