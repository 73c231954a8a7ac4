import { ApiError } from './error.ts'

const firstWaitMilliseconds = 250

/**
 * Returns how many milliseconds to wait before the next attempt, or undefined if the call has
 * failed. Waits double and vary, so that many clients do not come back at once. `Retry-After` is
 * the least wait.
 */
export function waitBeforeRetry(
  error: unknown,
  attempt: number,
  { attempts, longestWaitSeconds, random }: { attempts: number; longestWaitSeconds: number; random: () => number },
): number | undefined {
  if (!(error instanceof ApiError) || attempt >= attempts || !isPassing(error)) return undefined
  const { retryAfterSeconds = 0 } = error
  if (retryAfterSeconds > longestWaitSeconds) return undefined
  const spread = random() * firstWaitMilliseconds * 2 ** (attempt - 1)
  return Math.min(retryAfterSeconds * 1000 + spread, longestWaitSeconds * 1000)
}

/**
 * Tells whether a failure may be over at the next attempt. Nothing listens at a refused address.
 */
function isPassing({ failure, status, cause }: ApiError): boolean {
  if (failure === 'rejected') return status === 429 || status === 503 || status === 504
  // A page with status 404 says that the address is wrong; with 502, that a gateway failed.
  if (failure === 'unreadable') return status !== undefined && (status < 300 || status >= 500 || status === 429)
  const { code } = ((cause as Error | undefined)?.cause ?? {}) as { code?: string }
  return code !== 'ECONNREFUSED' && code !== 'ENOTFOUND'
}

/** Waits for some milliseconds. Rejects with the reason of the signal when it aborts. */
export function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, milliseconds)
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
}
