import type { ConsentRecord, PaymentConsentRecord, PaymentKind } from '#bank/consent.ts'
import type { Grant } from '#bank/grant.ts'
import type { OrderRecord } from '#bank/order.ts'
import { executionOf } from '#bank/payments/dates.ts'
import { kinds } from '#bank/payments/kinds.ts'
import { sameInitiation } from '#bank/payments/same.ts'
import { paymentAt } from '#bank/payments/standing-orders.ts'
import { Problem } from '#bank/problem.ts'
import { orders } from '#store/kinds.ts'
import { Conflict, type Write } from '#store/store.ts'
import { isOfWorldOnly, rawWorld, type World } from '#store/world.ts'
import { partnerOf } from './consents.ts'
import { dueAfter, dueWrites } from './due.ts'
import { aheadKey, initiationOf, instructed, planFor, promisedBy } from './executions.ts'
import { recall } from './idempotency.ts'
import { type Initiation, type Instruction, instruct } from './instructions.ts'
import { pay } from './pay.ts'
import type { Keyed, PaymentRequest } from './payment-consents.ts'
import { accountNamed } from './people.ts'

/** The body of an order: the consent it is made with, and the initiation word for word. */
export type OrderRequest = PaymentRequest & { readonly Data: { readonly ConsentId: string } }

/** The amount of the first payment: the only one, or what a standing order begins with. */
export function firstAmount({ InstructedAmount, FirstPaymentAmount }: Initiation) {
  const money = InstructedAmount ?? FirstPaymentAmount
  if (!money) throw new Error('a payment has an amount')
  return money
}

/** A consent makes one order, whose id follows from it: that it was used is seen by its order being there. */
export const orderIdOf = (consentId: string): string => `pay_${consentId.slice('pic_'.length)}`

/** The order that was made with a consent, if one was. */
export async function findOrderOf(world: World, consent: Pick<ConsentRecord, 'id'>): Promise<OrderRecord | undefined> {
  const [item] = await world.sandbox.store.get([orderKey(world, orderIdOf(consent.id))])
  return item && orders.read(item)
}

/**
 * Makes the payment order of a consent that a customer authorised. The money moves in the same commit, or waits for its day; where
 * there is not enough, the order is there and rejected. The same key and body again is the same order.
 */
export async function placeOrder(
  world: World,
  grant: Grant<'payment'>,
  kind: PaymentKind,
  { body, idempotencyKey }: Keyed<OrderRequest>,
): Promise<{ order: OrderRecord; consent: PaymentConsentRecord; isReplay: boolean }> {
  const consent = agreedOn(grant, kind, body.Data.ConsentId)
  const recalled = await recall(world, { partner: partnerOf(grant), operation: kind, key: idempotencyKey, body })
  if ('madeBefore' in recalled) return { order: await theOrder(world, recalled.madeBefore), consent, isReplay: true }
  sameInitiation(consent.request as PaymentRequest, body)
  if (await findOrderOf(world, consent)) throw used(consent)
  try {
    const order = await made(world, consent, [recalled.remember(orderIdOf(consent.id))])
    return { order, consent, isReplay: false }
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
    // Two at once: with the same key it was the same order, and it is there now.
    const again = await recall(world, { partner: partnerOf(grant), operation: kind, key: idempotencyKey, body })
    if ('madeBefore' in again) return { order: await theOrder(world, again.madeBefore), consent, isReplay: true }
    throw used(consent)
  }
}

function agreedOn({ agreed }: Grant<'payment'>, kind: PaymentKind, consentId: string): PaymentConsentRecord {
  const consent = agreed?.consent
  if (consent?.kind !== kind || consent.id !== consentId)
    throw new Problem(
      'consent-mismatch',
      `the token is for ${consent?.id} (${consent?.kind}), not for ${consentId.slice(0, 60)}`,
      {
        path: 'Data.ConsentId',
      },
    )
  return consent as PaymentConsentRecord
}

const used = ({ id }: ConsentRecord) =>
  new Problem('consent-used', `${id} has made its order already; each consent makes one`, { path: 'Data.ConsentId' })

