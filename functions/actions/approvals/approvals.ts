import { type Page, pageNotFound } from '#actions/account-information/page.ts'
import { findConsent } from '#actions/consents/consents.ts'
import { isLedgerConflict } from '#actions/ledger/ledger.ts'
import { commitInWorld } from '#actions/outbox/outbox.ts'
import { findRequiredApprovals } from '#actions/payments/awaiting-approval.ts'
import { findOrder } from '#actions/payments/find-order.ts'
import { commitPlan, planOrder } from '#actions/payments/orders.ts'
import { Problem } from '#bank/base/problem.ts'
import type { PaymentConsentRecord } from '#bank/consents/consent.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { rejectOrder } from '#bank/payments/decide.ts'
import { decisionNumber, isAwaitingApproval, type OrderRecord } from '#bank/payments/order.ts'
import type { AccountParty } from '#mocks/people/parties.ts'
import { dueItems, orders, ordersAwaitingApproval } from '#store/records.ts'
import { rejectOnConflict, retryOnConflict } from '#store/retry-on-conflict.ts'
import { limits, type Write } from '#store/store.ts'
import { reloadRecord, type World } from '#store/world.ts'
import { refusedByDirector } from './outcome.ts'

/** An order that needs approvals, its consent, and the directors who may approve it. */
export type OrderForApproval = {
  readonly order: OrderRecord
  readonly version: number
  readonly consent: PaymentConsentRecord
  readonly directors: readonly AccountParty[]
}

/** An order after a director's answer, and its consent. */
export type AnsweredOrder = Pick<OrderForApproval, 'order' | 'consent'>

const ordersPerPage = limits.keysPerGet

/**
 * Lists the first page of the orders that await approval, of all accounts whose id starts with a
 * prefix (`acc_42_`).
 */
export const listPendingOrders = async (world: World, prefix: string): Promise<OrderForApproval[]> =>
  (await listPendingPage(world, prefix, undefined)).items

/** Lists a page of all orders of a world that await approval, by account and id. */
export async function listOrdersAwaitingApproval(
  world: World,
  _grant: Grant<'world'>,
  page: string | undefined,
): Promise<Page<OrderForApproval>> {
  // The last order of the previous page may be decided since, but its key still marks the place.
  const last = page === undefined ? undefined : await findOrderForApproval(world, page)
  if (page !== undefined && !last) throw pageNotFound(page, 'next of the previous page')
  return listPendingPage(world, 'acc_', last?.order)
}

async function listPendingPage(
  world: World,
  prefix: string,
  last: OrderRecord | undefined,
): Promise<Page<OrderForApproval>> {
  const { partition, path } = ordersAwaitingApproval.key(world, { account: prefix, id: '' })
  const after = last && ordersAwaitingApproval.key(world, last).path
  const range = { prefix: path.slice(0, -1), limit: ordersPerPage, ...(after !== undefined && { after }) }
  const items = await world.sandbox.store.list(partition, range)
  const ids = items.map(({ key }) => key.path.slice(key.path.lastIndexOf('/') + 1))
  const found = await Promise.all(ids.map((id) => findOrderForApproval(world, id)))
  return {
    items: found.flatMap((one) => (one && isAwaitingApproval(one.order) ? [one] : [])),
    next: items.length === ordersPerPage ? ids.at(-1) : undefined,
  }
}

/** Finds an order that needs or needed approvals; undefined for any other. */
export async function findOrderForApproval(world: World, orderId: string): Promise<OrderForApproval | undefined> {
  const found = await findOrder(world, orderId)
  if (!found?.order.approvals) return undefined
  const { order, version } = found
  const consent = (await findConsent(world, order.consent))?.consent as PaymentConsentRecord | undefined
  if (!consent) return undefined
  return { order, version, consent, directors: findRequiredApprovals(world, order, consent)?.directors ?? [] }
}

/**
 * Approves an order as a director of the payer. Without `partyId` it is the next director who has
 * not approved yet. The last approval executes the order if the funds suffice now. `others` are
 * writes of the same commit.
 */
