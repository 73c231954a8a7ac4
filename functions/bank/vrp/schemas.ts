import * as z from 'zod'
import { Amount, AnyCurrency, Money } from '#bank/money/money.ts'
import { PostalAddress } from '#bank/standard/address.ts'
import { StatusReason } from '#bank/standard/authorisation.ts'
import { NamedAccount } from '#bank/standard/cash-accounts.ts'
import { RecurringCharges } from '#bank/standard/charges.ts'
import { envelopeSchema } from '#bank/standard/envelope.ts'
import { ConsentId, Instant, OrderId, text } from '#bank/standard/fields.ts'
import { RecurringUltimateParty } from '#bank/standard/parties.ts'
import { RegulatoryReporting } from '#bank/standard/regulatory.ts'
import { RecurringRemittance } from '#bank/standard/remittance.ts'
import { Risk } from '#bank/standard/risk.ts'

const DateTime = z.iso.datetime()

/**
 * OBVRPConsentType: sweeping between accounts of the same person, or other payments. Commercial VRP
 * names the waves of its scheme.
 */
const VrpType = z.enum([
  'UK.OBIE.VRPType.Sweeping',
  'UK.OBIE.VRPType.Other',
  'UK.OBIE.VRPType.CVRP1',
  'UK.OBIE.VRPType.CVRP2',
  'UK.OBIE.VRPType.CVRP3',
])
const AuthenticationMethod = z.enum(['UK.OBIE.SCA', 'UK.OBIE.SCANotRequired'])
const InteractionType = z.enum(['InSession', 'OffSession'])

/** The limit of a period. */
export const PeriodicLimit = z
  .strictObject({
    PeriodType: z.enum(['Day', 'Week', 'Fortnight', 'Month', 'Half-year', 'Year']),
    PeriodAlignment: z.enum(['Consent', 'Calendar']),
    Amount,
    Currency: AnyCurrency,
  })
  .meta({ id: 'PeriodicLimit' })
export type PeriodicLimit = z.output<typeof PeriodicLimit>

/**
 * OBDomesticVRPControlParameters: the limits that the customer allows. It has no SupplementaryData,
 * because the standard says that a bank must reject parameters that it cannot process.
 */
export const ControlParameters = z
  .strictObject({
    ValidFromDateTime: Instant.optional(),
    ValidToDateTime: Instant.optional(),
    MaximumIndividualAmount: Money,
    PeriodicLimits: z.array(PeriodicLimit).min(1),
    VRPType: z.array(VrpType).min(1),
    PSUAuthenticationMethods: z.array(AuthenticationMethod).min(1),
    PSUInteractionTypes: z.array(InteractionType).optional(),
  })
  .meta({ id: 'OBDomesticVRPControlParameters' })
export type ControlParameters = z.output<typeof ControlParameters>

/** OBDomesticVRPInitiation: what is the same in every payment of a mandate. */
export const VrpInitiation = z
  .strictObject({
    DebtorAccount: NamedAccount.optional(),
    CreditorAccount: NamedAccount.optional(),
    CreditorPostalAddress: PostalAddress.optional(),
    UltimateCreditor: RecurringUltimateParty.optional(),
    UltimateDebtor: RecurringUltimateParty.optional(),
    RemittanceInformation: RecurringRemittance.optional(),
    RegulatoryReporting: RegulatoryReporting.optional(),
  })
  .meta({ id: 'OBDomesticVRPInitiation' })
export type VrpInitiation = z.output<typeof VrpInitiation>

/** OBDomesticVRPInstruction: one payment. It has no SupplementaryData either. */
const VrpInstruction = z
  .strictObject({
    InstructionIdentification: text(35),
    EndToEndIdentification: text(35),
    RemittanceInformation: RecurringRemittance.optional(),
    LocalInstrument: z.string().optional(),
    InstructedAmount: Money,
    CreditorPostalAddress: PostalAddress.optional(),
    CreditorAccount: NamedAccount,
    UltimateCreditor: RecurringUltimateParty.optional(),
  })
  .meta({ id: 'OBDomesticVRPInstruction' })

const requestFields = {
  ReadRefundAccount: z.enum(['Yes', 'No']).optional(),
  ControlParameters,
  Initiation: VrpInitiation,
}

/** OBDomesticVRPConsentRequest. */
export const VrpConsentRequest = z
  .strictObject({ Data: z.strictObject(requestFields), Risk })
  .meta({ id: 'OBDomesticVRPConsentRequest' })
export type VrpConsentRequest = z.output<typeof VrpConsentRequest>

