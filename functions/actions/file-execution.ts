import type { PaymentConsentRecord } from '#bank/consent.ts'
import type { Leg, Posting } from '#bank/leg.ts'
import type { OrderRecord } from '#bank/order.ts'
import type { FiledPayment } from '#bank/payments/filed.ts'
import { acceptedAt } from '#bank/rail.ts'
import type { Account } from '#mocks/account.ts'
import { executions, orders } from '#store/kinds.ts'
import { type Item, limits, type Write } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { calendar } from './calendar.ts'
import { type Due, dueKey } from './due.ts'
import { filedPayments } from './file-uploads.ts'
import { spendable } from './funds.ts'
import { debitOf, instruct } from './instructions.ts'
import { book } from './ledger.ts'
import { noMoney, postingsOf, refusal, stopped, type Why } from './pay.ts'
import { accountNamed } from './people.ts'

/*
 * A file is paid in batches, as many payments at a time as one commit holds. The commit of a batch writes what became of each of
 * its payments, the legs of those that were paid, the order, and which payment comes next: whoever comes after a crash goes on there.
 */

/** Beside its payments a batch writes the order, the due item that ends, the one that follows, and perhaps the world. */
const writesBeside = 4

/** One payment of a file on its way: its own record, how money would move, and what stands against it whatever is on the account. */
type Ready = {
  readonly n: number
  readonly payment: OrderRecord
  readonly postings: readonly Posting[]
  readonly why: Why | undefined
}

/** The order of a file as it stands in the store. */
type Standing = { readonly order: OrderRecord; readonly version: number }

/** Pays a file from where its due item stands to the end. Throws `Conflict` where somebody else was faster. */
export async function payFile(world: World, item: Item, consent: PaymentConsentRecord, due: Due): Promise<void> {
  const payments = await filedPayments(world, consent)
  let standing: Standing = { order: orders.read(item), version: item.version }
  const account = accountNamed(world, standing.order.account)
  if (!account) throw new Error(`${standing.order.account} pays and is not there`)
  let place = world
  for (let n = due.n; n < payments.length; ) {
    const batch = batchFrom(place, account, standing.order, payments, n)
    standing = await payBatch(place, account, standing, batch, { ...due, n }, payments.length)
    n += batch.length
    // The first batch wrote it into the world's record, where it was not there yet.
    place = { ...world, record: { ...world.record, moved: true } }
  }
}

/** The payments from one on that fit into one commit. */
function batchFrom(
  world: World,
  account: Account,
  order: OrderRecord,
  payments: readonly FiledPayment[],
  from: number,
): Ready[] {
  const batch: Ready[] = []
  let writes = writesBeside
  for (let n = from; n < payments.length; n++) {
    const one = readyOf(world, account, order, payments[n] as FiledPayment, n)
    writes += 1 + one.postings.length
    if (writes > limits.writesPerCommit) break
    batch.push(one)
  }
  return batch
}

function readyOf(world: World, account: Account, order: OrderRecord, payment: FiledPayment, n: number): Ready {
  const instruction = instruct(world, order.kind, payment, payment.InstructedAmount)
  const { amount, fee } = debitOf(world, instruction, account.currency)
  const { kind, consent, partner } = order
  const own: OrderRecord = {
    id: `${order.id}.${n}`,
    kind,
    consent,
    partner,
    account: account.id,
    rail: instruction.rail.name,
    amount: String(amount),
    fee: String(fee),
    currency: account.currency,
    createdAt: world.now,
    accepted: acceptedAt(instruction.rail, world.now, calendar),
  }
  const why = refusal(world, account, instruction)
  return { n, payment: own, postings: why ? [] : postingsOf(world, account, own, instruction), why }
}

/** Books a batch, in its order, as far as the money reaches: a payment that is too large stands back for smaller ones after it. */
function payBatch(
  world: World,
  account: Account,
  { order, version }: Standing,
  batch: readonly Ready[],
  due: Due,
  count: number,
): Promise<Standing> {
  const next = due.n + batch.length
  const touched = [...new Set([account.id, ...batch.flatMap(({ postings }) => postings.map((one) => one.account))])]
  return book(world, touched, (last) => {
    const done = judged(world, account, batch, last)
    const after = orderAfter(world, order, done, next === count)
    const writes: Write[] = [
      { delete: dueKey(world, due), expect: 'present' },
      ...(next < count ? [nextWrite(world, { ...due, n: next })] : []),
      { put: orders.key(world.id, world.record.epoch, order.id), expect: { version }, value: after },
      ...done.map(({ n, payment }): Write => ({ put: placeOf(world, order, n), expect: 'absent', value: payment })),
    ]
    const movement = done.map(({ payment, postings }) => ({ payment: payment.id, at: world.now, postings }))
    return { movement, writes, result: { order: after, version: version + 1 } }
  })
}

/** What becomes of each payment of a batch, given the last legs of the accounts that it touches. */
function judged(world: World, account: Account, batch: readonly Ready[], last: ReadonlyMap<string, Leg>): Ready[] {
  let left = spendable(world, account, last.get(account.id))
  return batch.map((one) => {
    const debit = BigInt(one.payment.amount) + BigInt(one.payment.fee)
    const why = one.why ?? (debit > left ? noMoney : undefined)
    if (why) return { ...one, payment: stopped(world, one.payment, why), postings: [], why }
    left -= debit
    return one
  })
}

/** The order with what was rejected; once its last payment is through, it waits no more. */
function orderAfter(world: World, order: OrderRecord, done: readonly Ready[], isLast: boolean): OrderRecord {
  if (!order.file) throw new Error(`${order.id} is no order of a file`)
  const rejected = { ...order.file.rejected }
  for (const { why } of done) if (why) rejected[why[0]] = (rejected[why[0]] ?? 0) + 1
  const file = { ...order.file, rejected }
  if (!isLast) return { ...order, file }
  const { isWaiting: _, ...rest } = order
  return { ...rest, file, accepted: world.now }
}

const nextWrite = (world: World, due: Due): Write => ({ put: dueKey(world, due), expect: 'absent', value: due })
const placeOf = ({ id, record }: World, order: OrderRecord, n: number) => executions.key(id, record.epoch, order.id, n)
