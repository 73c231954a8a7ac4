import { findRequiredApprovals } from '#actions/payments/awaiting-approval.ts'
import { deriveOrderStatus } from '#actions/payments/order-views.ts'
import { type CurrencyCode, formatAmount } from '#bank/money/currency.ts'
import { initiationOf } from '#bank/payments/consent-request.ts'
import { isAwaitingApproval } from '#bank/payments/order.ts'
import { visibleStatusOf } from '#bank/payments/visible-status.ts'
import { iso } from '#bank/time/clock.ts'
import type { World } from '#store/world.ts'
import type { AnsweredOrder } from './approvals.ts'

/** Builds the control API's view of an order that needs approvals. */
export function buildApprovalView(world: World, { order, consent }: AnsweredOrder) {
  const { approvals, amount, currency } = order
  if (!approvals) throw new Error(`${order.id} needs no approvals`)
  const directors = (findRequiredApprovals(world, order, consent)?.directors ?? []).map(({ id, name }) => ({
    party: id,
    name,
  }))
  const hasApproved = ({ party }: { party: string }) => approvals.given.includes(party)
  return {
    order: order.id,
    kind: order.kind,
    account: order.account,
    amount: { Amount: formatAmount(BigInt(amount), currency as CurrencyCode), Currency: currency },
    ...(order.file ? { payments: order.file.payments } : { payee: initiationOf(consent).CreditorAccount.Name }),
    status: visibleStatusOf(order, deriveOrderStatus(world, order).status),
    needed: approvals.needed,
    approved: directors.filter(hasApproved),
    mayApprove: isAwaitingApproval(order) ? directors.filter((one) => !hasApproved(one)) : [],
    until: iso(approvals.until),
  }
}
