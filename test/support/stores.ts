import type { Store, Write } from '#store/store.ts'

/** Wraps each commit of a store; every other call is unchanged. */
export const withCommits = (
  store: Store,
  around: (commit: () => Promise<void>, writes: readonly Write[]) => Promise<void>,
): Store => ({
  ...store,
  get: (keys) => store.get(keys),
  list: (partition, range) => store.list(partition, range),
  commit: (writes) => around(() => store.commit(writes), writes),
})

/** The process died at commit number `n`, before or just after it was written. */
export class Crash extends Error {}

/** Returns a store whose process dies at one commit. `commits` counts the written ones. */
export function crashing(store: Store, n: number, when: 'before' | 'after'): Store & { commits: () => number } {
  let tried = 0
  let written = 0
  const faulty = withCommits(store, async (commit) => {
    tried += 1
    if (tried === n && when === 'before') throw new Crash()
    await commit()
    written += 1
    if (tried === n) throw new Crash()
  })
  return { ...faulty, commits: () => written }
}

/** Retries for as long as the process dies, as a partner does that got no answer. */
export async function retryAfterCrash<R>(work: () => Promise<R>): Promise<R> {
  try {
    return await work()
  } catch (error) {
    const { cause } = error as { cause?: { error?: unknown } }
    if (!(error instanceof Crash) && !(cause?.error instanceof Crash)) throw error
    return retryAfterCrash(work)
  }
}

/**
 * Returns a store in which every call waits for its turn before and after. The caller of `turn`
 * decides how calls interleave.
 */
export function interleaved(store: Store, turn: (name: string) => Promise<void>): Store {
  const waiting = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    await turn(`before ${name}`)
    const result = await work()
    await turn(`after ${name}`)
    return result
  }
  return {
    ...store,
    get: (keys) => waiting('get', () => store.get(keys)),
    list: (partition, range) => waiting('list', () => store.list(partition, range)),
    commit: (writes) => waiting('commit', () => store.commit(writes)),
  }
}
