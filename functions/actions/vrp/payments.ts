import { findAccount } from '#actions/accounts/lookup.ts'
import type { Keyed } from '#actions/concurrency/idempotency.ts'
import { inTurn } from '#actions/concurrency/keyed-lock.ts'
import { once } from '#actions/concurrency/once.ts'
import { loadAuthorisedConsent } from '#actions/consents/authorised-consent.ts'
import { isSweep } from '#actions/consents/sweeping.ts'
import { theOrder } from '#actions/payments/orders.ts'
import { pay } from '#actions/payments/pay.ts'
import { debitOf, type Instruction, instruct } from '#actions/payments/routing.ts'
import { calendar } from '#actions/schedule/calendar.ts'
import { Problem } from '#bank/base/problem.ts'
import type { MandateRecord } from '#bank/consents/consent.ts'
import { type Grant, partnerOf } from '#bank/consents/grant.ts'
import type { Initiation } from '#bank/payments/initiation.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import { acceptanceAt } from '#bank/rails/timeline.ts'
import { addPayment, firstPeriodStart, type PaidAmount } from '#bank/vrp/limits.ts'
import { mandateRequestOf } from '#bank/vrp/mandate.ts'
import { checkVrpOrder } from '#bank/vrp/rules.ts'
import type { VrpInitiation, VrpOrderRequest } from '#bank/vrp/schemas.ts'
import { consents, formerConsents, orders } from '#store/records.ts'
import type { Write } from '#store/store.ts'
import type { World } from '#store/world.ts'

/*
 * Payments under a mandate. They are numbered without gaps, and each says what its mandate's
 * payments come to in the last period of each limit. Whoever pays next decides by the last one and
 * writes the next number, which can be written only once: so two at once never both fit into what
 * is left, and no counter has to be kept beside them.
 */

/** A recurring payment and the mandate it was made under, which may have been deleted since. */
export type Vrp = { readonly order: OrderRecord; readonly consent: MandateRecord }

type Body = VrpOrderRequest

/**
 * Pays under a mandate that a customer authorised. The money moves in the same commit; where there
 * is not enough, the payment is there and rejected, and counts for no limit. The same key and body
 * again is the same payment.
 */
export async function placeVrp(
  world: World,
  grant: Grant<'payment'>,
  { body, idempotencyKey }: Keyed<Body>,
): Promise<Vrp & { isReplay: boolean }> {
  const named = { id: body.Data.ConsentId, path: 'Data.ConsentId' }
  const consent = await loadAuthorisedConsent(world, grant, named, 'domestic-vrp')
  const asked = { partner: partnerOf(grant), operation: 'domestic-vrps', key: idempotencyKey, body }
  const { made: order, isReplay } = await inTurn(world.sandbox, `${world.id}/${world.record.epoch}/${consent.id}`, () =>
    once(world, asked, {
      find: (id) => theOrder(world, id),
      look: () => lastOf(world, consent),
      make: (remember, last) => payNext(world, { consent, last }, body, remember),
    }),
  )
  return { order, consent, isReplay }
}

async function payNext(
  before: World,
  { consent, last }: { consent: MandateRecord; last: OrderRecord | undefined },
  body: Body,
  remember: (id: string) => Write,
): Promise<OrderRecord> {
  const request = mandateRequestOf(consent)
  const { ControlParameters } = request.Data
  // Payments of a mandate go forward: one that was asked for an instant before the last is made
  // right after it.
  const world = { ...before, now: Math.max(before.now, last?.createdAt ?? 0) }
  const paid: PaidAmount[] = (last?.paid ?? []).map(({ at, amount }) => ({ at, amount: BigInt(amount) }))
  const given = { createdAt: consent.createdAt, now: world.now, paid }
  const amount = checkVrpOrder(request, body, given)
  const { order, instruction } = draftOf(world, consent, body, last)
  const from = firstPeriodStart(ControlParameters, consent.createdAt)
  const after = addPayment(ControlParameters, from, { at: world.now, amount }, paid)
  const kept = (one: OrderRecord): OrderRecord => ({
    ...one,
    paid: (one.stopped ? paid : after).map((sum) => ({ at: sum.at, amount: String(sum.amount) })),
  })
  const done = await pay(world, order, instruction, (one) => [
    { put: orders.key(world, order.id), expect: 'absent', value: kept(one) },
    remember(order.id),
  ])
  return kept(done)
}

