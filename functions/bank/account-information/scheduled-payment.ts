import * as z from 'zod'
import { Money } from '#bank/money/money.ts'
import { envelopeSchema } from '#bank/standard/envelope.ts'
import { AccountId, CashAccount } from './account.ts'

/** OBScheduledPayment3, as this bank fills it: a future-dated payment of the customer. */
export const ScheduledPayment = z
  .strictObject({
    AccountId,
    ScheduledPaymentId: z.string().min(1).max(40),
    ScheduledPaymentDateTime: z.iso.datetime(),
    ScheduledType: z.literal('Execution'),
    Reference: z.string().min(1).max(35).optional(),
    InstructedAmount: Money,
    CreditorAccount: CashAccount.optional().meta({ description: 'Absent without ReadScheduledPaymentsDetail' }),
  })
  .meta({ id: 'OBScheduledPayment3' })
export type ScheduledPayment = z.output<typeof ScheduledPayment>

export const ReadScheduledPayment = envelopeSchema(
  'OBReadScheduledPayment3',
  z.strictObject({ ScheduledPayment: z.array(ScheduledPayment) }),
)
