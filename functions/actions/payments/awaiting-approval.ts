import { findAccount } from '#actions/accounts/lookup.ts'
import { type ApprovalPolicy, findApprovalPolicy } from '#actions/consents/approval-policy.ts'
import type { PaymentConsentRecord } from '#bank/consents/consent.ts'
import { firstPaymentAt } from '#bank/payments/consent-request.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import type { World } from '#store/world.ts'

/**
 * How long those who must agree may take, in milliseconds of the world's clock: a week, and never
 * beyond the day that it is for.
 */
const longestWait = 7 * 24 * 3_600_000
/** How long a robot takes that agrees for the others. */
const robotTakes = 60_000

/** Who must agree to an order, if more than the customer must. */
export function signingFor(
  world: World,
  { account }: Pick<OrderRecord, 'account'>,
  consent: PaymentConsentRecord,
): ApprovalPolicy | undefined {
  const from = findAccount(world, account)
  return from && findApprovalPolicy(world, from, consent)
}

/**
 * An order that the first has agreed to, and when it is decided: as soon as a robot has, or when
 * time is over.
 */
export function pendingOf(
  { now }: World,
  order: OrderRecord,
  consent: PaymentConsentRecord,
  { needed, approvers: [first] }: ApprovalPolicy,
): { order: OrderRecord; at: number } {
  const until = Math.min(
    now + longestWait,
    consent.authoriseBy ?? Number.MAX_SAFE_INTEGER,
    firstPaymentAt(consent, order) ?? Number.MAX_SAFE_INTEGER,
  )
  const approvals = { needed, given: first ? [first.id] : [], at: now, until }
  return { order: { ...order, approvals }, at: consent.second ? Math.min(now + robotTakes, until) : until }
}
