import * as z from 'zod'
import { envelopeSchema } from './envelope.ts'
import { text } from './fields.ts'

/** The statuses of one payment inside an order, as payment initiation lists them. */
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

/**
 * OBWritePaymentDetailsResponse1: the status of each payment of an order, with the status on its
 * rail.
 */
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
 * OBWriteFundsConfirmationResponse1: whether the account of an authorised consent has enough funds.
 */
export const PaymentFunds = envelopeSchema(
  'OBWriteFundsConfirmationResponse1',
  z.strictObject({
    FundsAvailableResult: z.strictObject({ FundsAvailableDateTime: z.iso.datetime(), FundsAvailable: z.boolean() }),
  }),
)
export type PaymentFunds = z.output<typeof PaymentFunds>
