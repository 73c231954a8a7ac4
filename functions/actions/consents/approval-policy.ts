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
 * Who may agree to a payment from an account, the one who signs in first, and how many of them
 * must.
 */
export type ApprovalPolicy = { readonly needed: number; readonly signers: readonly AccountParty[] }

const pencePerPound = 100

/**
 * Who must agree to what a consent asks for from an account; undefined where the customer alone
 * may.
 */
export function findApprovalPolicy(
  world: World,
  account: Account,
  consent: PaymentConsentRecord | MandateRecord,
): ApprovalPolicy | undefined {
  const { signing } = account.customer.persona
  if (!signing || isCustomId(account.customer.id)) return undefined
  if (largestPence(consent) <= signing.abovePounds * pencePerPound) return undefined
  const signers = partiesOf(bankOf(world), account).filter(isDirector)
  const needed = Math.min(signing.directors, signers.length)
  return needed < 2 ? undefined : { needed, signers }
}

/**
 * The largest amount that a consent asks for, counted in the currency that it names: whoever signs
 * for a sum does not look up rates. Of a file, what all of its payments add up to; of a mandate,
 * the most that one payment may be.
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
