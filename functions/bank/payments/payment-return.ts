import * as z from 'zod'
import { Counterparty } from '#bank/ledger/leg.ts'

/**
 * A payment that the payee's bank will return: the debited account, the clearing account, and the
 * details of the return's legs. It is self-contained, because a mandate may be deleted and a
 * standing order cancelled before the return.
 */
export const PaymentReturn = z.strictObject({
  /** The payment id of the original legs. */
  payment: z.string(),
  account: z.string(),
  clearing: z.string(),
  /** The amount debited without charges, in minor units of the account's currency. */
  amount: z.string().regex(/^\d{1,18}$/),
  currency: z.string(),
  /** The payee. */
  party: Counterparty,
  reference: z.string().optional(),
})
export type PaymentReturn = z.output<typeof PaymentReturn>

/**
 * The numbers of due items at which an order's payments return start here. No payment has such a
 * number.
 */
const firstReturn = 1_000_000
export const returnNumber = (n: number): number => firstReturn + n

/** Returns the payment id of the legs of a return: `pay_abc` becomes `pay_abc.returned`. */
export const returnPaymentId = (payment: string): string => `${payment}.returned`

/** Whether legs with this payment id are a return. */
export const isReturnPayment = (payment: string): boolean => payment.endsWith('.returned')
