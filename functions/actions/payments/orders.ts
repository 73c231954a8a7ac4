import { findAccount, findAccountByIdentification } from '#actions/accounts/lookup.ts'
import { type Keyed, recallRequest } from '#actions/concurrency/idempotency.ts'
import { type RequiredApprovals, requiredApprovals } from '#actions/consents/approval-policy.ts'
import { authoriseForDeveloper } from '#actions/consents/authorised-consent.ts'
import { commitMovement, type Movement, readLastLegs } from '#actions/ledger/ledger.ts'
import { commitInWorld } from '#actions/outbox/outbox.ts'
import { buildDueItem, buildDueWrites } from '#actions/schedule/due.ts'
import { Problem } from '#bank/base/problem.ts'
import type { ConsentRecord, PaymentConsentRecord, PaymentKind } from '#bank/consents/consent.ts'
import { findConsentOfToken, type Grant, partnerOf } from '#bank/consents/grant.ts'
import type { Leg } from '#bank/ledger/leg.ts'
import { checkMatchesConsent } from '#bank/payments/consent-match.ts'
import { firstPaymentAt, initiationOf, type PaymentRequest, quotedRateOf } from '#bank/payments/consent-request.ts'
import { parseExecutionDateTime } from '#bank/payments/dates.ts'
import { firstAmountOf } from '#bank/payments/initiation.ts'
import { decisionNumber, type OrderRecord, orderIdOf, releaseOf } from '#bank/payments/order.ts'
import { paymentTypes } from '#bank/payments/payment-types.ts'
import type { Instruction } from '#bank/payments/routing.ts'
import type { DueItem } from '#bank/schedule/due.ts'
import { returnDueOf } from '#bank/schedule/payment-return.ts'
import { iso } from '#bank/time/clock.ts'
import { calendar } from '#mocks/base/calendar.ts'
import { withLocks } from '#store/keyed-lock.ts'
import { futureDatedOrders, orders, ordersAwaitingApproval } from '#store/records.ts'
import { retryOnConflict } from '#store/retry-on-conflict.ts'
import type { Write } from '#store/store.ts'
import { readNow, reloadRecord, type World } from '#store/world.ts'
import { requestApprovals } from './awaiting-approval.ts'
import { findOrderOfConsent, loadOrder } from './find-order.ts'
import { type DraftOrder, decideOrder, instructPayment, listTouchedAccounts, priceOrder } from './payment.ts'
import { readOrderScenarios } from './scenarios.ts'

/** The body of an order: the id of its consent, and the same initiation as in the consent. */
export type OrderRequest = PaymentRequest & { readonly Data: { readonly ConsentId: string } }

/** The outcome of an order now: it is paid or rejected (`movement`), or it waits for `due`. */
export type OrderPlan = {
  readonly order: OrderRecord
  readonly movement?: Movement
  /** The last legs by which the movement was decided. */
  readonly lastLegs?: ReadonlyMap<string, Leg>
  /** The next due item: its day, its approval, or its return by the payee's bank. */
  readonly due?: Omit<DueItem, 'seq'> | undefined
  readonly writes: readonly Write[]
}

/**
 * Makes the payment order of a consent that a customer authorised. The money moves in the same
 * commit, or the order waits for its day or for approvals. A payment that the bank cannot make is
 * stored as a rejected order. The same key and body again returns the same order.
 */
