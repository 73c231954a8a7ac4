import type { ChargeBearer } from '#bank/money/charge.ts'
import type { ExchangeRateRequest } from '#bank/money/exchange.ts'
import type { MandateRelatedInformation } from '#bank/standard/mandate-information.ts'
import type { Remittance } from '#bank/standard/remittance.ts'

/** An amount as the initiation writes it. */
export type InstructedMoney = { readonly Amount: string; readonly Currency: string }
type PayeeAccount = { readonly SchemeName: string; readonly Identification: string; readonly Name: string }

/** The fields that the bank reads of an initiation of any kind of payment. */
export type Initiation = {
  readonly EndToEndIdentification?: string | undefined
  readonly InstructedAmount?: InstructedMoney
  readonly FirstPaymentAmount?: InstructedMoney
  readonly RecurringPaymentAmount?: InstructedMoney
  readonly FinalPaymentAmount?: InstructedMoney
  readonly CurrencyOfTransfer?: string
  readonly CreditorAccount: PayeeAccount
  readonly LocalInstrument?: string | undefined
  readonly InstructionPriority?: 'Normal' | 'Urgent'
  readonly ChargeBearer?: ChargeBearer
  readonly ExchangeRateInformation?: ExchangeRateRequest
  readonly RemittanceInformation?: Remittance | undefined
  readonly RequestedExecutionDateTime?: string
  readonly MandateRelatedInformation?: MandateRelatedInformation
  readonly NumberOfPayments?: string
}

/** Returns the amount of the first payment: the only one, or the first of a standing order. */
export function firstAmountOf({ InstructedAmount, FirstPaymentAmount }: Initiation): InstructedMoney {
  const money = InstructedAmount ?? FirstPaymentAmount
  if (!money) throw new Error('an initiation has an amount')
  return money
}
