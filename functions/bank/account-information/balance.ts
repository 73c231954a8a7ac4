import * as z from 'zod'
import { CreditDebitIndicator, Money } from '#bank/money/money.ts'
import { envelopeSchema } from '#bank/standard/envelope.ts'
import { AccountId } from './account.ts'

/**
 * One balance of an account. `ITBD` is the booked balance. `ITAV` is the available balance; it
 * includes the overdraft or credit limit, which `CreditLine` states.
 */
export const Balance = z
  .strictObject({
    AccountId,
    CreditDebitIndicator,
    Type: z.enum(['ITBD', 'ITAV']),
    DateTime: z.iso.datetime(),
    Amount: Money,
    CreditLine: z
      .array(z.strictObject({ Included: z.boolean(), Type: z.enum(['Pre-Agreed', 'Credit']), Amount: Money }))
      .optional(),
  })
  .meta({ id: 'OBBalance' })
export type Balance = z.output<typeof Balance>

/**
 * The standard requires at least one balance. A valid consent whose accounts are all closed has
 * none.
 */
export const ReadBalance = envelopeSchema('OBReadBalance1', z.strictObject({ Balance: z.array(Balance) }))
