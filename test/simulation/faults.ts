import { type Chance, drawInteger } from '#mocks/base/chance.ts'
import { Conflict, type Key, type Store, type Write } from '#store/store.ts'
import type { Schedule } from './schedule.ts'

/**
 * The probability of each fault of one call to the store, and the longest delay of a call, in
 * ticks.
 */
export type Faults = {
  readonly throttled: number
  /** The call never arrives, and the caller times out. */
  readonly lost: number
  /** The call is executed, and the answer never arrives. */
  readonly unanswered: number
  /** The caller times out, and the call is executed much later. */
  readonly late: number
  /**
   * A commit is rejected because other transactions hold its items: nothing was written, and no
   * expectation was false.
   */
  readonly contested: number
  /** The process dies during the call, which may or may not reach the store. */
  readonly crash: number
  readonly slowest: number
}

/** A fault outside the bank. The request ends without an answer, and the client retries. */
export class Mishap extends Error {}

/** Virtual milliseconds. Calls that arrive in one tick arrive together, in a random order. */
const tick = 10
/** The timeout of a call, and the latest execution of a late call, in virtual milliseconds. */
const patience = 1_000
const latest = 4_000

/** Draws the faults of one seed: some seeds have none, most have a few, some have many. */
export function faultsOf(next: Chance): Faults {
  const hard = next() < 0.15 ? 0 : next() < 0.7 ? 0.02 : 0.12
  const likely = () => (next() < 0.6 ? next() * hard : 0)
  return {
    throttled: likely(),
    lost: likely(),
    unanswered: likely(),
    late: likely(),
    contested: likely(),
    crash: likely() / 3,
    slowest: drawInteger(next, 0, 6),
  }
}

type Around = { readonly schedule: Schedule; readonly faults: Faults; readonly chance: () => Chance | undefined }

/**
 * Wraps the store as one process of the bank reaches it. `chance` decides the fault of each call;
 * without it no fault occurs. After the process has died, its calls have no effect.
 */
export function unreliable(
  store: Store,
  { schedule, faults, chance }: Around,
): { readonly store: Store; readonly hasDied: () => boolean } {
  let isDead = false
  const { throttled, crash, lost, late, unanswered, contested } = faults
  const mostLikely = throttled + crash + lost + late + unanswered + contested
  const alive = () => {
    if (isDead) throw new Mishap('the process has died')
  }

  const way = (next: Chance) => schedule.wait(drawInteger(next, 0, faults.slowest) * tick)

  async function call<T>(work: () => Promise<T>, writes?: readonly Write[]): Promise<T> {
    alive()
    const next = chance()
    if (!next) return work()
    const draw = next()
    if (draw < mostLikely) await befalls(draw, next, work, writes)
    await way(next)
    alive()
    if (next() < 0.7) return work()
    // The answer is delayed: other callers may receive answers to later calls earlier.
    const outcome = await settled(work())
    await way(next)
    alive()
    return outcome()
  }

  /** Runs a call with the fault that a draw stands for, if any. */
  async function befalls<T>(
    draw: number,
    next: Chance,
    work: () => Promise<T>,
    writes: readonly Write[] | undefined,
  ): Promise<void> {
    let left = draw
    const is = (likely: number) => {
      left -= likely
      return left < 0
    }
    await way(next)
    if (is(faults.throttled)) throw new Mishap('the store is throttled')
    if (is(faults.crash)) {
      if (next() < 0.5) await work().catch(ignored)
      isDead = true
      alive()
    }
    if (is(faults.lost)) {
      await schedule.wait(patience)
      throw new Mishap('the call was lost')
    }
    if (is(faults.late)) {
      schedule.after(patience + drawInteger(next, 1, latest), () => void work().catch(ignored))
      await schedule.wait(patience)
      throw new Mishap('the call was late')
    }
    if (is(faults.unanswered)) {
      await work().catch(ignored)
      await schedule.wait(patience)
      throw new Mishap('the answer was lost')
    }
    if (writes && is(faults.contested)) throw new Conflict(some(next, writes.map(keyOf)))
  }

  const reached: Store = {
    units: store.units,
    get: (keys) => call(() => store.get(keys)),
    list: (partition, range) => call(() => store.list(partition, range)),
    commit: (writes) => call(() => store.commit(writes), writes),
    close: () => store.close(),
  }
  return { store: reached, hasDied: () => isDead }
}

/** Returns the outcome of a call, for a caller that receives it later. */
async function settled<T>(work: Promise<T>): Promise<() => T> {
  try {
    const result = await work
    return () => result
  } catch (error) {
    return () => {
      throw error
    }
  }
}

const ignored = () => undefined
const keyOf = (write: Write): Key => ('put' in write ? write.put : 'delete' in write ? write.delete : write.check)

/** Returns a random choice of at least one key. */
function some(next: Chance, keys: readonly Key[]): Key[] {
  const chosen = keys.filter(() => next() < 0.4)
  return chosen.length > 0 ? chosen : keys.slice(0, 1)
}
