import { findAccount } from '#actions/accounts/lookup.ts'
import { type Keyed, recallRequest } from '#actions/concurrency/idempotency.ts'
import { authoriseForDeveloper } from '#actions/consents/authorised-consent.ts'
import { isSweep } from '#actions/consents/sweeping.ts'
import { commitMovement, readLastLegs } from '#actions/ledger/ledger.ts'
import { loadOrder } from '#actions/payments/find-order.ts'
import {
  type DraftOrder,
  decideOrder,
  instructPayment,
  listTouchedAccounts,
  priceOrder,
} from '#actions/payments/payment.ts'
import { readOrderScenarios } from '#actions/payments/scenarios.ts'
import { findFirstDifference, isEmptyField } from '#bank/base/first-difference.ts'
import { Problem } from '#bank/base/problem.ts'
import type { MandateRecord } from '#bank/consents/consent.ts'
import { findConsentOfToken, type Grant, partnerOf } from '#bank/consents/grant.ts'
import type { Initiation } from '#bank/payments/initiation.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import { returnDueOf } from '#bank/schedule/payment-return.ts'
import { addPayment, firstPeriodStart, type PaidAmount } from '#bank/vrp/limits.ts'
import { mandateRequestOf } from '#bank/vrp/mandate.ts'
import { checkVrpOrder } from '#bank/vrp/rules.ts'
import type { VrpInitiation, VrpOrderRequest } from '#bank/vrp/schemas.ts'
import { calendar } from '#mocks/base/calendar.ts'
import { withLocks } from '#store/keyed-lock.ts'
import { consents, formerConsents, orders } from '#store/records.ts'
import { retryOnConflict } from '#store/retry-on-conflict.ts'
import type { Write } from '#store/store.ts'
import { reloadRecord, type World } from '#store/world.ts'

/*
 * Payments under a mandate are numbered without gaps, and each stores what the mandate's payments
 * add up to in the last period of each limit. A payment is decided by the one before it and takes
 * the next number, which can be written only once. So two payments at once never both fit into the
 * rest of a limit, and no separate counter is needed.
 */

/** A recurring payment and its mandate, which may have been deleted since. */
export type Vrp = { readonly order: OrderRecord; readonly consent: MandateRecord }

type VrpInstruction = VrpOrderRequest['Data']['Instruction']

/**
 * Pays under a mandate that a customer authorised. The money moves in the same commit. A payment
 * that the bank cannot make is stored as rejected and counts towards no limit. The same key and
 * body again returns the same payment.
 */
export async function placeVrp(
  world: World,
  grant: Grant<'payment'>,
  { body, idempotencyKey }: Keyed<VrpOrderRequest>,
): Promise<Vrp & { isReplay: boolean }> {
  // Authorise
  const reference = { id: body.Data.ConsentId, path: 'Data.ConsentId' }
  const consent =
    findConsentOfToken(grant, reference, 'domestic-vrp') ??
    (await authoriseForDeveloper(world, grant, reference, 'domestic-vrp'))
  const request = { partner: partnerOf(grant), operation: 'domestic-vrps', key: idempotencyKey, body }
  const contended = [consent.id, ...(consent.accounts ?? [])].map((id) => `${world.id}/${id}`)

  return withLocks(world.sandbox, contended, () =>
    retryOnConflict(async (attempt) => {
      const entered = attempt === 1 ? world : await reloadRecord(world)

      // Idempotency. The last payment is read before the key. If a concurrent copy of this request
      // has made it, the key is therefore always found.
      const last = await findLastPayment(entered, consent)
      const recalled = await recallRequest(entered, request)
      if (recalled.earlier !== undefined)
        return { order: await loadOrder(entered, recalled.earlier), consent, isReplay: true }

      // Load. A payment is never made before the last one of its mandate.
      const current = { ...entered, now: Math.max(entered.now, last?.createdAt ?? 0) }
      const paid: PaidAmount[] = (last?.paid ?? []).map(({ at, amount }) => ({ at, amount: BigInt(amount) }))
      const limits = { createdAt: consent.createdAt, now: current.now, paid }
      const amount = checkVrpOrder(mandateRequestOf(consent), body, limits)
      const draft = draftVrp(current, consent, body, last)
      const { Instruction } = body.Data
      const instruction = instructPayment(
        current,
        'domestic-vrp',
        Instruction as Initiation,
        Instruction.InstructedAmount,
        { path: 'Data.Instruction', forced: draft.forced },
      )
      const priced = priceOrder(current, draft, instruction)
      const lastLegs = await readLastLegs(current, listTouchedAccounts(current, priced, instruction))

      // Decide
      const { order: decided, postings } = decideOrder(current, priced, instruction, lastLegs)
      const order = withPaid(decided, consent, paid, { at: current.now, amount })
      const due = returnDueOf(order, instruction, { order: order.id, payment: order.id }, calendar)

      // Commit
      const movement = { payment: order.id, at: current.now, postings }
      const put: Write = { put: orders.key(current, order.id), expect: 'absent', value: order }
      await commitMovement(current, movement, lastLegs, [put, recalled.remember(order.id)], due)
      return { order, consent, isReplay: false }
    }),
  )
}

