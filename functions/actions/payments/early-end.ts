import { commitMovement, isLedgerConflict, readLastLegs } from '#actions/ledger/ledger.ts'
import { commitInWorld } from '#actions/outbox/outbox.ts'
import { rejections, rejectOrder } from '#bank/payments/decide.ts'
import { clearingAccountOf, type OrderRecord } from '#bank/payments/order.ts'
import { returnNumber } from '#bank/payments/payment-return.ts'
import type { Instruction } from '#bank/payments/routing.ts'
import type { Failure } from '#bank/rails/rail.ts'
import { returnInstantOf } from '#bank/schedule/payment-return.ts'
import { calendar } from '#mocks/base/calendar.ts'
import { dueItems, orders, sortableInstant } from '#store/records.ts'
import { rejectOnConflict, retryOnConflict } from '#store/retry-on-conflict.ts'
import type { Write } from '#store/store.ts'
import { reloadRecord, type World } from '#store/world.ts'
import { stopWaitingOrder } from './cancel.ts'
import { prepareReturn } from './due-payments.ts'
import type { LoadedOrder } from './find-order.ts'

/*
 * What the bank does to a payment earlier than its rail or its day would have it. The caller has
 * checked that the state of the order allows it. `others` are writes of the same commit.
 */

/** Rejects an order that waits for its day or its release. `code` is one of `rejections`. */
export async function rejectWaitingOrder(
  world: World,
  found: LoadedOrder,
  code: string,
  others: readonly Write[],
): Promise<void> {
  const { waits: _, ...order } = found.order
  const [, why = ''] = rejections.find(([one]) => one === code) ?? []
  await stopWaitingOrder(world, found, rejectOrder(order, [code, why], world.now), others)
}

/** Settles a payment that was sent, now: the payee has it, as at the end of its rail's timeline. */
export async function settlePayment(
  world: World,
  { order, version }: LoadedOrder,
  others: readonly Write[],
): Promise<void> {
  const value: OrderRecord = { ...order, endsAt: world.now }
  const put: Write = { put: orders.key(world, order.id), expect: { version }, before: order, value }
  await rejectOnConflict(describeConflict(order), () => commitInWorld(world, [put, ...others]))
}

const describeConflict = ({ id }: OrderRecord): string =>
  `${id} was changed by another request at the same time; read it and try again`

/**
 * Returns a payment that was sent to another bank, now: its timeline ends with RJCT, and the amount
 * moves as in a return at the instant of the rail.
 */
export async function returnPayment(
  world: World,
  { order, version }: LoadedOrder,
  failure: Failure,
  { payee, reference }: Pick<Instruction, 'payee' | 'reference'>,
  others: readonly Write[],
): Promise<void> {
  const { id, account, amount, currency } = order
  const returned: OrderRecord = { ...order, failure, endsAt: world.now }
  const clearing = clearingAccountOf(order)
  const back = { payment: id, account, clearing, amount, currency, party: payee, ...(reference && { reference }) }
  const { accounts, execute } = prepareReturn(world, returned, back)
  const stored: Write = { put: orders.key(world, id), expect: { version }, before: order, value: returned }
  const scheduled = await findScheduledReturn(world, order)
  await rejectOnConflict(describeConflict(order), () =>
    retryOnConflict(async (attempt) => {
      const current = attempt === 1 ? world : await reloadRecord(world)
      const lastLegs = await readLastLegs(current, accounts)
      await commitMovement(current, execute(lastLegs).movement, lastLegs, [stored, ...scheduled, ...others])
    }, isLedgerConflict),
  )
}

/** Builds the write that deletes the due item of a return that the rail would make later. */
async function findScheduledReturn(world: World, order: OrderRecord): Promise<Write[]> {
  const at = returnInstantOf(order, calendar)
  if (at === undefined) return []
  const { partition, path } = dueItems.key(world, { at, seq: 0, order: order.id, n: returnNumber(0) })
  const prefix = path.slice(0, path.indexOf(sortableInstant(at)) + sortableInstant(at).length)
  const items = await world.sandbox.store.list(partition, { prefix, limit: 1_000 })
  return items
    .filter((item) => dueItems.read(item).order === order.id)
    .map(({ key }) => ({ delete: key, expect: 'present' }) as const)
}