export async function placeOrder(
  world: World,
  grant: Grant<'payment'>,
  kind: PaymentKind,
  { body, idempotencyKey }: Keyed<OrderRequest>,
): Promise<{ order: OrderRecord; consent: PaymentConsentRecord; isReplay: boolean }> {
  // Authorise
  const reference = { id: body.Data.ConsentId, path: 'Data.ConsentId' }
  const consent: PaymentConsentRecord =
    findConsentOfToken(grant, reference, kind) ?? (await authoriseForDeveloper(world, grant, reference, kind))
  const request = { partner: partnerOf(grant), operation: kind, key: idempotencyKey, body }

  return withLocks(world.sandbox, listLocks(world, consent), () =>
    retryOnConflict(async (attempt) => {
      const current = attempt === 1 ? world : await reloadRecord(world)

      // Idempotency. The consent's order is read before the key. If a concurrent copy of this
      // request has made it, the key is therefore always found.
      const existing = attempt === 1 ? undefined : await findOrderOfConsent(current, consent)
      const recalled = await recallRequest(current, request)
      if (recalled.earlier !== undefined)
        return { order: await loadOrder(current, recalled.earlier), consent, isReplay: true }

      // Load and decide
      checkMatchesConsent(consent.request as PaymentRequest, body)
      if (existing) throw consentUsed(consent)
      const reached = attempt === 1 ? world.now : readNow(current.sandbox, current.record)
      const plan = await planOrder(current, draftOrder(current, consent), consent, reached)

      // Commit
      const { order } = plan
      const put: Write = { put: orders.key(current, order.id), expect: 'absent', value: order }
      await commitPlan(current, plan, [put, recalled.remember(order.id)])
      return { order, consent, isReplay: false }
    }),
  )
}

/** Rejects a second order of a consent. `path` is where the request names the consent. */
export const consentUsed = ({ id }: ConsentRecord, path = 'Data.ConsentId'): Problem =>
  new Problem('consent-used', `${path}: ${id} has already been used for an order; create a new consent`, { path })

/**
 * Lists the locks of an order's consent: the records that other orders may write to at the same
 * time.
 */
export function listLocks(world: World, consent: PaymentConsentRecord): string[] {
  const { CreditorAccount, RequestedExecutionDateTime } = initiationOf(consent)
  const payee = consent.file ? undefined : findAccountByIdentification(world, CreditorAccount)
  const [payer = ''] = consent.accounts ?? []
  const isScheduled =
    consent.file !== undefined ||
    paymentTypes[consent.kind].isStandingOrder ||
    RequestedExecutionDateTime !== undefined ||
    world.scenarios !== undefined
  return [
    ...[payer, ...(payee ? [payee.id] : [])].map((account) => `${world.id}/${account}`),
    ...(isScheduled ? [`due ${world.id}`] : []),
  ]
}

/** Starts the order of a consent. Rejects an account that no longer exists, and a past day. */
export function draftOrder(world: World, consent: PaymentConsentRecord): DraftOrder {
  const [payer = ''] = consent.accounts ?? []
  const account = findAccount(world, payer)
  if (!account)
    throw new Problem('account-not-found', `Data.ConsentId: the account ${payer} of the consent no longer exists`, {
      path: 'Data.ConsentId',
    })
  const { RequestedExecutionDateTime } = initiationOf(consent)
  if (RequestedExecutionDateTime !== undefined)
    parseExecutionDateTime(RequestedExecutionDateTime, 'Data.Initiation.RequestedExecutionDateTime', world.now)
  return {
    id: orderIdOf(consent.id),
    kind: consent.kind,
    consent: consent.id,
    partner: consent.partner,
    account: account.id,
    currency: account.currency,
    createdAt: world.now,
    ...(world.scenarios && readOrderScenarios(world)),
  }
}

/**
 * Plans an order. It waits for missing approvals or for its day; otherwise it is paid or rejected
 * by the last legs of its accounts. `reached` is the clock's reading, later than the world's now if
 * earlier attempts took time.
 */