/** The order of a consent: paid at once, or with the first day that it waits for. */
async function made(world: World, consent: PaymentConsentRecord, others: readonly Write[]): Promise<OrderRecord> {
  if (consent.file)
    return rememberDue(world, fileDraftOf(world, consent, consent.file), firstDay(world, consent) ?? world.now, others)
  const initiation = initiationOf(consent)
  const instruction = instruct(world, consent.kind, initiation, firstAmount(initiation), {
    promised: promisedBy(consent),
  })
  const waitsUntil = firstDay(world, consent)
  const order = draftOf(world, consent, instruction, waitsUntil)
  if (waitsUntil === undefined) return pay(world, order, instruction, (paid) => [putNew(world, paid), ...others])
  return rememberDue(world, order, waitsUntil, others)
}

/** Keeps an order that waits, again where only the world's record changed meanwhile. */
async function rememberDue(
  world: World,
  order: OrderRecord,
  at: number,
  others: readonly Write[],
): Promise<OrderRecord> {
  const listed: Write = { put: aheadKey(world, order), expect: 'absent', value: {} }
  for (let place = world, attempt = 1; ; attempt++) {
    const due = dueAfter(place, { at, order: order.id, n: 0 })
    const waiting: OrderRecord = { ...order, waits: { at, seq: due.seq, n: due.n } }
    try {
      await world.sandbox.store.commit([putNew(world, waiting), listed, ...dueWrites(place, due), ...others])
      return waiting
    } catch (error) {
      const again = attempt < 20 && isOfWorldOnly(error) ? await rawWorld(world.sandbox, world.id) : undefined
      if (!again) throw error
      place = again
    }
  }
}

/** When an order first pays, where that is not now. Refused where the day has gone by since the consent was lodged. */
function firstDay({ now }: World, consent: PaymentConsentRecord): number | undefined {
  if (kinds[consent.kind].isStandingOrder) return paymentAt(planFor(consent, { createdAt: now }), 0)
  const { RequestedExecutionDateTime: asked } = initiationOf(consent)
  return asked === undefined ? undefined : executionOf(asked, 'Data.Initiation.RequestedExecutionDateTime', now)
}

function draftOf(
  world: World,
  consent: PaymentConsentRecord,
  instruction: Instruction,
  waitsUntil: number | undefined,
): OrderRecord {
  return instructed(world, newOrder(world, consent, instruction.rail.name), instruction, waitsUntil)
}

/** The order of a file waits in any case: for the day that it asks for, or for whoever looks next. */
function fileDraftOf(
  world: World,
  consent: PaymentConsentRecord,
  { payments, sum, fee }: NonNullable<PaymentConsentRecord['file']>,
): OrderRecord {
  const file = { payments, rejected: {} }
  return { ...newOrder(world, consent, 'file'), amount: sum, fee, currency: 'GBP', file }
}

/** What every order begins with. */
function newOrder(world: World, consent: PaymentConsentRecord, rail: string): OrderRecord {
  const [paying] = consent.accounts as [string]
  const account = accountNamed(world, paying)
  if (!account) throw new Problem('account-not-found', `${paying} is no longer there`, { path: 'Data.ConsentId' })
  return {
    id: orderIdOf(consent.id),
    kind: consent.kind,
    consent: consent.id,
    partner: consent.partner,
    account: account.id,
    rail,
    amount: '0',
    fee: '0',
    currency: account.currency,
    createdAt: world.now,
    accepted: world.now,
  }
}

async function theOrder(world: World, orderId: string): Promise<OrderRecord> {
  const [item] = await world.sandbox.store.get([orderKey(world, orderId)])
  if (!item) throw new Error(`${orderId} was promised and is not there`)
  return orders.read(item)
}

/** An order of the partner's own, of this kind. */
export async function ownOrder(
  world: World,
  grant: Grant<'partner'>,
  kind: PaymentKind,
  orderId: string,
  parameter: string,
): Promise<OrderRecord> {
  const [item] = /^pay_[a-z0-9]{1,40}$/.test(orderId) ? await world.sandbox.store.get([orderKey(world, orderId)]) : []
  const order = item && orders.read(item)
  const path = `path ${parameter}`
  if (!order || order.kind !== kind)
    throw new Problem('order-not-found', `there is no ${kind} ${orderId.slice(0, 60)}`, { path })
  if (order.partner !== partnerOf(grant))
    throw new Problem('consent-foreign', `${orderId} is not an order of yours`, { path })
  return order
}

export const orderKey = ({ id, record }: World, orderId: string) => orders.key(id, record.epoch, orderId)
const putNew = (world: World, order: OrderRecord): Write => ({
  put: orderKey(world, order.id),
  expect: 'absent',
  value: order,
})
