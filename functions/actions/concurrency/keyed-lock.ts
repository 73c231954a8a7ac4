/** By process: whoever has the sandbox at hand is one. */
const processes = new WeakMap<object, Map<string, Promise<unknown>>>()

/**
 * One after another, for those of one process who would only lose the race for the same thing
 * against each other.
 */
export function inTurn<R>(process: object, name: string, work: () => Promise<R>): Promise<R> {
  const turns = processes.get(process) ?? new Map<string, Promise<unknown>>()
  processes.set(process, turns)
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
export function inTurns<R>(process: object, names: readonly string[], work: () => Promise<R>): Promise<R> {
  const sorted = [...new Set(names)].sort()
  return sorted.reduceRight((next, name) => () => inTurn(process, name, next), work)()
}
