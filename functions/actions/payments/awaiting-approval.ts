import { findAccount } from '#actions/accounts/lookup.ts'
import { type RequiredApprovals, requiredApprovals } from '#actions/consents/approval-policy.ts'
import type { PaymentConsentRecord } from '#bank/consents/consent.ts'
import { firstPaymentAt } from '#bank/payments/consent-request.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import type { World } from '#store/world.ts'

/** How long directors have to approve, in milliseconds of the world's clock. */
const longestWaitMs = 7 * 24 * 3_600_000
/** How long a robot takes to answer for the other directors, in the same unit. */
const robotDelayMs = 60_000

/** Returns the approvals that an order needs; undefined where one customer is enough. */
export function findRequiredApprovals(
  world: World,
  { account: accountId }: Pick<OrderRecord, 'account'>,
  consent: PaymentConsentRecord,
): RequiredApprovals | undefined {
  const account = findAccount(world, accountId)
  return account && requiredApprovals(world, account, consent)
}

/**
 * Returns an order that its first director has approved, and when it is decided: when the robot
 * answers, or when the time to approve ends. That time is a week, but ends on the payment's day at
 * the latest.
 */
export function requestApprovals(
  { now }: World,
  order: OrderRecord,
  consent: PaymentConsentRecord,
  { needed, directors: [first] }: RequiredApprovals,
): { order: OrderRecord; decidedAt: number } {
  const until = Math.min(
    now + longestWaitMs,
    consent.authoriseBy ?? Number.MAX_SAFE_INTEGER,
    firstPaymentAt(consent, order) ?? Number.MAX_SAFE_INTEGER,
  )
  const approvals = { needed, given: first ? [first.id] : [], at: now, until }
  return { order: { ...order, approvals }, decidedAt: consent.second ? Math.min(now + robotDelayMs, until) : until }
}
