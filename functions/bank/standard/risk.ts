import * as z from 'zod'
import { PostalAddress } from './address.ts'
import { accountTypes, categoryPurposes, purposes } from './codes.ts'
import { text } from './fields.ts'

/**
 * OBRisk1: what a partner tells the bank about the context of a payment, to assess its risk.
 * Payment initiation and variable recurring payments share it.
 */
export const Risk = z
  .strictObject({
    PaymentContextCode: z
      .enum([
        'BillingGoodsAndServicesInAdvance',
        'BillingGoodsAndServicesInArrears',
        'EcommerceMerchantInitiatedPayment',
        'FaceToFacePointOfSale',
        'TransferToSelf',
        'TransferToThirdParty',
      ])
      .optional(),
    MerchantCategoryCode: z.string().min(3).max(4).optional(),
    MerchantCustomerIdentification: text(70).optional(),
    ContractPresentIndicator: z.boolean().optional(),
    BeneficiaryPrepopulatedIndicator: z.boolean().optional(),
    PaymentPurposeCode: z.enum(purposes).optional(),
    CategoryPurposeCode: z.enum(categoryPurposes).optional(),
    BeneficiaryAccountType: z.enum(accountTypes).optional(),
    DeliveryAddress: PostalAddress.optional(),
  })
  .meta({ id: 'OBRisk1' })
export type Risk = z.output<typeof Risk>
