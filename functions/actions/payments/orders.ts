import { findAccount } from '#actions/accounts/lookup.ts'
import type { Keyed } from '#actions/concurrency/idempotency.ts'
import { once } from '#actions/concurrency/once.ts'
import { loadAuthorisedConsent } from '#actions/consents/authorised-consent.ts'
import { dueAfter, dueWrites } from '#actions/schedule/due.ts'
import { Problem } from '#bank/base/problem.ts'
import type { ConsentRecord, PaymentConsentRecord, PaymentKind } from '#bank/consents/consent.ts'
import { type Grant, partnerOf } from '#bank/consents/grant.ts'
import { checkMatchesConsent } from '#bank/payments/consent-match.ts'
import { firstPaymentAt, initiationOf, type PaymentRequest, quotedRateOf } from '#bank/payments/consent-request.ts'
import { parseExecutionDateTime } from '#bank/payments/dates.ts'
import type { Initiation } from '#bank/payments/initiation.ts'
import { decisionNumber, type OrderRecord, orderIdOf } from '#bank/payments/order.ts'
import { iso } from '#bank/time/clock.ts'
import { futureDatedOrders, orders, ordersAwaitingApproval } from '#store/records.ts'
import type { Write } from '#store/store.ts'
import { isWorldRecordConflict, loadWorldAsStored, type World } from '#store/world.ts'
import { pendingOf, signingFor } from './awaiting-approval.ts'
import { type Draft, instructed } from './executions.ts'
import { pay } from './pay.ts'
import { type Instruction, instruct } from './routing.ts'

/** The body of an order: the consent it is made with, and the initiation word for word. */
export type OrderRequest = PaymentRequest & { readonly Data: { readonly ConsentId: string } }

/** The amount of the first payment: the only one, or what a standing order begins with. */
export function firstAmount({ InstructedAmount, FirstPaymentAmount }: Initiation) {
  const money = InstructedAmount ?? FirstPaymentAmount
  if (!money) throw new Error('a payment has an amount')
  return money
}

/**
 * An order and the version that was read; undefined where there is none, or nobody would be named
 * so.
 */
export async function findOrder(
  world: World,
  orderId: string,
): Promise<{ readonly order: OrderRecord; readonly version: number } | undefined> {
  // An id comes from anybody; the store takes no path that is too long or has no end.
  if (!/^(pay|vrp)_[a-z0-9_]{1,40}$/.test(orderId)) return undefined
  const [item] = await world.sandbox.store.get([orders.key(world, orderId)])
  return item && { order: orders.read(item), version: item.version }
}

/** The order that was made with a consent, if one was. */
export const findOrderOf = async (world: World, consent: Pick<ConsentRecord, 'id'>): Promise<OrderRecord | undefined> =>
  (await findOrder(world, orderIdOf(consent.id)))?.order

/**
 * Makes the payment order of a consent that a customer authorised. The money moves in the same
 * commit, or waits for its day; where there is not enough, the order is there and rejected. The
 * same key and body again is the same order.
 */
export async function placeOrder(
  world: World,
  grant: Grant<'payment'>,
  kind: PaymentKind,
  { body, idempotencyKey }: Keyed<OrderRequest>,
): Promise<{ order: OrderRecord; consent: PaymentConsentRecord; isReplay: boolean }> {
  const named = { id: body.Data.ConsentId, path: 'Data.ConsentId' }
  const consent: PaymentConsentRecord = await loadAuthorisedConsent(world, grant, named, kind)
  const asked = { partner: partnerOf(grant), operation: kind, key: idempotencyKey, body }
  const { made: order, isReplay } = await once(world, asked, {
    find: (id) => theOrder(world, id),
    // The commit itself finds out whether there is an order already; only then somebody looks
    // which.
    look: async (attempt) => (attempt > 1 ? findOrderOf(world, consent) : undefined),
    make: async (remember, before) => {
      checkMatchesConsent(consent.request as PaymentRequest, body)
      if (before) throw used(consent)
      return made(world, consent, [remember(orderIdOf(consent.id))])
    },
  })
  return { order, consent, isReplay }
}

/**
 * A refusal of whatever takes a consent that has not been used yet. `path` is where the request
 * names it.
 */
export const used = ({ id }: ConsentRecord, path = 'Data.ConsentId'): Problem =>
  new Problem('consent-used', `${id} has made its order already; each consent makes one`, { path })

/**
 * The order of a consent: paid at once, or with the first day that it waits for; where several must
 * agree, not before they have.
 */
