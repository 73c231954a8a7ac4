import type { PaymentConsentRecord } from '#bank/consent.ts'
import type { OrderRecord } from '#bank/order.ts'
import { kinds } from '#bank/payments/kinds.ts'
import { type Plan, paymentAt, planOf } from '#bank/payments/standing-orders.ts'
import { acceptedAt } from '#bank/rail.ts'
import { dueItems, executions, orders, worlds } from '#store/kinds.ts'
import type { Sandbox } from '#store/sandbox.ts'
import { Conflict, type Write } from '#store/store.ts'
import { rawWorld, type World } from '#store/world.ts'
import { calendar } from './calendar.ts'
import { loadConsent } from './consents.ts'
import { type Due, dueKey } from './due.ts'
import { payFile } from './file-execution.ts'
import { debitOf, type Initiation, instruct } from './instructions.ts'
import { orderKey } from './orders.ts'
import { pay } from './pay.ts'
import type { PaymentRequest } from './payment-consents.ts'
import { accountNamed } from './people.ts'

const perBatch = 100

/**
 * Does everything that is due in a world by its clock, oldest first, each as of its own instant. Every thing is done in one commit
 * with the end of its being due, so that two who settle at once do nothing twice. Afterwards the world's record says what comes next.
 */
export async function settle(sandbox: Sandbox, worldId: string): Promise<void> {
  for (;;) {
    const world = await rawWorld(sandbox, worldId)
    if (!world || world.record.nextDue === undefined || world.record.nextDue > world.now) return
    const [first, ...more] = await dueBy(world)
    if (first === undefined || first.at > world.now) {
      if (await comesNext(world, first?.at)) return
      continue
    }
    for (const due of [first, ...more]) {
      if (due.at > world.now) break
      await perform({ ...world, now: due.at }, due)
    }
  }
}

/** What is due first, oldest first; of equal instants by the order's id. */
async function dueBy(world: World): Promise<Due[]> {
  const { partition } = dueItems.key(world.id, world.record.epoch, 0, '', 0)
  const items = await world.sandbox.store.list(partition, { prefix: 'due/', limit: perBatch })
  return items.map(dueItems.read)
}

/** Writes down what comes next. False where somebody changed the world meanwhile, perhaps by something that is due sooner. */
async function comesNext({ id, version, record, sandbox }: World, at: number | undefined): Promise<boolean> {
  const { nextDue: _, ...rest } = record
  const value = at === undefined ? rest : { ...rest, nextDue: at }
  return believed(() => sandbox.store.commit([{ put: worlds.key(id), expect: { version }, value }]))
}

/** False where an expectation failed: somebody else did it. */
async function believed(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    if (error instanceof Conflict) return false
    throw error
  }
}

async function perform(world: World, due: Due): Promise<void> {
  const [item] = await world.sandbox.store.get([orderKey(world, due.order)])
  const order = item && orders.read(item)
  const over: Write = { delete: dueKey(world, due), expect: 'present' }
  const found = order && (await loadConsent(world, order.consent))
  if (!order || !found || order.stopped) {
    await believed(() => world.sandbox.store.commit([over]))
    return
  }
  const consent = found.consent as PaymentConsentRecord
  if (order.file) {
    await believed(() => payFile(world, item, consent, due))
    return
  }
  const kept = (value: OrderRecord): Write => ({ put: item.key, expect: { version: item.version }, value })
  if (kinds[consent.kind].isStandingOrder) await believed(() => repeat(world, order, consent, due, over, kept))
  else await believed(() => once(world, order, consent, over, kept))
}

/** The day of a scheduled payment has come. */
function once(
  world: World,
  waiting: OrderRecord,
  consent: PaymentConsentRecord,
  over: Write,
  kept: (order: OrderRecord) => Write,
): Promise<unknown> {
  const initiation = initiationOf(consent)
  const { isWaiting: _, ...order } = waiting
  const instruction = instruct(world, consent.kind, initiation, initiation.InstructedAmount as never)
  const due = {
    ...order,
    ...amountsOf(world, order, instruction),
    accepted: acceptedAt(instruction.rail, world.now, calendar),
  }
  return pay(world, due, instruction, (paid) => [over, kept(paid)])
}

/** One payment of a standing order, and the next one remembered in the same commit. */
function repeat(
  world: World,
  order: OrderRecord,
  consent: PaymentConsentRecord,
  { n }: Due,
  over: Write,
  kept: (order: OrderRecord) => Write,
): Promise<unknown> {
  const initiation = initiationOf(consent)
  const plan = planOf(initiation as never, order.createdAt)
  const instruction = instruct(world, consent.kind, initiation, amountOfPayment(initiation, plan, n))
  const { isWaiting: _, last: __, ...whole } = order
  const one: OrderRecord = {
    ...whole,
    ...amountsOf(world, order, instruction),
    createdAt: world.now,
    accepted: acceptedAt(instruction.rail, world.now, calendar),
  }
  const next = paymentAt(plan, n + 1)
  const following: Write[] = next === undefined ? [] : [followingWrite(world, { at: next, order: order.id, n: n + 1 })]
  const named = `${order.id}.${n}`
  const place = executions.key(world.id, world.record.epoch, order.id, n)
  return pay(
    world,
    one,
    instruction,
    (paid) => {
      const last = paid.stopped ? 'failed' : 'paid'
      const { isWaiting, ...rest } = order
      const now: OrderRecord = { ...rest, ...(next !== undefined && isWaiting && { isWaiting }), last }
      return [over, { put: place, expect: 'absent', value: paid }, ...following, kept(now)]
    },
    named,
  )
}

const followingWrite = (world: World, due: Due): Write => ({ put: dueKey(world, due), expect: 'absent', value: due })

/** The first, the usual or the last amount. */
function amountOfPayment(initiation: Initiation, plan: Plan, n: number) {
  const { InstructedAmount, FirstPaymentAmount, RecurringPaymentAmount, FinalPaymentAmount } = initiation
  const isLast = paymentAt(plan, n + 1) === undefined
  const money =
    InstructedAmount ??
    (isLast && n > 0 ? FinalPaymentAmount : undefined) ??
    (n > 0 ? RecurringPaymentAmount : undefined) ??
    FirstPaymentAmount
  if (!money) throw new Error('a standing order has an amount')
  return money
}

function amountsOf(
  world: World,
  order: OrderRecord,
  instruction: Parameters<typeof debitOf>[1],
): Pick<OrderRecord, 'amount' | 'fee'> {
  const account = accountNamed(world, order.account)
  if (!account) throw new Error(`${order.account} pays and is not there`)
  const { amount, fee } = debitOf(world, instruction, account.currency)
  return { amount: String(amount), fee: String(fee) }
}

const initiationOf = (consent: PaymentConsentRecord): Initiation =>
  (consent.request as PaymentRequest).Data.Initiation as Initiation