/**
 * OBDomesticVRPConsentResponse. `DebtorAccount` is present once the customer has chosen an account.
 */
export const VrpConsentResponse = envelopeSchema(
  'OBDomesticVRPConsentResponse',
  z.strictObject({
    ConsentId,
    CreationDateTime: DateTime,
    Status: z.enum(['AWAU', 'RJCT', 'AUTH', 'CANC', 'EXPD']),
    StatusReason: StatusReason.optional(),
    StatusUpdateDateTime: DateTime,
    ...requestFields,
    DebtorAccount: NamedAccount.optional(),
  }),
)
  .extend({ Risk })
  .meta({ id: 'OBDomesticVRPConsentResponse' })
export type VrpConsentResponse = z.output<typeof VrpConsentResponse>

/**
 * OBDomesticVRPRequest. Without `PSUInteractionType` the customer counts as absent (OffSession).
 */
export const VrpOrderRequest = z
  .strictObject({
    Data: z.strictObject({
      ConsentId,
      PSUAuthenticationMethod: AuthenticationMethod,
      PSUInteractionType: InteractionType.optional(),
      VRPType: VrpType,
      Initiation: VrpInitiation,
      Instruction: VrpInstruction,
    }),
    Risk,
  })
  .meta({ id: 'OBDomesticVRPRequest' })
export type VrpOrderRequest = z.output<typeof VrpOrderRequest>

/** The statuses of a recurring payment. */
const vrpStatuses = [
  'RCVD',
  'RJCT',
  'CANC',
  'PDNG',
  'ACTC',
  'ACCP',
  'ACFC',
  'ACSP',
  'ACWC',
  'ACSC',
  'ACWP',
  'ACCC',
  'BLCK',
] as const

/**
 * OBDomesticVRPResponse. The refund account is directly under `Refund`; payment initiation has an
 * `Account` in between.
 */
export const VrpOrderResponse = envelopeSchema(
  'OBDomesticVRPResponse',
  z.strictObject({
    DomesticVRPId: OrderId,
    ConsentId,
    CreationDateTime: DateTime,
    Status: z.enum(vrpStatuses),
    StatusReason: StatusReason.optional(),
    StatusUpdateDateTime: DateTime,
    ExpectedExecutionDateTime: DateTime.optional(),
    ExpectedSettlementDateTime: DateTime.optional(),
    Refund: NamedAccount.optional(),
    Charges: RecurringCharges.optional(),
    Initiation: VrpInitiation,
    Instruction: VrpInstruction,
    DebtorAccount: NamedAccount.optional(),
  }),
)
  .extend({ Risk })
  .meta({ id: 'OBDomesticVRPResponse' })
export type VrpOrderResponse = z.output<typeof VrpOrderResponse>

/** OBDomesticVRPDetails. In the standard it has no Links and no Meta. */
export const VrpDetails = z
  .strictObject({
    Data: z.strictObject({
      PaymentStatus: z.array(
        z.strictObject({
          PaymentTransactionId: text(210),
          Status: z.enum(vrpStatuses),
          StatusUpdateDateTime: DateTime,
          StatusDetail: z
            .strictObject({
              LocalInstrument: z.string().optional(),
              Status: text(128),
              StatusReason: z.string().optional(),
              StatusReasonDescription: text(256).optional(),
            })
            .optional(),
        }),
      ),
    }),
  })
  .meta({ id: 'OBDomesticVRPDetails' })
export type VrpDetails = z.output<typeof VrpDetails>

const funds = { ConsentId, Reference: text(35).optional(), InstructedAmount: Money }

/** OBVRPFundsConfirmationRequest. */
export const VrpFundsRequest = z
  .strictObject({ Data: z.strictObject(funds) })
  .meta({ id: 'OBVRPFundsConfirmationRequest' })
export type VrpFundsRequest = z.output<typeof VrpFundsRequest>

/**
 * OBVRPFundsConfirmationResponse. `FundsAvailable` is a code here; in payment initiation it is a
 * boolean.
 */
export const VrpFundsResponse = z
  .strictObject({
    Data: z.strictObject({
      FundsConfirmationId: OrderId,
      CreationDateTime: DateTime,
      ...funds,
      FundsAvailableResult: z.strictObject({
        FundsAvailableDateTime: DateTime,
        FundsAvailable: z.enum(['Available', 'NotAvailable']),
      }),
    }),
  })
  .meta({ id: 'OBVRPFundsConfirmationResponse' })
export type VrpFundsResponse = z.output<typeof VrpFundsResponse>
