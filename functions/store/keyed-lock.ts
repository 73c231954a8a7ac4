import { perObject } from '#bank/base/per-object.ts'

/** The last work under each name. The key of a process is its sandbox. */
const lastWorkOf = perObject((_: object) => new Map<string, Promise<unknown>>())

/**
 * Runs `work` after all earlier work of the process under the same name. Without the lock it would
 * conflict in the store and be retried; between processes only the store protects it.
 */
export function withLock<R>(process: object, name: string, work: () => Promise<R>): Promise<R> {
  const lastWork = lastWorkOf(process)
  const before = lastWork.get(name)
  const result = before ? before.then(work, work) : work()
  const release = () => {
    if (lastWork.get(name) === done) lastWork.delete(name)
  }
  const done = result.then(release, release)
  lastWork.set(name, done)
  return result
}

/** Runs `work` under several locks. They are taken in one order, so there is no deadlock. */
export function withLocks<R>(process: object, names: readonly string[], work: () => Promise<R>): Promise<R> {
  const sorted = [...new Set(names)].sort()
  return sorted.reduceRight((next, name) => () => withLock(process, name, next), work)()
}