export async function planOrder(
  world: World,
  draft: DraftOrder,
  consent: PaymentConsentRecord,
  reached = world.now,
): Promise<OrderPlan> {
  const approvals = findMissingApprovals(world, draft, consent)
  const day = firstPaymentAt(consent, draft)
  if (consent.file) {
    const order = buildFileOrder(draft, consent.file)
    return approvals
      ? waitForApprovals(world, order, consent, approvals)
      : waitUntil(world, order, day ?? world.now, reached, [])
  }
  const instruction = instructFirstPayment(world, consent, draft)
  if (approvals) return waitForApprovals(world, priceOrder(world, draft, instruction), consent, approvals)
  const released = releaseOf(draft, world.now)
  const order = priceOrder(world, draft, instruction, day ?? released)
  if (day !== undefined)
    return waitUntil(world, order, day, reached, [
      { put: futureDatedOrders.key(world, order), expect: 'absent', value: {} },
    ])
  if (released !== undefined) return planWaitingOrder(world, order, { at: Math.max(released, reached), n: 0 }, [])
  const lastLegs = await readLastLegs(world, listTouchedAccounts(world, order, instruction))
  const decision = decideOrder(world, order, instruction, lastLegs)
  const due = returnDueOf(decision.order, instruction, { order: order.id, payment: order.id }, calendar)
  const movement = { payment: order.id, at: world.now, postings: decision.postings }
  return { order: decision.order, movement, lastLegs, due, writes: [] }
}

/** Routes the first payment of a consent at the world's now. */
function instructFirstPayment(world: World, consent: PaymentConsentRecord, { forced }: DraftOrder): Instruction {
  const initiation = initiationOf(consent)
  const quotedRate = quotedRateOf(consent)
  return instructPayment(world, consent.kind, initiation, firstAmountOf(initiation), { quotedRate, forced })
}

/** Returns the approvals that an order still needs from other directors of the payer. */
function findMissingApprovals(
  world: World,
  { account: accountId, approvals }: DraftOrder,
  consent: PaymentConsentRecord,
): RequiredApprovals | undefined {
  const account = findAccount(world, accountId)
  const isApproved = approvals !== undefined || !account || account.customer.persona.signing === undefined
  return isApproved ? undefined : requiredApprovals(world, account, consent)
}

/**
 * Plans an order that waits for approvals until its directors decide or the time to approve ends.
 */
function waitForApprovals(
  world: World,
  order: OrderRecord,
  consent: PaymentConsentRecord,
  approvals: RequiredApprovals,
): OrderPlan {
  const { order: pending, decidedAt } = requestApprovals(world, order, consent, approvals)
  const writes: Write[] = [{ put: ordersAwaitingApproval.key(world, pending), expect: 'absent', value: {} }]
  return planWaitingOrder(world, pending, { at: decidedAt, n: decisionNumber }, writes)
}

/** Builds the order of a file. Each of its payments is routed separately. */
function buildFileOrder(
  draft: DraftOrder,
  { payments, sum, fee }: NonNullable<PaymentConsentRecord['file']>,
): OrderRecord {
  const file = { payments, rejected: {} }
  return { ...draft, rail: 'file', accepted: draft.createdAt, amount: sum, fee, currency: 'GBP', file }
}

/**
 * Plans an order that waits for its day. Rejects a day that the clock has passed since the request,
 * because later items may already be executed.
 */
function waitUntil(
  world: World,
  order: OrderRecord,
  day: number,
  reached: number,
  writes: readonly Write[],
): OrderPlan {
  if (day > world.now && day <= reached)
    throw new Problem(
      'date-invalid',
      `Data.Initiation: must be after the world's clock, which has just passed ${iso(day)}`,
      { path: 'Data.Initiation' },
    )
  return planWaitingOrder(world, order, { at: Math.max(day, reached), n: 0 }, writes)
}

/** Plans an order that waits for its due item. */
function planWaitingOrder(
  world: World,
  order: OrderRecord,
  { at, n }: { readonly at: number; readonly n: number },
  writes: readonly Write[],
): OrderPlan {
  const due = { at, order: order.id, n }
  return { order: { ...order, waits: { at, seq: buildDueItem(world, due).seq, n } }, due, writes }
}

/** Commits a plan with the writes that store its order. Throws `Conflict` as the store does. */
export function commitPlan(world: World, plan: OrderPlan, stored: readonly Write[]): Promise<void> {
  const { movement, lastLegs = new Map(), due } = plan
  const writes = [...stored, ...plan.writes]
  if (movement) return commitMovement(world, movement, lastLegs, writes, due)
  return commitInWorld(world, [...writes, ...(due ? buildDueWrites(world, [buildDueItem(world, due)]) : [])])
}
