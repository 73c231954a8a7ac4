import * as z from 'zod'
import { Money } from '#bank/money/money.ts'
import { envelopeSchema } from '#bank/standard/envelope.ts'
import { AccountId } from './account.ts'

/** The codes of OBFrequency6Code that this bank uses for direct debits. */
const Frequency = z.strictObject({ Type: z.enum(['MNTH', 'QURT', 'MIAN', 'YEAR']) })

const MandateRelatedInformation = z.strictObject({
  MandateIdentification: z.string().min(1).max(35),
  Classification: z.enum(['FIXE', 'VARI']),
  RecurringPaymentDateTime: z.iso.datetime().optional().meta({ description: 'The instant of the next payment' }),
  Frequency,
})

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

export const ReadDirectDebit = envelopeSchema(
  'OBReadDirectDebit2',
  z.strictObject({ DirectDebit: z.array(DirectDebit) }),
)
