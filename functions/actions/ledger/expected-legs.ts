import type { Leg } from '#bank/ledger/leg.ts'
import { isAwaitingApproval, OrderRecord } from '#bank/payments/order.ts'
import { returnPaymentId } from '#bank/payments/payment-return.ts'
import { paymentTypes } from '#bank/payments/payment-types.ts'
import { returnInstantOf } from '#bank/schedule/payment-return.ts'
import { calendar } from '#mocks/base/calendar.ts'
import { listPages } from '#store/list-pages.ts'
import { executions, orders } from '#store/records.ts'
import { type Item, type Key, limits } from '#store/store.ts'
import { reloadRecord, type World } from '#store/world.ts'

/*
 * What the orders of a world say about its legs: the other side of the proof.
 */

/** What the legs of a payment must add up to on the account of its order, in minor units. */
export type ExpectedLegs = {
  readonly payment: string
  readonly account: string
  readonly currency: string
  readonly sum: bigint
  /** Whether the legs must be there already: those of a return are not before its instant. */
  readonly isDue: boolean
}

const ordersPerPage = 1_000
const orderPath = /^order\/([^/]+)(?:\/(\d+))?$/

/** Lists what the settled orders of a world expect, payments of standing orders and files too. */
export async function* listExpectedLegs(world: World): AsyncGenerator<ExpectedLegs> {
  const { partition, path: prefix } = orders.key(world, '')
  for await (const items of listPages(world.sandbox.store, partition, { prefix, limit: ordersPerPage }))
    for (const item of items) yield* expectedLegsOf(world, item)
}

/** Loads what the orders of some payments expect, by the name of the payment. */
export async function loadExpectedLegs(world: World, payments: Iterable<string>): Promise<Map<string, ExpectedLegs>> {
  const keys = new Map([...payments].map((payment) => orderKeyOf(world, payment)).map((key) => [key.path, key]))
  const all = [...keys.values()]
  const items: Item[] = []
  for (let from = 0; from < all.length; from += limits.keysPerGet)
    for (const item of await world.sandbox.store.get(all.slice(from, from + limits.keysPerGet)))
      if (item) items.push(item)
  // Read after the orders: what this record no longer has due was executed before it.
  const current = await reloadRecord(world)
  return new Map(items.flatMap((item) => expectedLegsOf(current, item).map((one) => [one.payment, one] as const)))
}

/** Returns the key of the order, or of the payment of one, that a payment's legs name. */
function orderKeyOf(world: World, payment: string): Key {
  const name = payment.replace(/\.returned$/, '')
  const [, order, n] = /^(.+)\.(\d+)$/.exec(name) ?? []
  return order === undefined ? orders.key(world, name) : executions.key(world, order, Number(n))
}

/** Returns what an order expects of its payment and of its return; nothing if it is not settled. */
function expectedLegsOf(world: World, { key, value }: Item): ExpectedLegs[] {
  const [, id, n] = orderPath.exec(key.path) ?? []
  const { data: order } = OrderRecord.safeParse(value)
  if (!order || !isSettled(order, n !== undefined)) return []
  const payment = n === undefined ? (id as string) : `${id}.${Number(n)}`
  const { account, currency } = order
  const [amount, fee] = [BigInt(order.amount), BigInt(order.fee)]
  const paid = { payment, account, currency, sum: -amount - fee, isDue: true }
  const returnedAt = returnInstantOf(order, calendar)
  if (returnedAt === undefined) return [paid]
  // The bank keeps its charges.
  const returned = { payment: returnPaymentId(payment), account, currency, sum: amount }
  return [paid, { ...returned, isDue: returnedAt <= executedUntil(world) }]
}

/**
 * Returns the instant until which all due items were executed. A payment of a request that entered
 * before the clock was moved may have a return in the past, which the next request executes.
 */
const executedUntil = ({ now, record: { nextDue = Number.POSITIVE_INFINITY } }: World): number =>
  Math.min(now, nextDue - 1)

/** Whether the order, or one payment of it, has moved its money. */
function isSettled(order: OrderRecord, isPaymentOfOrder: boolean): boolean {
  if (order.stopped) return false
  if (isPaymentOfOrder) return true
  const hasOwnPayments = order.file || (order.kind !== 'domestic-vrp' && paymentTypes[order.kind].isStandingOrder)
  return !hasOwnPayments && !order.waits && !isAwaitingApproval(order)
}

const interestName = /^interest_\d{4}-\d{2}_(.+)$/
const salaryName = /^salary_\d+_(.+)$/

/** Whether a payment is one that no order makes: a month's interest, or a salary. */
export const isWithoutOrder = (payment: string): boolean => interestName.test(payment) || salaryName.test(payment)

/**
 * Whether a leg may belong to the payment without an order that it names, on one of its two
 * accounts.
 */
export function isLegWithoutOrder({ payment, account, kind }: Leg): boolean {
  const [, earner] = interestName.exec(payment) ?? []
  if (earner !== undefined)
    return (account === earner || account === `bnk_interest_${earner}`) && kind.startsWith('interest')
  const [, employee] = salaryName.exec(payment) ?? []
  return (account === employee || account === `clr_bacs_${employee}`) && kind === 'salary'
}

/** Returns the name of a salary that is the next leg of an account after leg `seq`. */
export const salaryPaymentOf = (account: string, seq: number): string => `salary_${seq + 1}_${account}`
