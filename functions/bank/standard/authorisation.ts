import * as z from 'zod'
import { Instant, text } from './fields.ts'

/**
 * OBAuthorisation1: whether a single authorisation must be enough, and by when all required
 * customers must have authorised.
 */
export const Authorisation = z
  .strictObject({ AuthorisationType: z.enum(['Any', 'Single']), CompletionDateTime: Instant.optional() })
  .meta({ id: 'OBAuthorisation1' })
export type Authorisation = z.output<typeof Authorisation>

/** OBSCASupportData1: why the partner requests an exemption from strong customer authentication. */
export const ScaSupportData = z
  .strictObject({
    RequestedSCAExemptionType: z
      .enum([
        'BillPayment',
        'ContactlessTravel',
        'EcommerceGoods',
        'EcommerceServices',
        'Kiosk',
        'Parking',
        'PartyToParty',
      ])
      .optional(),
    AppliedAuthenticationApproach: z.enum(['CA', 'SCA']).optional(),
    ReferencePaymentOrderId: text(40).optional(),
  })
  .meta({ id: 'OBSCASupportData1' })

/** OBMultiAuthorisation1: the progress of an order that several people must approve. */
export const MultiAuthorisation = z
  .strictObject({
    Status: z.enum(['AUTH', 'AWAF', 'RJCT']),
    NumberRequired: z.int().min(0).optional(),
    NumberReceived: z.int().min(0).optional(),
    LastUpdateDateTime: z.iso.datetime().optional(),
    ExpirationDateTime: z.iso.datetime().optional(),
  })
  .meta({ id: 'OBMultiAuthorisation1' })
export type MultiAuthorisation = z.output<typeof MultiAuthorisation>

/** A list of OBStatusReason: why a consent or an order has its status. */
export const StatusReason = z
  .array(
    z.strictObject({
      StatusReasonCode: text(4),
      StatusReasonDescription: text(500),
      Path: text(500).optional(),
    }),
  )
  .meta({ id: 'StatusReason' })
