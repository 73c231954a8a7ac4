import * as z from 'zod'
import { Money } from '#bank/money/money.ts'
import { envelopeSchema } from '#bank/standard/envelope.ts'
import { MandateRelatedInformation as Instructed } from '#bank/standard/mandate-information.ts'
import { Remittance } from '#bank/standard/remittance.ts'
import { AccountId, CashAccount } from './account.ts'

/** How often, in the codes of OBFrequency6Code that this bank uses. */
const Frequency = z.strictObject({ Type: z.enum(['MNTH', 'QURT', 'MIAN', 'YEAR']) })

const MandateRelatedInformation = z.strictObject({
  MandateIdentification: z.string().min(1).max(35),
  Classification: z.enum(['FIXE', 'VARI']),
  RecurringPaymentDateTime: z.iso.datetime().optional().meta({ description: 'When it is paid next' }),
  Frequency,
})

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
    MandateRelatedInformation: Instructed,
    RemittanceInformation: Remittance.optional(),
  })
  .meta({ id: 'OBStandingOrder6' })
export type StandingOrder = z.output<typeof StandingOrder>

/** OBDirectDebit, as this bank fills it. */
export const DirectDebit = z
  .strictObject({
    AccountId,
    DirectDebitId: z.string().min(1).max(40),
    DirectDebitStatusCode: z.enum(['ACTV', 'EXPI']),
    Name: z.string().min(1).max(70),
    MandateRelatedInformation,
    PreviousPaymentDateTime: z.iso.datetime().optional(),
    PreviousPaymentAmount: Money.optional(),
  })
  .meta({ id: 'OBDirectDebit' })
export type DirectDebit = z.output<typeof DirectDebit>

export const ReadStandingOrder = envelopeSchema(
  'OBReadStandingOrder6',
  z.strictObject({ StandingOrder: z.array(StandingOrder) }),
)
export const ReadDirectDebit = envelopeSchema(
  'OBReadDirectDebit2',
  z.strictObject({ DirectDebit: z.array(DirectDebit) }),
)
