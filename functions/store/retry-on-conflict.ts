import { Problem } from '#bank/base/problem.ts'
import { Conflict } from './store.ts'

/** How often work is tried while other requests write to the same records. */
const mostAttempts = 50

/**
 * Runs work that ends in a commit, again each time another request has written to the same records
 * first. The work must load what it decides on in each attempt; `attempt` counts from 1. A conflict
 * that is not `isExpected` is thrown at once. Throws the problem `unavailable` after 50 attempts.
 */
export async function retryOnConflict<R>(
  work: (attempt: number) => Promise<R>,
  isExpected: (conflict: Conflict) => boolean = () => true,
): Promise<R> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt)
    } catch (error) {
      if (!(error instanceof Conflict && isExpected(error))) throw error
      if (attempt === mostAttempts)
        throw new Problem('unavailable', 'too many requests wrote to the same records at once; send the request again')
    }
  }
}

/**
 * Runs work that ends in a commit. Throws the problem `conflict` with this detail where another
 * request has written to the same records first.
 */
export async function rejectOnConflict<R>(detail: string, work: () => Promise<R>): Promise<R> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
    throw new Problem('conflict', detail)
  }
}
