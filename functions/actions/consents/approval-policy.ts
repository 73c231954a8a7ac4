import { needsApprovals } from '#bank/approvals/policy.ts'
import type { MandateRecord, PaymentConsentRecord } from '#bank/consents/consent.ts'
import { isCustomId } from '#bank/worlds/edits.ts'
import type { Account } from '#mocks/accounts/account.ts'
import { bankOf } from '#mocks/base/bank.ts'
import { type AccountParty, partiesOf } from '#mocks/people/parties.ts'
import type { World } from '#store/world.ts'
import { isDirector } from './signatories.ts'

/** The directors who may approve, the one who signs in first, and how many of them must. */
export type RequiredApprovals = { readonly needed: number; readonly directors: readonly AccountParty[] }

/**
 * Returns the approvals that a consent needs on an account; undefined where one customer is enough.
 */
export function requiredApprovals(
  world: World,
  account: Account,
  consent: PaymentConsentRecord | MandateRecord,
): RequiredApprovals | undefined {
  const { id, persona } = account.customer
  const policy = isCustomId(id) ? undefined : persona.signing
  if (!policy || !needsApprovals(policy, consent)) return undefined
  const directors = partiesOf(bankOf(world), account).filter(isDirector)
  const needed = Math.min(policy.directors, directors.length)
  return needed < 2 ? undefined : { needed, directors }
}
