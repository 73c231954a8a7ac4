import type { MandateRecord, PaymentConsentRecord } from '#bank/consents/consent.ts'
import { initiationOf } from '#bank/payments/consent-request.ts'
import { mandateRequestOf } from '#bank/vrp/mandate.ts'
import { isCustomId } from '#bank/worlds/edits.ts'
import type { Account } from '#mocks/accounts/account.ts'
import { bankOf } from '#mocks/base/bank.ts'
import { type AccountParty, partiesOf } from '#mocks/people/parties.ts'
import type { World } from '#store/world.ts'
import { isDirector } from './signatories.ts'

/**
 * Who may approve a payment from an account and how many approvals it needs. The director who signs
 * in first is the first approver.
 */
export type ApprovalPolicy = { readonly needed: number; readonly approvers: readonly AccountParty[] }

const pencePerPound = 100

/**
 * Finds the approval policy for what a consent requests from an account. Returns undefined if the
 * customer alone may authorise it.
 */
export function findApprovalPolicy(
  world: World,
  account: Account,
  consent: PaymentConsentRecord | MandateRecord,
): ApprovalPolicy | undefined {
  const { signing } = account.customer.persona
  if (!signing || isCustomId(account.customer.id)) return undefined
  if (largestAmountOf(consent) <= signing.abovePounds * pencePerPound) return undefined
  const signers = partiesOf(bankOf(world), account).filter(isDirector)
  const needed = Math.min(signing.directors, signers.length)
  return needed < 2 ? undefined : { needed, approvers: signers }
}

/**
 * Returns the largest amount that a consent requests, in minor units of its own currency: approval
 * limits do not convert currencies. For a file it is the total of its payments. For a VRP mandate
 * it is the limit of one payment.
 */
function largestAmountOf(consent: PaymentConsentRecord | MandateRecord): number {
  if (consent.kind === 'domestic-vrp') {
    const { Amount } = mandateRequestOf(consent).Data.ControlParameters.MaximumIndividualAmount
    return Math.round(Number(Amount) * pencePerPound)
  }
  if (consent.file) return Number(consent.file.sum)
  const { InstructedAmount, FirstPaymentAmount, RecurringPaymentAmount, FinalPaymentAmount } = initiationOf(consent)
  const amounts = [InstructedAmount, FirstPaymentAmount, RecurringPaymentAmount, FinalPaymentAmount]
  return Math.round(Math.max(...amounts.map((money) => Number(money?.Amount ?? 0))) * pencePerPound)
}
