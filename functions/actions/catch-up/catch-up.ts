import { inTurn } from '#actions/concurrency/keyed-lock.ts'
import { hasMoved as hasMovedIn, legWrites } from '#actions/ledger/ledger.ts'
import { dueWrite } from '#actions/schedule/due.ts'
import { firstRound } from '#actions/schedule/interest-dates.ts'
import { Problem } from '#bank/base/problem.ts'
import { type DueItem, isInterest } from '#bank/schedule/due.ts'
import { dueItems, orders } from '#store/records.ts'
import { Conflict, limits, type Write } from '#store/store.ts'
import { isDue, loadWorldAsStored, type Sandbox, type World } from '#store/world.ts'
import { bookInterest } from './interest.ts'
import { commitOn, type Desk, insert, isDueOn, look, openDesk, readyOn, reserved } from './work-queue.ts'
import { add, type Batch } from './write-batch.ts'

/**
 * How often somebody else may write to the same things in between without anything getting done.
 */
const mostConflicts = 50

/**
 * Does everything that is due in a world by its clock, oldest first, each as of its own instant,
 * and gives the world as it stands then. Many things go into one commit, with the end of their
 * being due and with what comes next in the world's record: whoever settles at the same moment is
 * refused by its version, so that nothing is done twice, and what a crash leaves undone is still
 * due. Where the sandbox says how long that may take, it is refused with `world-behind` after that:
 * what is done stays done.
 */
export function catchUp(sandbox: Sandbox, worldId: string): Promise<World | undefined> {
  // Whoever waits for another's turn has waited already.
  const until = sandbox.real() + (sandbox.catchUpBudgetMs ?? Number.POSITIVE_INFINITY)
  return inTurn(sandbox, `catch-up ${worldId}`, async () => {
    for (let conflicts = 0; ; ) {
      const world = await loadWorldAsStored(sandbox, worldId)
      if (!world || !isDue(world.record, world.now)) return world
      try {
        const desk = await openDesk(world)
        do {
          if (sandbox.real() >= until) throw worldBehind()
          if (desk.line[0] && isInterest(desk.line[0])) await bookInterest(desk)
          else {
            await look(desk)
            await act(desk)
          }
          conflicts = 0
        } while (isDueOn(desk, desk.line[0]))
      } catch (error) {
        // Somebody else was faster, or something new came up: look again.
        if (!(error instanceof Conflict) || ++conflicts > mostConflicts) throw error
      }
    }
  })
}

/** A world in which more is due than there was time for. Whoever asks again goes on with it. */
const worldBehind = (): Problem =>
  new Problem('world-behind', 'the world is still catching up with its clock; ask again', {
    headers: { 'retry-after': '5' },
  })

/**
 * Does as much as has been looked at and one commit holds, but for interest: that is booked in
 * commits of its own.
 */
async function act(desk: Desk): Promise<void> {
  const batch: Batch = new Map()
  const touched = new Set<string>()
  let hasMoved = hasMovedIn(desk.world)
  for (let [due] = desk.line; isDueOn(desk, due) && !isInterest(due); [due] = desk.line) {
    const done = doneOf(desk, due)
    if (!done || batch.size + done.mostWrites > limits.writesPerCommit - reserved - 1) break
    desk.line.shift()
    for (const write of done.make()) add(batch, write)
    if (done.hasChanged) touched.add(due.order)
    if (!done.hasMoved || hasMoved) continue
    // From the first money that moves in a world on, interest is due.
    hasMoved = true
    const first = firstRound(due.at)
    insert(desk, first)
    add(batch, dueWrite(desk.world, first))
  }
  await commitOn(desk, [...batch.values()], hasMoved)
  for (const id of touched) {
    const known = desk.orders.get(id)
    if (known) desk.orders.set(id, { ...known, version: known.version + 1 })
  }
}

type Done = {
  readonly mostWrites: number
  readonly hasMoved: boolean
  /** Whether the order is written anew. */
  readonly hasChanged: boolean
  readonly make: () => Write[]
}

/** What one due thing comes to; undefined where something that it needs was not looked at yet. */
function doneOf(desk: Desk, due: DueItem): Done | undefined {
  const { world, orders: loaded, heads, seen } = desk
  if (!loaded.has(due.order)) return undefined
  const known = loaded.get(due.order)
  const ready = readyOn(desk, due)
  const over: Write = { delete: dueItems.key(world, due), expect: 'present' }
  // Nothing is left to do: it was stopped meanwhile.
  if (!known || !ready) return { mostWrites: 1, hasMoved: false, hasChanged: false, make: () => [over] }
  if (!ready.touches.every((account) => seen.has(account))) return undefined
  const { order, movement, writes, next, back } = ready.done(heads)
  const follow = [next, back].filter((one) => one !== undefined)
  return {
    mostWrites: movement.postings.length + writes.length + follow.length + 2,
    hasMoved: movement.postings.length > 0,
    hasChanged: order !== undefined,
    make() {
      if (order) loaded.set(due.order, { ...known, order })
      for (const one of follow) insert(desk, one)
      return [
        over,
        ...follow.map((one) => dueWrite(world, one)),
        ...(order
          ? [{ put: orders.key(world, order.id), expect: { version: known.version }, value: order } as const]
          : []),
        ...writes,
        ...legWrites(world, movement, heads),
      ]
    },
  }
}
