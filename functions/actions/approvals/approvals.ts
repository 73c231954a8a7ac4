import { type Page, pageNotFound } from '#actions/account-information/page.ts'
import { orConflict } from '#actions/concurrency/retry-on-conflict.ts'
import { findConsent } from '#actions/consents/consents.ts'
import { signingFor } from '#actions/payments/awaiting-approval.ts'
import { carryOut, findOrder } from '#actions/payments/orders.ts'
import { stopped } from '#actions/payments/pay.ts'
import { Problem } from '#bank/base/problem.ts'
import type { PaymentConsentRecord } from '#bank/consents/consent.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { decisionNumber, isPending, type OrderRecord } from '#bank/payments/order.ts'
import type { AccountParty } from '#mocks/people/parties.ts'
import { dueItems, orders, ordersAwaitingApproval } from '#store/records.ts'
import { limits, type Write } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { refused } from './outcome.ts'

/** An order that somebody must still agree to, its consent, and who may. */
export type Awaiting = {
  readonly order: OrderRecord
  readonly version: number
  readonly consent: PaymentConsentRecord
  readonly signers: readonly AccountParty[]
}

/** An order that somebody has spoken on, and its consent. */
export type Decided = Pick<Awaiting, 'order' | 'consent'>

/** How many orders are looked at for one list. */
const perPage = limits.keysPerGet

/**
 * The orders that wait for somebody, of one account or of all whose id begins so (`acc_42_`): the
 * first of them, where there are many.
 */
export const ordersAwaiting = async (world: World, prefix: string): Promise<Awaiting[]> =>
  (await awaitingAfter(world, prefix, undefined)).items

/** All orders of a world that wait for somebody, by account and id; `next` begins the next page. */
export async function listAwaiting(
  world: World,
  _grant: Grant<'world'>,
  page: string | undefined,
): Promise<Page<Awaiting>> {
  // It may have been decided meanwhile: its place in the list is still known.
  const last = page === undefined ? undefined : await findAwaiting(world, page)
  if (page !== undefined && !last) throw pageNotFound(page, 'ask for the next of each page')
  return awaitingAfter(world, 'acc_', last?.order)
}

async function awaitingAfter(world: World, prefix: string, last: OrderRecord | undefined): Promise<Page<Awaiting>> {
  const { partition, path } = ordersAwaitingApproval.key(world, { account: prefix, id: '' })
  const range = {
    prefix: path.slice(0, -1),
    limit: perPage,
    ...(last && { after: ordersAwaitingApproval.key(world, last).path }),
  }
  const items = await world.sandbox.store.list(partition, range)
  const ids = items.map(({ key }) => key.path.slice(key.path.lastIndexOf('/') + 1))
  const found = await Promise.all(ids.map((id) => findAwaiting(world, id)))
  return {
    items: found.filter((one) => one !== undefined && isPending(one.order)) as Awaiting[],
    next: items.length === perPage ? ids.at(-1) : undefined,
  }
}

/**
 * The order of an id as somebody who may agree to it sees it, whether it still waits or not;
 * undefined where nobody need have.
 */
export async function findAwaiting(world: World, orderId: string): Promise<Awaiting | undefined> {
  const found = await findOrder(world, orderId)
  if (!found?.order.approvals) return undefined
  const { order, version } = found
  const consent = (await findConsent(world, order.consent))?.consent
  if (!consent) return undefined
  const given = consent as PaymentConsentRecord
  return { order, version, consent: given, signers: signingFor(world, order, given)?.approvers ?? [] }
}

/**
 * Somebody who may sign agrees to an order: the next who has not, where nobody is named. With the
 * last one it is carried out, judged by what is on the account now.
 */
export async function approveOrder(world: World, orderId: string, partyId?: string): Promise<Decided> {
  const { order, version, consent, signers } = await awaited(world, orderId)
  const { approvals, waits, ...rest } = order
  if (!approvals) throw new Error(`${orderId} waits for nobody`)
  const party = signerOf(order, signers, partyId)
  const agreed = { ...approvals, given: [...approvals.given, party.id], at: world.now }
  if (agreed.given.length < agreed.needed) {
    const after = { ...order, approvals: agreed }
    await commit(world, orderId, [{ put: orders.key(world, orderId), expect: { version }, value: after }])
    return { order: after, consent }
  }
  const keep = (after: OrderRecord): Write[] => [
    { put: orders.key(world, orderId), expect: { version }, value: after },
    ...decidedWrites(world, { ...rest, waits }),
  ]
  const draft = { ...rest, approvals: agreed }
  return { order: await orConflict(changed(orderId), () => carryOut(world, draft, consent, keep)), consent }
}

/** Somebody who may sign says no: the order is rejected, and no money moves. */
export async function refuseOrder(world: World, orderId: string, partyId?: string): Promise<Decided> {
  const { order, version, consent, signers } = await awaited(world, orderId)
  signerOf(order, signers, partyId)
  const { waits: _, ...rest } = order
  const after = stopped(world, rest, refused)
  const put: Write = { put: orders.key(world, orderId), expect: { version }, value: after }
  await commit(world, orderId, [put, ...decidedWrites(world, order)])
  return { order: after, consent }
}

async function awaited(world: World, orderId: string): Promise<Awaiting> {
  const found = await findAwaiting(world, orderId)
  if (!found) throw new Problem('order-not-found', `${orderId.slice(0, 60)} is no order that anybody must approve`)
  if (!isPending(found.order))
    throw new Problem('order-status', `${orderId} is decided: nobody needs to approve it any more`)
  return found
}

/** Who speaks: of those who may sign, one who has not yet. */
function signerOf({ approvals }: OrderRecord, signers: readonly AccountParty[], partyId?: string): AccountParty {
  const open = signers.filter(({ id }) => !approvals?.given.includes(id))
  const [next] = open
  const party = partyId === undefined ? next : open.find(({ id }) => id === partyId)
  if (party) return party
  const who = open.map(({ id, name }) => `${id} (${name})`).join(', ')
  throw new Problem('party-unknown', `${partyId?.slice(0, 60)} cannot speak for this account now; these can: ${who}`, {
    path: 'party',
  })
}

/** Nobody waits for a decision any more. */
const decidedWrites = (world: World, order: Pick<OrderRecord, 'account' | 'id' | 'waits'>): Write[] => [
  ...(order.waits?.n === decisionNumber
    ? [{ delete: dueItems.key(world, { ...order.waits, order: order.id }), expect: 'present' } as const]
    : []),
  { delete: ordersAwaitingApproval.key(world, order), expect: 'anything' },
]

const changed = (orderId: string) => `${orderId} changed at the same moment; look at it and try again`

const commit = (world: World, orderId: string, writes: readonly Write[]) =>
  orConflict(changed(orderId), () => world.sandbox.store.commit(writes))
