import * as z from 'zod'
import { envelopeSchema } from '#bank/standard/envelope.ts'
import { AccountId, CashAccount } from './account.ts'

/** OBBeneficiary5, as this bank fills it: a payee that the customer has saved. */
export const Beneficiary = z
  .strictObject({
    AccountId,
    BeneficiaryId: z.string().min(1).max(40),
    BeneficiaryType: z.enum(['Trusted', 'Ordinary']),
    Reference: z.string().min(1).max(35),
    CreditorAccount: CashAccount.optional().meta({ description: 'Absent without ReadBeneficiariesDetail' }),
  })
  .meta({ id: 'OBBeneficiary5' })
export type Beneficiary = z.output<typeof Beneficiary>

export const ReadBeneficiary = envelopeSchema(
  'OBReadBeneficiary5',
  z.strictObject({ Beneficiary: z.array(Beneficiary) }),
)
