import type { MandateRecord, PaymentConsentRecord } from '#bank/consents/consent.ts'
import { initiationOf } from '#bank/payments/consent-request.ts'
import { mandateRequestOf } from '#bank/vrp/mandate.ts'

/** From which amount on how many directors must approve what their company pays. */
export type ApprovalPolicy = { readonly abovePounds: number; readonly directors: number }

const pencePerPound = 100

/** Whether a policy asks for the approval of several directors to what a consent allows. */
export const needsApprovals = (
  policy: ApprovalPolicy | undefined,
  consent: PaymentConsentRecord | MandateRecord,
): boolean => policy !== undefined && largestPence(consent) > policy.abovePounds * pencePerPound

/**
 * The largest amount that a consent allows, in hundredths of the currency that it names: no
 * exchange rate decides who must approve. For a file it is the sum of its payments; for a mandate
 * it is the maximum of one payment.
 */
function largestPence(consent: PaymentConsentRecord | MandateRecord): number {
  if (consent.kind === 'domestic-vrp') {
    const { Amount } = mandateRequestOf(consent).Data.ControlParameters.MaximumIndividualAmount
    return Math.round(Number(Amount) * pencePerPound)
  }
  if (consent.file) return Number(consent.file.sum)
  const { InstructedAmount, FirstPaymentAmount, RecurringPaymentAmount, FinalPaymentAmount } = initiationOf(consent)
  const amounts = [InstructedAmount, FirstPaymentAmount, RecurringPaymentAmount, FinalPaymentAmount]
  return Math.round(Math.max(...amounts.map((money) => Number(money?.Amount ?? 0))) * pencePerPound)
}
