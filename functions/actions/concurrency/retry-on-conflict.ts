import { Problem } from '#bank/base/problem.ts'
import { Conflict } from '#store/store.ts'

/**
 * Does what commits, or refuses in these words where somebody else wrote to the same things at the
 * same moment.
 */
export async function orConflict<R>(why: string, work: () => Promise<R>): Promise<R> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
    throw new Problem('conflict', why)
  }
}
