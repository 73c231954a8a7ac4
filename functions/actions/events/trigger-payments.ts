import { findAccount, findAccountByIdentification } from '#actions/accounts/lookup.ts'
import { approveOrder, refuseOrder } from '#actions/approvals/approvals.ts'
import { cancelOrder } from '#actions/payments/cancel.ts'
import { rejectWaitingOrder, returnPayment, settlePayment } from '#actions/payments/early-end.ts'
import { deriveOrderStatus } from '#actions/payments/order-views.ts'
import { instructionOf } from '#actions/vrp/payments.ts'
import { Problem } from '#bank/base/problem.ts'
import type { PaymentConsentRecord } from '#bank/consents/consent.ts'
import { initiationOf } from '#bank/payments/consent-request.ts'
import type { Initiation } from '#bank/payments/initiation.ts'
import { isAwaitingApproval, type OrderRecord } from '#bank/payments/order.ts'
import { paymentTypes } from '#bank/payments/payment-types.ts'
import { payeeOf } from '#bank/payments/routing.ts'
import type { OrderStatus } from '#bank/rails/order-status.ts'
import { type Failure, failures } from '#bank/rails/rail.ts'
import { getRail, type RailName } from '#bank/rails/rails.ts'
import { failuresAfter } from '#bank/rails/timeline.ts'
import { returnInstantOf } from '#bank/schedule/payment-return.ts'
import { referenceOf } from '#bank/standard/remittance.ts'
import { iso } from '#bank/time/clock.ts'
import { calendar } from '#mocks/base/calendar.ts'
import { consents, formerConsents } from '#store/records.ts'
import type { World } from '#store/world.ts'
import type { Subject, TriggerAction } from './trigger-objects.ts'

type PaymentTrigger = TriggerAction<Extract<Subject, { is: 'payment' }>>

/** The next director approves the payment. */
const approved: PaymentTrigger = {
  findObstacle: (world, { order }) => (isAwaitingApproval(order) ? undefined : `it ${describe(world, order)}`),
  run: (world, { order }, _, others) => approveOrder(world, order.id, undefined, others),
}

/** The code of an order that a director refused; refuseOrder gives no other. */
const refused = 'U033'

/** A director refuses the payment, or the bank rejects it before its day. */
const rejected: PaymentTrigger = {
  findObstacle(world, { order }) {
    if (isAwaitingApproval(order)) return undefined
    if (isMany(order)) return `its payments are rejected one by one, each on its day; the customer can cancel the rest`
    return order.waits ? undefined : `it ${describe(world, order)}`
  },
  async run(world, subject, { reason }, others) {
    const { order } = subject
    if (!isAwaitingApproval(order)) return rejectWaitingOrder(world, subject, reason ?? 'AM04', others)
    if (reason !== undefined)
      throw new Problem(
        'field-invalid',
        `reason: must be absent: a director refuses it, with ${refused} (got ${reason})`,
        {
          path: 'reason',
        },
      )
    return refuseOrder(world, order.id, undefined, others)
  },
}

/** The customer cancels the payment or standing order. */
const cancelled: PaymentTrigger = {
  findObstacle(world, { order }) {
    if (isAwaitingApproval(order)) return 'it waits for a director, who can refuse it'
    if (order.delay) return 'the bank is processing it'
    return order.waits ? undefined : `it ${describe(world, order)}`
  },
  run: (world, { order }, _, others) =>
    cancelOrder(world, findAccount(world, order.account)?.customer.id ?? '', order.id, others),
}

/** The rail settles the payment. */
const settled: PaymentTrigger = {
  findObstacle(world, { order }) {
    const unsent = findUnsentObstacle(world, order)
    if (unsent !== undefined) return unsent
    const { status } = deriveOrderStatus(world, order)
    if (status === 'ACCC' || status === 'RJCT') return `it ${describe(world, order)}`
    const returnedAt = returnInstantOf(order, calendar)
    return returnedAt === undefined ? undefined : `the payee's bank returns it at ${iso(returnedAt)}`
  },
  run: (world, subject, _, others) => settlePayment(world, subject, others),
}

