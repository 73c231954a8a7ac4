import * as z from 'zod'
import { Money } from '#bank/money/money.ts'
import { envelopeSchema } from '#bank/standard/envelope.ts'
import { MandateRelatedInformation } from '#bank/standard/mandate-information.ts'
import { Remittance } from '#bank/standard/remittance.ts'
import { AccountId, CashAccount } from './account.ts'

/** OBStandingOrder6, as this bank fills it. */
export const StandingOrder = z
  .strictObject({
    AccountId,
    StandingOrderId: z.string().min(1).max(40),
    StandingOrderStatusCode: z.enum(['ACTV', 'CANC', 'EXPI']),
    NextPaymentDateTime: z.iso.datetime().optional(),
    NextPaymentAmount: Money.optional(),
    LastPaymentDateTime: z.iso.datetime().optional(),
    LastPaymentAmount: Money.optional(),
    NumberOfPayments: z.string().min(1).max(35).optional(),
    FirstPaymentAmount: Money.optional(),
    FinalPaymentAmount: Money.optional(),
    CreditorAccount: CashAccount.optional().meta({ description: 'Absent without ReadStandingOrdersDetail' }),
    MandateRelatedInformation,
    RemittanceInformation: Remittance.optional(),
  })
  .meta({ id: 'OBStandingOrder6' })
export type StandingOrder = z.output<typeof StandingOrder>

export const ReadStandingOrder = envelopeSchema(
  'OBReadStandingOrder6',
  z.strictObject({ StandingOrder: z.array(StandingOrder) }),
)
