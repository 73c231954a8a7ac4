/** By process: whoever has the sandbox at hand is one. */
const processes = new WeakMap<object, Map<string, Promise<unknown>>>()

/** One after another, for those of one process who would only lose the race for the same thing against each other. */
export function inTurn<R>(process: object, name: string, work: () => Promise<R>): Promise<R> {
  const turns = processes.get(process) ?? new Map<string, Promise<unknown>>()
  processes.set(process, turns)
  const before = turns.get(name) ?? Promise.resolve()
  const mine = before.then(work, work)
  const over = () => {
    if (turns.get(name) === done) turns.delete(name)
  }
  const done = mine.then(over, over)
  turns.set(name, done)
  return mine
}