/** The payee's bank returns the payment. */
const returned: PaymentTrigger = {
  async findObstacle(world, { order }) {
    const unsent = findUnsentObstacle(world, order)
    if (unsent !== undefined) return unsent
    if (
      order.failure === undefined &&
      findAccountByIdentification(world, (await loadInitiation(world, order)).CreditorAccount)
    )
      return "the payee's account is at this bank, so no other bank can return it"
    if (listFailures(world, order).length > 0) return undefined
    const isFinal = deriveOrderStatus(world, order).status === 'ACCC'
    return `it ${describe(world, order)}${isFinal ? ' (to return a payment, pause the clock before you pay)' : ''}`
  },
  async run(world, subject, { reason }, others) {
    const { order } = subject
    const possible = listFailures(world, order)
    const chosen =
      reason === undefined ? possible.at(-1) : possible.find((one) => failures[one].statusReason === reason)
    if (chosen === undefined) {
      const codes = possible.map((one) => failures[one].statusReason)
      const { status } = deriveOrderStatus(world, order)
      const why = `reason: must be one of ${codes.join(', ')} while ${order.id} is ${status} (got ${reason})`
      throw new Problem('field-invalid', why, { path: 'reason' })
    }
    const { CreditorAccount, RemittanceInformation } = await loadInitiation(world, order)
    const named = { payee: payeeOf(CreditorAccount), reference: referenceOf(RemittanceInformation) }
    await returnPayment(world, subject, chosen, named, others)
  },
}

/** The events of payments. */
export const paymentTriggers = {
  'payment.approved': approved,
  'payment.rejected': rejected,
  'payment.cancelled': cancelled,
  'payment.settled': settled,
  'payment.returned': returned,
} as const

/** Whether an order makes several payments: a standing order or a file. */
const isMany = ({ kind, file }: OrderRecord): boolean =>
  file !== undefined || (kind !== 'domestic-vrp' && paymentTypes[kind].isStandingOrder)

/** Returns why a payment has not been sent to another bank; undefined if it has been. */
function findUnsentObstacle(world: World, order: OrderRecord): string | undefined {
  if (isMany(order)) return 'it makes several payments, which have no triggers of their own'
  if (order.stopped || order.waits || isAwaitingApproval(order)) return `it ${describe(world, order)}`
  if (order.accepted > world.now) return `its rail accepts it only at ${iso(order.accepted)}; advance the clock`
  return undefined
}

/** Lists the failures with which the payee's bank can return a payment now. */
function listFailures(world: World, order: OrderRecord): Failure[] {
  const { status } = deriveOrderStatus(world, order)
  if (status === 'RJCT') return []
  if (order.failure) return [order.failure]
  return failuresAfter(getRail(order.rail as RailName), status as OrderStatus)
}

/** Describes the state of an order, as the end of a sentence: `is ACCC since ...`. */
function describe(world: World, order: OrderRecord): string {
  const { status, at } = deriveOrderStatus(world, order)
  const since = `since ${iso(at)}`
  if (order.waits && !isAwaitingApproval(order)) return `is ${status} and waits until ${iso(order.waits.at)}`
  if (status === 'PATC') return `is PATC ${since}, waiting for a director`
  return `is ${status} ${since}${status === 'ACCC' ? ', which is final' : ''}`
}

/** Loads the initiation of a payment, from its consent or, for a VRP, from its instruction. */
async function loadInitiation(world: World, order: OrderRecord): Promise<Initiation> {
  const keys = [consents.key(world, order.consent), formerConsents.key(world, order.consent)]
  const [consent] = (await world.sandbox.store.get(keys)).flatMap((item) => (item ? [consents.read(item)] : []))
  if (!consent) throw new Error(`${order.id} has no consent`)
  return consent.kind === 'domestic-vrp'
    ? (instructionOf({ order, consent }) as Initiation)
    : initiationOf(consent as PaymentConsentRecord)
}
