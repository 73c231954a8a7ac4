import * as z from 'zod'
import { ChargeBearer } from '#bank/money/charge.ts'
import { ExchangeRateRequest } from '#bank/money/exchange.ts'
import { AnyCurrency, Money } from '#bank/money/money.ts'
import { PostalAddress } from '#bank/standard/address.ts'
import { CreditorAccount, DebtorAccount } from '#bank/standard/cash-accounts.ts'
import { Country, Instant, SupplementaryData, text } from '#bank/standard/fields.ts'
import { MandateRelatedInformation } from '#bank/standard/mandate-information.ts'
import { Agent, Creditor, UltimateParty } from '#bank/standard/parties.ts'
import { RegulatoryReporting } from '#bank/standard/regulatory.ts'
import { Remittance } from '#bank/standard/remittance.ts'

/** The parties and details of every payment, except a file. */
const parties = {
  DebtorAccount: DebtorAccount.optional(),
  CreditorAccount,
  UltimateCreditor: UltimateParty.optional(),
  UltimateDebtor: UltimateParty.optional(),
  RegulatoryReporting: RegulatoryReporting.optional(),
  RemittanceInformation: Remittance.optional(),
  SupplementaryData: SupplementaryData.optional(),
}

const single = {
  InstructionIdentification: text(35),
  LocalInstrument: z.string().optional(),
  InstructedAmount: Money,
  ...parties,
}
const now = { EndToEndIdentification: text(35) }
const scheduled = { EndToEndIdentification: text(35).optional(), RequestedExecutionDateTime: Instant }

const abroad = {
  ExtendedPurpose: text(140).optional(),
  ChargeBearer: ChargeBearer.optional(),
  CurrencyOfTransfer: AnyCurrency,
  // The official pattern has no anchors; its prose means two letters.
  DestinationCountryCode: Country.optional(),
  Creditor: Creditor.optional(),
  CreditorAgent: Agent.optional(),
}
const singleAbroad = {
  ...abroad,
  InstructionPriority: z.enum(['Normal', 'Urgent']).optional(),
  ExchangeRateInformation: ExchangeRateRequest.optional(),
}

/** A whole number of payments, as text. `parsePlan` checks its range. */
const repeated = { NumberOfPayments: text(35).optional(), MandateRelatedInformation }

/** OBDomestic2. */
export const DomesticInitiation = z
  .strictObject({
    ...single,
    ...now,
    CreditorAgent: Agent.optional(),
    CreditorPostalAddress: PostalAddress.optional(),
  })
  .meta({ id: 'OBDomestic2' })
export type DomesticInitiation = z.output<typeof DomesticInitiation>

/** OBDomesticScheduled2. */
export const DomesticScheduledInitiation = z
  .strictObject({ ...single, ...scheduled, CreditorPostalAddress: PostalAddress.optional() })
  .meta({ id: 'OBDomesticScheduled2' })
export type DomesticScheduledInitiation = z.output<typeof DomesticScheduledInitiation>

/** OBDomesticStandingOrder3. */
export const DomesticStandingOrderInitiation = z
  .strictObject({
    ...parties,
    ...repeated,
    FirstPaymentAmount: Money,
    RecurringPaymentAmount: Money.optional(),
    FinalPaymentAmount: Money.optional(),
  })
  .meta({ id: 'OBDomesticStandingOrder3' })
export type DomesticStandingOrderInitiation = z.output<typeof DomesticStandingOrderInitiation>

/** OBInternational3. */
export const InternationalInitiation = z
  .strictObject({ ...single, ...now, ...singleAbroad })
  .meta({ id: 'OBInternational3' })
export type InternationalInitiation = z.output<typeof InternationalInitiation>

/** OBInternationalScheduled3. */
export const InternationalScheduledInitiation = z
  .strictObject({ ...single, ...scheduled, ...singleAbroad })
  .meta({ id: 'OBInternationalScheduled3' })
export type InternationalScheduledInitiation = z.output<typeof InternationalScheduledInitiation>

/** OBInternationalStandingOrder4: all payments have the same amount, unlike domestic ones. */
export const InternationalStandingOrderInitiation = z
  .strictObject({ ...parties, ...repeated, ...abroad, InstructedAmount: Money })
  .meta({ id: 'OBInternationalStandingOrder4' })
export type InternationalStandingOrderInitiation = z.output<typeof InternationalStandingOrderInitiation>

/** OBFile2: the announcement of a file, before it is uploaded. */
export const FileInitiation = z
  .strictObject({
    FileType: z.string(),
    FileHash: text(44),
    FileReference: text(40).optional(),
    // The official pattern has no anchors either.
    NumberOfTransactions: z
      .string()
      .regex(/^[0-9]{1,15}$/, 'must be a whole number of 1 to 15 digits, as a text')
      .optional(),
    ControlSum: z.number().optional(),
    RequestedExecutionDateTime: Instant.optional(),
    LocalInstrument: z.string().optional(),
    CreditorAgent: Agent.optional(),
    DebtorAccount: DebtorAccount.optional(),
    UltimateDebtor: UltimateParty.optional(),
    RemittanceInformation: Remittance.optional(),
    SupplementaryData: SupplementaryData.optional(),
  })
  .meta({ id: 'OBFile2' })
export type FileInitiation = z.output<typeof FileInitiation>