export async function approveOrder(
  world: World,
  orderId: string,
  partyId?: string,
  others: readonly Write[] = [],
): Promise<AnsweredOrder> {
  const { order, version, consent, directors } = await loadPendingOrder(world, orderId)
  const { approvals, waits, ...rest } = order
  if (!approvals) throw new Error(`${orderId} needs no approvals`)
  const director = chooseDirector(order, directors, partyId)
  const approved = { ...approvals, given: [...approvals.given, director.id], at: world.now }
  const storeOrder = (after: OrderRecord): Write => ({
    put: orders.key(world, orderId),
    expect: { version },
    before: order,
    value: after,
  })
  if (approved.given.length < approved.needed) {
    const after = { ...order, approvals: approved }
    await commitAnswer(world, orderId, [storeOrder(after), ...others])
    return { order: after, consent }
  }
  const plan = await rejectOnConflict(describeConflict(orderId), () =>
    retryOnConflict(async (attempt) => {
      const current = attempt === 1 ? world : await reloadRecord(world)
      const planned = await planOrder(current, { ...rest, approvals: approved }, consent)
      await commitPlan(current, planned, [storeOrder(planned.order), ...buildDecidedWrites(world, order), ...others])
      return planned
    }, isLedgerConflict),
  )
  return { order: plan.order, consent }
}

/**
 * Rejects an order because a director refuses it, in one commit with other writes. No money moves.
 */
export async function refuseOrder(
  world: World,
  orderId: string,
  partyId?: string,
  others: readonly Write[] = [],
): Promise<AnsweredOrder> {
  const { order, version, consent, directors } = await loadPendingOrder(world, orderId)
  chooseDirector(order, directors, partyId)
  const { waits: _, ...rest } = order
  const after = rejectOrder(rest, refusedByDirector, world.now)
  const put: Write = { put: orders.key(world, orderId), expect: { version }, before: order, value: after }
  await commitAnswer(world, orderId, [put, ...buildDecidedWrites(world, order), ...others])
  return { order: after, consent }
}

async function loadPendingOrder(world: World, orderId: string): Promise<OrderForApproval> {
  const found = await findOrderForApproval(world, orderId)
  const path = 'path OrderId'
  if (!found)
    throw new Problem('order-not-found', `${path}: there is no order ${orderId.slice(0, 60)} that needs approvals`, {
      path,
    })
  if (!isAwaitingApproval(found.order))
    throw new Problem('order-status', `${path}: ${orderId} has already been decided and needs no more approvals`, {
      path,
    })
  return found
}

/** Chooses the director who decides: one who has not approved yet. Rejects any other party. */
function chooseDirector(
  { approvals }: OrderRecord,
  directors: readonly AccountParty[],
  partyId: string | undefined,
): AccountParty {
  const open = directors.filter(({ id }) => !approvals?.given.includes(id))
  const director = partyId === undefined ? open[0] : open.find(({ id }) => id === partyId)
  if (director) return director
  const expected = open.map(({ id, name }) => `${id} (${name})`).join(', ')
  throw new Problem('party-unknown', `party: must be one of ${expected} (got ${partyId?.slice(0, 60)})`, {
    path: 'party',
  })
}

/** The writes that end the wait for approvals. */
const buildDecidedWrites = (world: World, order: Pick<OrderRecord, 'account' | 'id' | 'waits'>): Write[] => [
  ...(order.waits?.n === decisionNumber
    ? [{ delete: dueItems.key(world, { ...order.waits, order: order.id }), expect: 'present' } as const]
    : []),
  { delete: ordersAwaitingApproval.key(world, order), expect: 'anything' },
]

const describeConflict = (orderId: string) =>
  `${orderId} was changed by another request at the same time; read it and try again`

const commitAnswer = (world: World, orderId: string, writes: readonly Write[]) =>
  rejectOnConflict(describeConflict(orderId), () => commitInWorld(world, writes))
