/** How many groups may follow each other within one turn of the event loop. */
const mostFollowing = 30

type Asked<W> = { readonly work: W; readonly resolve: () => void; readonly reject: (error: unknown) => void }

/**
 * What many ask for within one turn of the event loop, done together at its end. `doAll` does it and says for each what went wrong, if
 * anything did; what it throws went wrong for all. `ask` resolves once it is done; `doNow` does not wait for the turn to end.
 */
export function together<W>(doAll: (all: readonly W[]) => readonly (Error | undefined)[]) {
  let waiting: Asked<W>[] = []
  let followed = 0

  /** What those ask next who waited comes right after it, without a turn of the event loop in between; but it must turn. */
  function doOn(): void {
    if (waiting.length > 0 && followed++ < mostFollowing) doNow()
    else followed = 0
  }

  function doNow(): void {
    const group = waiting
    waiting = []
    if (group.length === 0) return
    try {
      const wrong = doAll(group.map(({ work }) => work))
      for (const [n, { resolve, reject }] of group.entries()) wrong[n] ? reject(wrong[n]) : resolve()
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
    // Once no promise is left to go on.
    queueMicrotask(() => process.nextTick(doOn))
  }

  return {
    ask: (work: W): Promise<void> =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) setImmediate(doNow)
        waiting.push({ work, resolve, reject })
      }),
    doNow,
  }
}
