import { signingFor } from '#actions/payments/awaiting-approval.ts'
import { shown, statusOf } from '#actions/payments/order-views.ts'
import { type CurrencyCode, formatAmount } from '#bank/money/currency.ts'
import { initiationOf } from '#bank/payments/consent-request.ts'
import { isPending } from '#bank/payments/order.ts'
import { iso } from '#bank/time/clock.ts'
import type { World } from '#store/world.ts'
import type { Decided } from './approvals.ts'

/** An order that several must agree to, as those see it who steer the sandbox. */
export function approvalView(world: World, { order, consent }: Decided) {
  const { approvals, amount, currency } = order
  if (!approvals) throw new Error(`${order.id} waits for nobody`)
  const signers = (signingFor(world, order, consent)?.approvers ?? []).map(({ id, name }) => ({ party: id, name }))
  const hasAgreed = ({ party }: { party: string }) => approvals.given.includes(party)
  return {
    order: order.id,
    kind: order.kind,
    account: order.account,
    amount: { Amount: formatAmount(BigInt(amount), currency as CurrencyCode), Currency: currency },
    ...(order.file ? { payments: order.file.payments } : { payee: initiationOf(consent).CreditorAccount.Name }),
    status: shown(order, statusOf(world, order).status),
    needed: approvals.needed,
    approved: signers.filter(hasAgreed),
    mayApprove: isPending(order) ? signers.filter((one) => !hasAgreed(one)) : [],
    until: iso(approvals.until),
  }
}