/**
 * Starts the next payment of a mandate. Rejects an account that no longer exists, and a sweeping
 * payment to an account of another person.
 */
function draftVrp(
  world: World,
  consent: MandateRecord,
  { Data: { Instruction, VRPType } }: VrpOrderRequest,
  last: OrderRecord | undefined,
): DraftOrder {
  const [accountId = ''] = consent.accounts ?? []
  const account = findAccount(world, accountId)
  if (!account)
    throw new Problem('account-not-found', `Data.ConsentId: the account ${accountId} of the mandate no longer exists`, {
      path: 'Data.ConsentId',
    })
  if (VRPType === 'UK.OBIE.VRPType.Sweeping' && !isSweep(world, account, Instruction.CreditorAccount))
    throw new Problem(
      'field-invalid',
      "Data.VRPType: a sweeping payment must go to another account of the payer; this payee's account is not one",
      { path: 'Data.VRPType' },
    )
  return {
    id: `${vrpIdPrefixOf(consent)}${String(numberOf(last) + 1).padStart(digits, '0')}`,
    kind: 'domestic-vrp',
    consent: consent.id,
    partner: consent.partner,
    account: account.id,
    currency: account.currency,
    createdAt: world.now,
    ...(world.scenarios && readOrderScenarios(world)),
    instruction: withoutRepeated(mandateRequestOf(consent).Data.Initiation, Instruction),
  }
}

/** An order with what its mandate's payments add up to; a rejected one adds nothing. */
function withPaid(
  order: OrderRecord,
  consent: MandateRecord,
  before: readonly PaidAmount[],
  payment: PaidAmount,
): OrderRecord {
  const { ControlParameters } = mandateRequestOf(consent).Data
  const from = firstPeriodStart(ControlParameters, consent.createdAt)
  const paid = order.stopped ? before : addPayment(ControlParameters, from, payment, before)
  return { ...order, paid: paid.map(({ at, amount }) => ({ at, amount: String(amount) })) }
}

/** Fields that a payment repeats from its mandate, so they need not be stored again. */
const repeated = ['CreditorAccount', 'RemittanceInformation'] as const
const repeatedFrom = (mandate: VrpInitiation) => repeated.filter((name) => !isEmptyField(mandate[name]))

function withoutRepeated(mandate: VrpInitiation, instruction: VrpInstruction): Record<string, unknown> {
  const names = repeatedFrom(mandate).filter(
    (name) => findFirstDifference(mandate[name], instruction[name], name) === undefined,
  ) as readonly string[]
  return Object.fromEntries(Object.entries(instruction).filter(([name]) => !names.includes(name)))
}

/** Returns the instruction of a payment as the partner sent it. */
export function instructionOf({ order, consent }: Vrp): VrpInstruction {
  const { Initiation } = mandateRequestOf(consent).Data
  const again = repeatedFrom(Initiation).filter((name) => order.instruction?.[name] === undefined)
  const fields = Object.fromEntries(again.map((name) => [name, Initiation[name]]))
  return { ...order.instruction, ...fields } as VrpInstruction
}

const digits = 9

/** Returns how the ids of a mandate's payments begin. */
export const vrpIdPrefixOf = ({ id }: Pick<MandateRecord, 'id'>): string => `vrp_${id.slice('vrc_'.length)}_`
const numberOf = (order: OrderRecord | undefined): number => Number(order?.id.slice(-digits) ?? 0)

/** Finds the last payment of a mandate. */
async function findLastPayment(world: World, consent: MandateRecord): Promise<OrderRecord | undefined> {
  const { partition, path } = orders.key(world, vrpIdPrefixOf(consent))
  const [item] = await world.sandbox.store.list(partition, { prefix: path, newestFirst: true, limit: 1 })
  return item && orders.read(item)
}

/** Loads a recurring payment of the partner with its mandate, deleted or not. Rejects any other. */
export async function loadOwnVrp(world: World, grant: Grant<'partner'>, orderId: string): Promise<Vrp> {
  const [, mandate] = /^vrp_([a-z0-9]{1,24})_\d{9}$/.exec(orderId) ?? []
  const consentId = `vrc_${mandate}`
  const [item, ...found] = mandate
    ? await world.sandbox.store.get([
        orders.key(world, orderId),
        consents.key(world, consentId),
        formerConsents.key(world, consentId),
      ])
    : []
  const path = 'path DomesticVRPId'
  if (!item)
    throw new Problem(
      'order-not-found',
      `${path}: there is no domestic-vrp ${orderId.slice(0, 60)}; send the DomesticVRPId from the response to its POST`,
      {
        path,
      },
    )
  const order = orders.read(item)
  if (order.partner !== partnerOf(grant))
    throw new Problem('consent-foreign', `${path}: ${orderId} belongs to another partner`, { path })
  const consent = found.flatMap((one) => (one ? [consents.read(one)] : []))[0]
  if (consent?.kind !== 'domestic-vrp') throw new Error(`${orderId} has no mandate`)
  return { order, consent }
}
