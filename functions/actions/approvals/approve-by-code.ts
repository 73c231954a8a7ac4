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
 * Another director on its way through the pages: it looks at a payment, is sent a one-time code,
 * and agrees by it. What comes of that is what comes of every approval (approvals.ts).
 */

/** An order that somebody who is signed in may speak on, and as whom. */
export type DirectorApproval = OrderForApproval & {
  readonly party: string
  /** Whether it waits for this very person. */
  readonly isOpen: boolean
  /** The code that was sent, and how often a wrong one came back. */
  readonly sent?: { readonly code: string; readonly wrongCodes: number; readonly version: number } | undefined
}

/** Every order that waits for who is signed in. */
export async function listDirectorApprovals(world: World, who: string): Promise<DirectorApproval[]> {
  const signatory = findSignatory(world, who)
  if (!signatory) return []
  const all = await listPendingOrders(world, `acc_${signatory.customer.slice('cus_'.length)}_`)
  return all.flatMap((one) => seenBy(world, who, one) ?? []).filter(({ isOpen }) => isOpen)
}

/**
 * The order of an id as who is signed in sees it, decided or not; undefined for whom it is no
 * business.
 */
export async function findDirectorApproval(
  world: World,
  who: string,
  orderId: string,
): Promise<DirectorApproval | undefined> {
  const found = await findOrderForApproval(world, orderId)
  const seen = found && seenBy(world, who, found)
  if (!seen?.isOpen) return seen
  const [item] = await world.sandbox.store.get([keyOf(world, seen)])
  return item ? { ...seen, sent: { ...approvalCodes.read(item), version: item.version } } : seen
}

function seenBy(world: World, who: string, one: OrderForApproval): DirectorApproval | undefined {
  const { order, directors } = one
  const party = findActingApproverId(world, who, order.account, directors)
  if (party === undefined) return undefined
  return { ...one, party, isOpen: isAwaitingApproval(order) && !order.approvals?.given.includes(party) }
}

/** Sends a one-time code, unless one was sent that is still good. */
export async function sendCode(world: World, one: DirectorApproval): Promise<void> {
  if (one.sent) return
  const { sandbox } = world
  const value = { code: drawCode(sandbox), wrongCodes: 0 }
  await commit(world, one, { put: keyOf(world, one), expect: 'absent', value, expiresAt: interactionExpiry(world) })
}

/**
 * Agrees by the code. The third wrong one refuses the payment, as it does where the first director
 * is asked.
 */
export async function approveByCode(world: World, one: DirectorApproval, code: string): Promise<void> {
  const { sent, order, party } = one
  if (!sent) throw new Problem('code-wrong', 'no code was sent, or it is too old: ask for one', { path: 'code' })
  const key = keyOf(world, one)
  const expect = { version: sent.version }
  if (code === sent.code) {
    // First the code, which is good for once. Whoever guesses at the same moment finds it used, or
    // changes what it is held to.
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
    throw new Problem('code-wrong', `that is not the code; ${maxWrongCodes - wrongCodes} left`, { path: 'code' })
  }
  await commit(world, one, { delete: key, expect })
  await refuseOrder(world, order.id, party)
  throw new Problem('attempts-exceeded', 'the code was wrong three times, so the payment is refused', { path: 'code' })
}

const keyOf = (world: World, { order, party }: DirectorApproval) => approvalCodes.key(world, order.id, party)

const commit = ({ sandbox }: World, { order }: DirectorApproval, write: Write): Promise<void> =>
  rejectOnConflict(`${order.id} was answered at the same moment, perhaps by a second click`, () =>
    sandbox.store.commit([write]),
  )
