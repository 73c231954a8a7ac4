import type { PaymentConsentRecord } from '#bank/consents/consent.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import { returnNumber } from '#bank/payments/payment-return.ts'
import { parsePlan, paymentAt } from '#bank/payments/standing-orders.ts'
import { isInterest } from '#bank/schedule/due.ts'
import { consents, dueItems, wakeUps } from '#store/records.ts'
import type { Found, Law } from '#test/simulation/laws.ts'

/**
 * Every payment with a date is executed as of its instant, every time and in order, and its
 * successor is due.
 */
export const everythingAtItsInstant: Law = function* (found) {
  const { world, orders, items } = found
  const all = items.filter(({ key }) => key.path.startsWith('due/')).map((item) => dueItems.read(item))
  const due = new Map(all.filter((one) => !isInterest(one)).map(nameAndInstant))
  // A return is due without an order that waits for it.
  const isReturn = (name: string) => Number(name.slice(name.lastIndexOf('.') + 1)) >= returnNumber(0)
  const next = Math.min(...all.map(({ at }) => at))
  if ((world.record.nextDue ?? Number.POSITIVE_INFINITY) > next) yield `the world looks too late for what is due`
  yield* wokenInTime(found, next)
  const waiting = new Map<string, number>()
  for (const order of orders.values()) {
    const { id, kind, waits } = order
    if (waits) waiting.set(`${id}.${waits.n}`, waits.at)
    if (kind === 'domestic-standing-order') yield* inRhythm(found, order)
    if (kind === 'file-payment') yield* wholeFile(found, order)
  }
  for (const [name, at] of waiting)
    if (due.get(name) !== at) yield `${name} waits for ${at}, and is due at ${due.get(name)}`
  for (const [name, at] of due)
    if (waiting.get(name) !== at && !isReturn(name)) yield `${name} is due, but no order waits for it`
  for (const { order, at } of all) if (at <= world.now) yield `${order} is due and was not done`
  yield* inOrder(found)
}

const nameAndInstant = ({ at, order, n }: { at: number; order: string; n: number }): [string, number] => [
  `${order}.${n}`,
  at,
]

/** Every payment of a standing order up to now was made at its instant, and no others. */
function* inRhythm(
  { world, executions, items }: Found,
  { id, consent, createdAt, waits }: OrderRecord,
): Generator<string> {
  const item = items.find(({ key }) => key.path === `consent/${consent}`)
  if (!item) return yield `${id} has no consent`
  const { request } = consents.read(item) as PaymentConsentRecord
  const plan = parsePlan((request.Data as { Initiation: never }).Initiation, createdAt)
  let n = 0
  let at = paymentAt(plan, n)
  for (; at !== undefined && at <= world.now; at = paymentAt(plan, ++n)) {
    const made = executions.get(`${id}.${n}`)
    if (made?.createdAt !== at) yield `${id}.${n} was to be paid at ${at}, and was at ${made?.createdAt}`
  }
  if (waits?.at !== at) yield `${id}.${n} is to be paid at ${at}, and the order waits for ${waits?.at}`
  if (executions.has(`${id}.${n}`)) yield `${id}.${n} was paid before its day`
}

/** Every payment of a file was made, all at one instant, once execution of the file began. */
function* wholeFile({ executions }: Found, { id, file, waits }: OrderRecord): Generator<string> {
  const count = file?.payments ?? 0
  const made = Array.from({ length: count }, (_, n) => executions.get(`${id}.${n}`))
  if (waits) {
    if (made.some((one) => one !== undefined)) yield `${id} waits, and part of it is made`
    return
  }
  if (made.includes(undefined)) yield `${id} is over, and not all of its payments are made`
  if (new Set(made.map((one) => one?.createdAt)).size > 1) yield `${id} was paid at several instants`
  const rejected = made.filter((one) => one?.stopped).length
  const counted = Object.values(file?.rejected ?? {}).reduce((sum, some) => sum + some, 0)
  if (counted !== rejected) yield `${id} counts ${counted} rejections, and has ${rejected}`
}

/**
 * The longest time, in milliseconds, that a world's clock may advance during one request, at the
 * fastest rate of a simulation.
 */
const inPassing = 6 * 3_600_000

/**
 * On each account, due payments are booked in the order of their instants, unless they were ordered
 * during a request.
 */
function* inOrder({ legs, executions }: Found): Generator<string> {
  const latest = new Map<string, { at: number; payment: string }>()
  for (const { account, payment } of legs) {
    const at = executions.get(payment)?.createdAt
    if (at === undefined) continue
    const before = latest.get(account)
    if (before && at < before.at - inPassing)
      yield `${payment}, due at ${at}, came after ${before.payment}, due at ${before.at}`
    latest.set(account, { at, payment })
  }
}

/**
 * A world with a running clock is registered for the sweep once, no later than its next due item.
 */
function* wokenInTime({ world, wakings }: Found, next: number): Generator<string> {
  const { clock, wakesAt } = world.record
  const isNeeded = clock.rate > 0 && next < Number.POSITIVE_INFINITY
  const places = wakings.map(({ key }) => key.path)
  const own = wakesAt === undefined ? [] : [wakeUps.key(wakesAt, world.id).path]
  if (String(places) !== String(own)) yield `the sweep finds the world at ${places}, which says ${own}`
  if (isNeeded && (wakesAt ?? Number.POSITIVE_INFINITY) > clock.real + Math.max(0, next - clock.world) / clock.rate + 1)
    yield `the sweep looks in at ${wakesAt}, too late for ${next}`
}
