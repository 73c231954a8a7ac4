import * as z from 'zod'
import { envelopeSchema } from '#bank/standard/envelope.ts'
import { AccountId } from './account.ts'

/** An amount in the account's currency. Product schemas do not state the currency. */
const Sum = z.string().regex(/^-?\d{1,14}(\.\d{1,4})?$/)

/** A rate in per cent, almost always a year. */
const Rate = z.string().regex(/^-?\d{1,3}(\.\d{1,4})?$/)

const Notes = z.array(z.string().min(1).max(2000))

/** An arranged overdraft with one rate. `EAR` includes the effect of charging interest monthly. */
const Overdraft = z.strictObject({
  OverdraftTierBandSet: z.array(
    z.strictObject({
      TierBandMethod: z.literal('Whole'),
      OverdraftType: z.literal('OnDemand'),
      AuthorisedIndicator: z.boolean(),
      OverdraftTierBand: z.array(
        z.strictObject({
          TierValueMin: Sum,
          TierValueMax: Sum,
          OverdraftInterestChargingCoverage: z.literal('Whole'),
          EAR: Rate,
        }),
      ),
    }),
  ),
})

/** A fee of a current account. The standard has no code for some fees, so those carry a name. */
const Fee = z.strictObject({
  FeeCategory: z.literal('Servicing'),
  FeeType: z.enum(['ServiceCAccountFeeMonthly', 'Other']),
  OtherFeeType: z
    .strictObject({ FeeCategory: z.literal('Servicing'), Name: z.string(), Description: z.string() })
    .optional(),
  FeeAmount: Sum.optional(),
  FeeRate: Rate.optional(),
  ApplicationFrequency: z.enum(['Monthly', 'PerTransactionPercentage']),
})
export type Fee = z.output<typeof Fee>

const Fees = z.strictObject({ FeeChargeDetail: z.array(Fee) })

/** OBPCAData1, as this bank fills it: data of a personal current account. */
const PersonalCurrentAccount = z
  .strictObject({
    ProductDetails: z.strictObject({ Segment: z.array(z.enum(['Basic', 'General', 'Student'])) }),
    Overdraft: Overdraft.optional(),
    OtherFeesCharges: Fees.optional(),
  })
  .meta({ id: 'OBPCAData1' })

/** OBBCAData1, as this bank fills it: data of a business current account. */
const BusinessCurrentAccount = z
  .strictObject({
    ProductDetails: z.strictObject({ Segment: z.array(z.literal('Standard')) }),
    Overdraft: Overdraft.optional(),
    OtherFeesCharges: z.array(Fees).optional(),
  })
  .meta({ id: 'OBBCAData1' })

/** The interest of a savings account. `AER` includes the effect of how often it is paid. */
const CreditInterest = z.strictObject({
  TierBandSet: z.array(
    z.strictObject({
      TierBandMethod: z.literal('INWH'),
      CalculationMethod: z.literal('ITCO'),
      Destination: z.literal('INSC'),
      TierBand: z.array(
        z.strictObject({
          TierValueMinimum: Sum,
          CalculationFrequency: z.enum(['FQMY', 'FQYY']),
          ApplicationFrequency: z.enum(['FQMY', 'FQYY']),
          FixedVariableInterestRateType: z.literal('INVA'),
          AER: Rate,
          BankInterestRateType: z.literal('INGR'),
          BankInterestRate: Rate,
        }),
      ),
    }),
  ),
})

/** The interest of a loan, with the amount and term of this particular loan. */
const LoanInterest = z.strictObject({
  LoanInterestTierBandSet: z.array(
    z.strictObject({
      TierBandMethod: z.literal('INWH'),
      CalculationMethod: z.literal('ITCO'),
      LoanInterestTierBand: z.array(
        z.strictObject({
          TierValueMinimum: Sum,
          TierValueMaximum: Sum,
          TierValueMinTerm: z.int(),
          MinTermPeriod: z.literal('PMTH'),
          TierValueMaxTerm: z.int(),
          MaxTermPeriod: z.literal('PMTH'),
          FixedVariableInterestRateType: z.literal('INFI'),
          RepAPR: Rate,
          LoanProviderInterestRateType: z.literal('INFR'),
          LoanProviderInterestRate: Rate,
        }),
      ),
    }),
  ),
})

/**
 * A fee that the standard has no code for. It carries its name both as a category and as a type.
 */
const NamedFee = z.strictObject({
  FeeCategory: z.literal('FCOT'),
  OtherFeeCategoryType: z.strictObject({ Name: z.string(), Description: z.string() }),
  FeeType: z.literal('FTOT'),
  OtherFeeType: z.strictObject({ FeeCategory: z.literal('FCOT'), Name: z.string(), Description: z.string() }),
  FeeAmount: Sum,
  ApplicationFrequency: z.literal('FEPO'),
})

/**
 * A product that the standard has no type for. Its codes have four letters; those of current
 * accounts are words.
 */
const OtherProductType = z.strictObject({
  Name: z.string().min(1).max(350),
  Description: z.string().min(1).max(350),
  ProductDetails: z.strictObject({ Notes }).optional(),
  CreditInterest: CreditInterest.optional(),
  LoanInterest: LoanInterest.optional(),
  Repayment: z
    .strictObject({
      RepaymentFrequency: z.literal('SMMO'),
      AmountType: z.literal('RACI').optional(),
      Notes: Notes.optional(),
    })
    .optional(),
  OtherFeesCharges: z.array(z.strictObject({ FeeChargeDetail: z.array(NamedFee) })).optional(),
})
export type OtherProductType = z.output<typeof OtherProductType>

/** OBProduct2, as this bank fills it: the product of an account, with its fees and interest. */
export const Product = z
  .strictObject({
    ProductName: z.string().min(1).max(350),
    ProductId: z.string().min(1).max(40),
    AccountId,
    ProductType: z.enum([
      'PersonalCurrentAccount',
      'BusinessCurrentAccount',
      'CommercialCreditCard',
      'SMELoan',
      'Other',
    ]),
    OtherProductType: OtherProductType.optional(),
    PCA: PersonalCurrentAccount.optional(),
    BCA: BusinessCurrentAccount.optional(),
  })
  .meta({ id: 'OBProduct2' })
export type Product = z.output<typeof Product>

export const ReadProduct = envelopeSchema('OBReadProduct2', z.strictObject({ Product: z.array(Product) }))
