import { buildLegWrites, hasMoved as hasMovedIn } from '#actions/ledger/ledger.ts'
import { buildTimedWrite, deriveListened, deriveTimed, keepListened } from '#actions/outbox/outbox.ts'
import { buildDueWrite } from '#actions/schedule/due.ts'
import { firstRoundFrom } from '#actions/schedule/interest-dates.ts'
import { Problem } from '#bank/base/problem.ts'
import type { EventRecord } from '#bank/events/event.ts'
import { decisionNumber } from '#bank/payments/order.ts'
import { type DueItem, isInterest } from '#bank/schedule/due.ts'
import { withLock } from '#store/keyed-lock.ts'
import { dueItems, orders, timedEvents } from '#store/records.ts'
import { retryOnConflict } from '#store/retry-on-conflict.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import { limits, type Write } from '#store/store.ts'
import { isDue, loadWorldAsStored, rejectFrozen, type Sandbox, type World } from '#store/world.ts'
import { bookInterest } from './interest.ts'
import { enqueueTimed, isRead, nextTimed, tellTimed } from './timed.ts'
import {
  commitWithQueue,
  enqueue,
  isDueNow,
  jobFor,
  openQueue,
  readForNextItems,
  reservedWrites,
  type WorkQueue,
} from './work-queue.ts'
import { addWrite, type WriteBatch } from './write-batch.ts'

/**
 * Executes all due items of a world, oldest first, each as of its own instant, and returns the
 * world after them. One commit executes many items, deletes them and replaces the world's record,
 * whose version lets only one process catch up at a time. So no item is executed twice, and after a
 * crash the rest is still due. What time alone has made is told in its place among the items; with
 * `tellsTimed` also if no item is due. Throws the problem `world-behind` after `catchUpBudgetMs`;
 * the items that were committed stay executed.
 */
export function catchUp(sandbox: Sandbox, worldId: string, tellsTimed = false): Promise<World | undefined> {
  // The time that a request waits for its turn counts too.
  const until = readSteadyTime(sandbox) + (sandbox.catchUpBudgetMs ?? Number.POSITIVE_INFINITY)
  return withLock(sandbox, `catch-up ${worldId}`, async () => {
    let queue: WorkQueue | undefined
    for (;;) {
      const step = await retryOnConflict((attempt) =>
        catchUpOnce(sandbox, worldId, attempt === 1 ? queue : undefined, { until, tellsTimed }),
      )
      if ('world' in step) return step.world
      queue = step.queue
    }
  })
}

/** The result of one commit: the world if nothing more is due, else the queue for the next one. */
type Step = { readonly world: World | undefined } | { readonly queue: WorkQueue }

/** Executes due items in one commit, from the open queue or from a new one. */
async function catchUpOnce(
  sandbox: Sandbox,
  worldId: string,
  open: WorkQueue | undefined,
  { until, tellsTimed }: { readonly until: number; readonly tellsTimed: boolean },
): Promise<Step> {
  let queue = open && hasWork(open, tellsTimed) ? open : undefined
  if (!queue) {
    const world = await loadWorldAsStored(sandbox, worldId)
    if (!world || !(tellsTimed || isDue(world.record, world.now))) return { world }
    rejectFrozen(sandbox, world.record)
    queue = await openQueue(world)
    if (!isDue(world.record, world.now) && !hasWork(queue, tellsTimed)) return { world }
  }
  if (readSteadyTime(sandbox) >= until) throw worldBehind()
  const [first] = queue.items
  if (first && isInterest(first) && !nextTimed(queue)) await bookInterest(queue)
  else {
    await readForNextItems(queue)
    await executeNextItems(queue)
  }
  return { queue }
}

/**
 * Whether something is left to do: a due item, or something to tell if the caller wants it told. A
 * queue that has told all that it listed is listed again.
 */
const hasWork = (queue: WorkQueue, tellsTimed: boolean): boolean =>
  isDueNow(queue, queue.items[0]) ? queue.timed.length > 0 || queue.hasAllTimed : tellsTimed && !!nextTimed(queue)