function draftOf(
  world: World,
  consent: MandateRecord,
  { Data: { Instruction, VRPType } }: Body,
  last: OrderRecord | undefined,
): { order: OrderRecord; instruction: Instruction } {
  const account = findAccount(world, consent.accounts?.[0] ?? '')
  if (!account)
    throw new Problem('account-not-found', `${consent.accounts?.[0]} is no longer there`, { path: 'Data.ConsentId' })
  if (VRPType === 'UK.OBIE.VRPType.Sweeping' && !isSweep(world, account, Instruction.CreditorAccount))
    throw new Problem('field-invalid', "this is no sweep: the payee's account is not another one of the payer's own", {
      path: 'Data.VRPType',
    })
  const at = 'Data.Instruction'
  const instruction = instruct(world, 'domestic-vrp', Instruction as Initiation, Instruction.InstructedAmount, { at })
  const { amount, fee } = debitOf(world, instruction, account.currency)
  const order: OrderRecord = {
    id: `${vrpIdsOf(consent)}${String(numberOf(last) + 1).padStart(digits, '0')}`,
    kind: 'domestic-vrp',
    consent: consent.id,
    partner: consent.partner,
    account: account.id,
    rail: instruction.rail.name,
    amount: String(amount),
    fee: String(fee),
    currency: account.currency,
    createdAt: world.now,
    accepted: acceptanceAt(instruction.rail, world.now, calendar),
    ...(instruction.failure && { failure: instruction.failure }),
    instruction: beyond(mandateRequestOf(consent).Data.Initiation, Instruction),
  }
  return { order, instruction }
}

/** What every payment must say again need not be kept again. */
const repeated = ['CreditorAccount', 'RemittanceInformation'] as const

function beyond(consented: VrpInitiation, instruction: Body['Data']['Instruction']): Record<string, unknown> {
  const names = repeated.filter((name) => consented[name] !== undefined) as readonly string[]
  return Object.fromEntries(Object.entries(instruction).filter(([name]) => !names.includes(name)))
}

/** The instruction of a payment, as it was sent. */
export function instructionOf({ order, consent }: Vrp): Body['Data']['Instruction'] {
  const { Initiation } = mandateRequestOf(consent).Data
  const again = repeated.flatMap((name) => (Initiation[name] === undefined ? [] : [[name, Initiation[name]]]))
  return { ...order.instruction, ...Object.fromEntries(again) }
}

const digits = 9
/** How the ids of the payments of a mandate begin. */
export const vrpIdsOf = ({ id }: Pick<MandateRecord, 'id'>): string => `vrp_${id.slice('vrc_'.length)}_`
const numberOf = (order: OrderRecord | undefined): number => Number(order?.id.slice(-digits) ?? 0)

/** The last payment of a mandate. */
async function lastOf(world: World, consent: MandateRecord): Promise<OrderRecord | undefined> {
  const { partition, path } = orders.key(world, vrpIdsOf(consent))
  const [item] = await world.sandbox.store.list(partition, { prefix: path, newestFirst: true, limit: 1 })
  return item && orders.read(item)
}

/** A recurring payment of the partner's own, with its mandate, deleted or not. */
export async function ownVrp(world: World, grant: Grant<'partner'>, orderId: string): Promise<Vrp> {
  const [, mandate] = /^vrp_([a-z0-9]{1,24})_\d{9}$/.exec(orderId) ?? []
  const consentId = `vrc_${mandate}`
  const former = formerConsents.key(world, consentId)
  const [item, ...places] = mandate
    ? await world.sandbox.store.get([orders.key(world, orderId), consents.key(world, consentId), former])
    : []
  const path = 'path DomesticVRPId'
  if (!item) throw new Problem('order-not-found', `there is no domestic-vrp ${orderId.slice(0, 60)}`, { path })
  const order = orders.read(item)
  if (order.partner !== partnerOf(grant))
    throw new Problem('consent-foreign', `${orderId} is not an order of yours`, { path })
  const consent = places.flatMap((one) => (one ? [consents.read(one)] : []))[0]
  if (consent?.kind !== 'domestic-vrp') throw new Error(`${orderId} has no mandate`)
  return { order, consent }
}
