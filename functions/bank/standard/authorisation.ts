import * as z from 'zod'
import { Instant, text } from './fields.ts'

/**
 * OBAuthorisation1: whether one customer must be enough, and until when all of them must have
 * agreed.
 */
export const Authorisation = z
  .strictObject({ AuthorisationType: z.enum(['Any', 'Single']), CompletionDateTime: Instant.optional() })
  .meta({ id: 'OBAuthorisation1' })
export type Authorisation = z.output<typeof Authorisation>

/**
 * OBSCASupportData1: why the partner thinks that the customer need not be authenticated strongly.
 */
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

/** OBMultiAuthorisation1: how far an order is that several customers must agree to. */
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

/** OBStatusReason, any number: why a consent or an order stands as it does. */
export const StatusReason = z
  .array(
    z.strictObject({
      StatusReasonCode: text(4),
      StatusReasonDescription: text(500),
      Path: text(500).optional(),
    }),
  )
  .meta({ id: 'StatusReason' })
