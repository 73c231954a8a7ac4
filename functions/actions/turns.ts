const turns = new Map<string, Promise<unknown>>()

/**
 * One after another, for those in this process who would write to the same place: they would only lose the race against each other.
 * Whoever runs elsewhere is kept out by what a commit expects.
 */
export function inTurn<R>(name: string, work: () => Promise<R>): Promise<R> {
  const before = turns.get(name) ?? Promise.resolve()
  const mine = before.then(work, work)
  const done = mine
    .catch(() => undefined)
    .then(() => {
      if (turns.get(name) === done) turns.delete(name)
    })
  turns.set(name, done)
  return mine
}