const worldBehind = (): Problem =>
  new Problem('world-behind', 'the world is still catching up with its clock; send the request again in 5 seconds', {
    headers: { 'retry-after': '5' },
  })

/** The most events of one due item: an approval, and what the order does then. */
const eventsPerItem = 2

/**
 * Executes in one commit as many items as were read and fit, up to the next interest round, and
 * tells what time alone made before each.
 */
async function executeNextItems(queue: WorkQueue): Promise<void> {
  const { world } = queue
  const batch: WriteBatch = new Map()
  const events: EventRecord[] = []
  const changed = new Set<string>()
  let [hasMoved, isDecision] = [hasMovedIn(world), false]
  const room = limits.writesPerCommit - reservedWrites - 1 - eventsPerItem
  while (!isDecision) {
    const timed = nextTimed(queue)
    if (timed) {
      if (!isRead(queue, timed) || batch.size + events.length + 1 > room) break
      queue.timed.shift()
      addWrite(batch, { delete: timedEvents.key(world, timed), expect: 'present' })
      events.push(...keepListened(world, tellTimed(queue, timed)))
      continue
    }
    const [due] = queue.items
    if (!isDueNow(queue, due) || isInterest(due)) break
    const execution = planExecution(queue, due)
    if (!execution || batch.size + events.length + execution.mostWrites > room) break
    queue.items.shift()
    const writes = execution.apply()
    for (const write of writes) addWrite(batch, write)
    events.push(...deriveListened(world, writes))
    for (const timed of deriveTimed(world, writes)) {
      enqueueTimed(queue, timed)
      addWrite(batch, buildTimedWrite(world, timed))
    }
    if (execution.changesOrder) changed.add(due.order)
    // A director's approval decides by what is stored, so it has a commit of its own.
    isDecision = due.n === decisionNumber
    if (!execution.movesMoney || hasMoved) continue
    // With the first movement of a world, interest becomes due.
    hasMoved = true
    const interestDue = firstRoundFrom(due.at)
    enqueue(queue, interestDue)
    addWrite(batch, buildDueWrite(world, interestDue))
  }
  await commitWithQueue(queue, [...batch.values()], hasMoved, events)
  for (const id of changed) {
    const order = queue.orders.get(id)
    if (order) queue.orders.set(id, { ...order, version: order.version + 1 })
  }
}

/** The effects of a due item, and `apply`, which updates the queue and returns the writes. */
type Execution = {
  readonly mostWrites: number
  readonly movesMoney: boolean
  readonly changesOrder: boolean
  readonly apply: () => Write[]
}

/** Plans the execution of a due item; undefined if something that it needs was not read yet. */
function planExecution(queue: WorkQueue, due: DueItem): Execution | undefined {
  const { world, lastLegs, accountsRead } = queue
  if (!queue.orders.has(due.order)) return undefined
  const scheduled = queue.orders.get(due.order)
  const job = jobFor(queue, due)
  const done: Write = { delete: dueItems.key(world, due), expect: 'present' }
  // The order was stopped after it was scheduled: only its due item is left to delete.
  if (!scheduled || !job) return { mostWrites: 1, movesMoney: false, changesOrder: false, apply: () => [done] }
  if (!job.accounts.every((account) => accountsRead.has(account))) return undefined
  const { order, movement, writes, next, back } = job.execute(lastLegs)
  const following = [next, back].filter((one) => one !== undefined)
  return {
    // One more for what time alone will make of it.
    mostWrites: movement.postings.length + writes.length + following.length + 3,
    movesMoney: movement.postings.length > 0,
    changesOrder: order !== undefined,
    apply() {
      if (order) queue.orders.set(due.order, { ...scheduled, order })
      for (const one of following) enqueue(queue, one)
      const stored: Write[] = order
        ? [
            {
              put: orders.key(world, order.id),
              expect: { version: scheduled.version },
              before: scheduled.order,
              value: order,
            },
          ]
        : []
      const scheduledNext = following.map((one) => buildDueWrite(world, one))
      return [done, ...scheduledNext, ...stored, ...writes, ...buildLegWrites(world, movement, lastLegs)]
    },
  }
}
