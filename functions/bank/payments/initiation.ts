import type { ChargeBearer } from '#bank/money/charge.ts'
import type { ExchangeRateAsked } from '#bank/money/exchange.ts'
import type { MandateRelatedInformation } from '#bank/standard/mandate-information.ts'
import type { Remittance } from '#bank/standard/remittance.ts'

/** An amount as the initiation writes it. */
export type Money = { readonly Amount: string; readonly Currency: string }
type Named = { readonly SchemeName: string; readonly Identification: string; readonly Name: string }

/** What the bank reads of an initiation, whatever kind of payment it is of. */
export type Initiation = {
  readonly InstructedAmount?: Money
  readonly FirstPaymentAmount?: Money
  readonly RecurringPaymentAmount?: Money
  readonly FinalPaymentAmount?: Money
  readonly CurrencyOfTransfer?: string
  readonly CreditorAccount: Named
  readonly LocalInstrument?: string | undefined
  readonly InstructionPriority?: 'Normal' | 'Urgent'
  readonly ChargeBearer?: ChargeBearer
  readonly ExchangeRateInformation?: ExchangeRateAsked
  readonly RemittanceInformation?: Remittance | undefined
  readonly RequestedExecutionDateTime?: string
  readonly MandateRelatedInformation?: MandateRelatedInformation
  readonly NumberOfPayments?: string
}
