import * as z from 'zod'
import { envelopeSchema } from './envelope.ts'
import { text } from './fields.ts'

/**
 * The states that one payment inside an order may be shown in, as payment initiation lists them.
 */
const detailStatuses = [
  'PDNG',
  'ACTC',
  'PATC',
  'ACCP',
  'ACFC',
  'ACSP',
  'ACWC',
  'ACSC',
  'ACWP',
  'ACCC',
  'BLCK',
  'RJCT',
] as const

/** OBWritePaymentDetailsResponse1: how each payment of an order stands, with what its rail says. */
export const PaymentDetails = envelopeSchema(
  'OBWritePaymentDetailsResponse1',
  z.strictObject({
    PaymentStatus: z.array(
      z.strictObject({
        PaymentTransactionId: text(210),
        Status: z.enum(detailStatuses),
        StatusUpdateDateTime: z.iso.datetime(),
        StatusDetail: z
          .strictObject({
            LocalInstrument: z.string().optional(),
            Status: z.enum(detailStatuses),
            StatusReason: text(4).optional(),
            StatusReasonDescription: text(256).optional(),
          })
          .optional(),
      }),
    ),
  }),
)
export type PaymentDetails = z.output<typeof PaymentDetails>

/**
 * OBWriteFundsConfirmationResponse1: whether there is enough on the account of an authorised
 * consent.
 */
export const PaymentFunds = envelopeSchema(
  'OBWriteFundsConfirmationResponse1',
  z.strictObject({
    FundsAvailableResult: z.strictObject({ FundsAvailableDateTime: z.iso.datetime(), FundsAvailable: z.boolean() }),
  }),
)
export type PaymentFunds = z.output<typeof PaymentFunds>