async function made(world: World, consent: PaymentConsentRecord, others: readonly Write[]): Promise<OrderRecord> {
  const draft = draftOf(world, consent)
  const asked = initiationOf(consent).RequestedExecutionDateTime
  // Refused where the day has gone by since the consent was lodged.
  if (asked !== undefined) parseExecutionDateTime(asked, 'Data.Initiation.RequestedExecutionDateTime', world.now)
  const keep = (order: OrderRecord): Write[] => [
    { put: orders.key(world, order.id), expect: 'absent', value: order },
    ...others,
  ]
  const signing = signingFor(world, draft, consent)
  if (!signing) return carryOut(world, draft, consent, keep)
  const whole = consent.file ? fileOrder(draft, consent.file) : instructed(world, draft, instructionOf(world, consent))
  const { order, at } = pendingOf(world, whole, consent, signing)
  return rememberDue(world, order, { at, n: decisionNumber }, (kept) => [
    ...keep(kept),
    { put: ordersAwaitingApproval.key(world, kept), expect: 'absent', value: {} },
  ])
}

/**
 * Pays an order, or remembers the day that it waits for. `keep` are the writes that keep it as it
 * stands then.
 */
export async function carryOut(
  world: World,
  draft: Draft,
  consent: PaymentConsentRecord,
  keep: (order: OrderRecord) => readonly Write[],
): Promise<OrderRecord> {
  const day = firstPaymentAt(consent, draft)
  // A file waits in any case: for the day that it asks for, or for whoever looks next.
  if (consent.file) return rememberDue(world, fileOrder(draft, consent.file), { at: day ?? world.now, n: 0 }, keep)
  const instruction = instructionOf(world, consent)
  const order = instructed(world, draft, instruction, day)
  if (day === undefined) return pay(world, order, instruction, keep)
  return rememberDue(world, order, { at: day, n: 0 }, (kept) => [
    ...keep(kept),
    { put: futureDatedOrders.key(world, kept), expect: 'absent', value: {} },
  ])
}

/** The first payment of a consent, as of the world's now. */
function instructionOf(world: World, consent: PaymentConsentRecord): Instruction {
  const initiation = initiationOf(consent)
  return instruct(world, consent.kind, initiation, firstAmount(initiation), { promised: quotedRateOf(consent) })
}

/** How often an order that waits is tried to be kept when the world's record changes in between. */
const attempts = 20

/**
 * Keeps an order that waits, again where only the world's record changed meanwhile. What is to be
 * done at once is done by the clock as it stands then; a day that the clock was moved past is
 * refused, for what has been done since cannot come after it.
 */
async function rememberDue(
  world: World,
  order: OrderRecord,
  { at, n }: { readonly at: number; readonly n: number },
  keep: (order: OrderRecord) => readonly Write[],
): Promise<OrderRecord> {
  const isAtOnce = at <= world.now
  for (let place = world, attempt = 1; ; attempt++) {
    const due = dueAfter(place, { at: isAtOnce ? place.now : at, order: order.id, n })
    const waiting: OrderRecord = { ...order, waits: { at: due.at, seq: due.seq, n } }
    try {
      await world.sandbox.store.commit([...keep(waiting), ...dueWrites(place, [due])])
      return waiting
    } catch (error) {
      const mayTry = attempt < attempts && isWorldRecordConflict(error)
      const again = mayTry ? await loadWorldAsStored(world.sandbox, world.id) : undefined
      if (!again) throw error
      if (!isAtOnce && at <= again.now)
        throw new Problem('date-invalid', `the clock was moved past ${iso(at)} at the same moment`, {
          path: 'Data.Initiation',
        })
      place = again
    }
  }
}

/** What every order begins with. */
function draftOf(world: World, consent: PaymentConsentRecord): Draft {
  const [paying] = consent.accounts as [string]
  const account = findAccount(world, paying)
  if (!account) throw new Problem('account-not-found', `${paying} is no longer there`, { path: 'Data.ConsentId' })
  return {
    id: orderIdOf(consent.id),
    kind: consent.kind,
    consent: consent.id,
    partner: consent.partner,
    account: account.id,
    currency: account.currency,
    createdAt: world.now,
  }
}

/** The order of a file, of which each payment finds a rail of its own. */
function fileOrder(draft: Draft, { payments, sum, fee }: NonNullable<PaymentConsentRecord['file']>): OrderRecord {
  const file = { payments, rejected: {} }
  return { ...draft, rail: 'file', accepted: draft.createdAt, amount: sum, fee, currency: 'GBP', file }
}

/** An order that an idempotency key promises. */
export async function theOrder(world: World, orderId: string): Promise<OrderRecord> {
  const found = await findOrder(world, orderId)
  if (!found) throw new Error(`${orderId} was promised and is not there`)
  return found.order
}

/** An order of the partner's own, of this kind. */
export async function ownOrder(
  world: World,
  grant: Grant<'partner'>,
  kind: PaymentKind,
  orderId: string,
  parameter: string,
): Promise<OrderRecord> {
  const order = (await findOrder(world, orderId))?.order
  const path = `path ${parameter}`
  if (!order || order.kind !== kind)
    throw new Problem('order-not-found', `there is no ${kind} ${orderId.slice(0, 60)}`, { path })
  if (order.partner !== partnerOf(grant))
    throw new Problem('consent-foreign', `${orderId} is not an order of yours`, { path })
  return order
}
