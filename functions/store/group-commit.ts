/** How many groups may follow each other within one turn of the event loop. */
const mostFollowing = 30
/** How many turns of the event loop a group may wait for more to come, at most. */
const mostTurns = 6

type Waiting<W> = { readonly work: W; readonly resolve: () => void; readonly reject: (error: unknown) => void }

/**
 * What many ask for at the same time, done together. A group is done at the end of the turn of the
 * event loop in which it was asked for by one alone; where there are more, it waits for the next
 * turn as long as each brings yet others, so that it is large when many ask and nobody waits when
 * few do. `doAll` does it and says for each what went wrong, if anything did; what it throws went
 * wrong for all.
 * `ask` resolves once it is done; `doNow` waits for no turn.
 */
export function groupWork<W>(runGroup: (all: readonly W[]) => readonly (Error | undefined)[]) {
  let waiting: Waiting<W>[] = []
  let followed = 0

  /** The end of a turn, before which so many were waiting. */
  function turn(before: number, turns: number): void {
    const isQuiet = waiting.length <= before
    if (isQuiet || turns === mostTurns) flush()
    else setImmediate(turn, waiting.length, turns + 1)
  }

  /**
   * What those ask next who waited comes right after it, without a turn of the event loop in
   * between; but it must turn.
   */
  function flushFollowing(): void {
    if (waiting.length > 0 && followed++ < mostFollowing) flush()
    else followed = 0
  }

  function flush(): void {
    const group = waiting
    waiting = []
    if (group.length === 0) return
    try {
      const wrong = runGroup(group.map(({ work }) => work))
      for (const [n, { resolve, reject }] of group.entries()) wrong[n] ? reject(wrong[n]) : resolve()
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
    // Once no promise is left to go on.
    queueMicrotask(() => process.nextTick(flushFollowing))
  }

  return {
    ask: (work: W): Promise<void> =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) setImmediate(turn, 1, 1)
        waiting.push({ work, resolve, reject })
      }),
    flush,
  }
}
