import { perObject } from '#bank/base/per-object.ts'

/** The last piece of work under each name, by process. A sandbox stands for its process. */
const turnsOf = perObject((_: object) => new Map<string, Promise<unknown>>())

/**
 * Runs the work that a process does under one name one after another. At the same time they would
 * only conflict with each other.
 */
export function withLock<R>(process: object, name: string, work: () => Promise<R>): Promise<R> {
  const turns = turnsOf(process)
  const before = turns.get(name)
  const mine = before ? before.then(work, work) : work()
  const over = () => {
    if (turns.get(name) === done) turns.delete(name)
  }
  const done = mine.then(over, over)
  turns.set(name, done)
  return mine
}

/**
 * The same for several things at once. All take them in one order, so that no two wait for each
 * other.
 */
export function withLocks<R>(process: object, names: readonly string[], work: () => Promise<R>): Promise<R> {
  const sorted = [...new Set(names)].sort()
  return sorted.reduceRight((next, name) => () => withLock(process, name, next), work)()
}
