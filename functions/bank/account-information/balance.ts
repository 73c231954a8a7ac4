import * as z from 'zod'
import { CreditDebitIndicator, Money } from '#bank/money/money.ts'
import { envelopeSchema } from '#bank/standard/envelope.ts'
import { AccountId } from './account.ts'

/**
 * One balance of an account: `ITBD` is what is booked, `ITAV` what may be spent, which counts the
 * overdraft or credit limit in and says so in `CreditLine`.
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
 * The standard asks for at least one balance; a consent whose accounts are all gone has none, and
 * still holds.
 */
export const ReadBalance = envelopeSchema('OBReadBalance1', z.strictObject({ Balance: z.array(Balance) }))
