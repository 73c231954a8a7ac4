import { drawCode, interactionExpiry } from '#actions/authorization/interaction.ts'
import { findActingApproverId, findSignatory } from '#actions/consents/signatories.ts'
import { maxWrongCodes } from '#bank/authorization/interaction.ts'
import { Problem } from '#bank/base/problem.ts'
import { isAwaitingApproval } from '#bank/payments/order.ts'
import { approvalCodes } from '#store/records.ts'
import { rejectOnConflict } from '#store/retry-on-conflict.ts'
import type { Write } from '#store/store.ts'
import type { World } from '#store/world.ts'
import {
  approveOrder,
  findOrderForApproval,
  listPendingOrders,
  type OrderForApproval,
  refuseOrder,
} from './approvals.ts'

/*
 * How a second director approves a payment on the pages: the bank sends a one-time code, and the
 * director enters it. The approval itself is the same as by the API (approvals.ts).
 */

/** An order that a signed-in director may see, and `party`, the director whom they act as. */
export type DirectorApproval = OrderForApproval & {
  readonly party: string
  /** Whether the order awaits the approval of this director. */
  readonly isOpen: boolean
  /** The code that was sent, if it has not expired, and the number of wrong codes entered. */
  readonly sent?: { readonly code: string; readonly wrongCodes: number; readonly version: number } | undefined
}

/** Lists the orders that await the approval of the signed-in person. */
export async function listDirectorApprovals(world: World, personId: string): Promise<DirectorApproval[]> {
  const signatory = findSignatory(world, personId)
  if (!signatory) return []
  const all = await listPendingOrders(world, `acc_${signatory.customer.slice('cus_'.length)}_`)
  return all.flatMap((one) => findApprovalOf(world, personId, one) ?? []).filter(({ isOpen }) => isOpen)
}

/**
 * Finds an order for the signed-in person, decided or not. Returns undefined for an order of an
 * account in which the person has no part.
 */
export async function findDirectorApproval(
  world: World,
  personId: string,
  orderId: string,
): Promise<DirectorApproval | undefined> {
  const found = await findOrderForApproval(world, orderId)
  const approval = found && findApprovalOf(world, personId, found)
  if (!approval?.isOpen) return approval
  const [item] = await world.sandbox.store.get([codeKeyOf(world, approval)])
  return item ? { ...approval, sent: { ...approvalCodes.read(item), version: item.version } } : approval
}

function findApprovalOf(world: World, personId: string, one: OrderForApproval): DirectorApproval | undefined {
  const { order, directors } = one
  const party = findActingApproverId(world, personId, order.account, directors)
  if (party === undefined) return undefined
  return { ...one, party, isOpen: isAwaitingApproval(order) && !order.approvals?.given.includes(party) }
}

/** Sends a one-time code, unless the last one is still valid. */
export async function sendCode(world: World, one: DirectorApproval): Promise<void> {
  if (one.sent) return
  const { sandbox } = world
  const value = { code: drawCode(sandbox), wrongCodes: 0 }
  const put = codeKeyOf(world, one)
  await commit(world, one, { put, expect: 'absent', value, expiresAt: interactionExpiry(world) })
}

/**
 * Approves an order by the one-time code. The third wrong code rejects the payment, as it does for
 * the first director.
 */
export async function approveByCode(world: World, one: DirectorApproval, code: string): Promise<void> {
  const { sent, order, party } = one
  if (!sent) throw new Problem('code-wrong', 'code: was not sent, or has expired; request a new one', { path: 'code' })
  const key = codeKeyOf(world, one)
  const expect = { version: sent.version }
  if (code === sent.code) {
    // The code is deleted first, because it is valid once. A guess at the same time either finds it
    // deleted, or has counted a wrong code; then this commit conflicts.
    await commit(world, one, { delete: key, expect })
    await approveOrder(world, order.id, party)
    return
  }
  const wrongCodes = sent.wrongCodes + 1
  if (wrongCodes < maxWrongCodes) {
    await commit(world, one, {
      put: key,
      expect,
      value: { code: sent.code, wrongCodes },
      expiresAt: interactionExpiry(world),
    })
    throw new Problem('code-wrong', `code: is wrong (tries left: ${maxWrongCodes - wrongCodes})`, { path: 'code' })
  }
  await commit(world, one, { delete: key, expect })
  await refuseOrder(world, order.id, party)
  throw new Problem('attempts-exceeded', 'code: was wrong three times, so the payment was rejected', {
    path: 'code',
  })
}

const codeKeyOf = (world: World, { order, party }: DirectorApproval) => approvalCodes.key(world, order.id, party)

const commit = ({ sandbox }: World, { order }: DirectorApproval, write: Write): Promise<void> =>
  rejectOnConflict(`${order.id} was changed by another request at the same time; load the page again`, () =>
    sandbox.store.commit([write]),
  )
