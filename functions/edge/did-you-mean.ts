import { distance } from 'fastest-levenshtein'

/**
 * How many letters, all in all, a path may be away from one that exists and still be taken for it.
 */
const mostLetters = 3
/** A longer path is no slip of the pen. */
const longestPath = 300

/**
 * The path that somebody may have meant who asked for one that does not exist: `/accounts` for
 * `/account` or `/accounts/`, or with a part left out. What stands for a parameter is kept as it
 * was sent. Undefined where none is near.
 */
export function findNearestPath(sent: string, paths: Iterable<string>): string | undefined {
  if (sent.length > longestPath) return undefined
  const parts = sent.replace(/\/+$/, '').split('/')
  let nearest: { letters: number; path: string } | undefined
  for (const path of paths) {
    const named = path.split('/')
    const sentParts = named.length === parts.length + 1 ? withMissing(parts, named) : parts
    if (named.length !== sentParts.length) continue
    let letters = sentParts.length - parts.length
    const meant = named.map((name, n) => {
      const part = sentParts[n] as string
      if (name.startsWith('{') && part !== '') return part
      letters += distance(part, name)
      return name
    })
    if (letters <= mostLetters && letters < (nearest?.letters ?? Number.POSITIVE_INFINITY))
      nearest = { letters, path: meant.join('/') }
  }
  return nearest?.path
}

/**
 * The parts with the one put in that they lack: `/v4.0/accounts` lacks `aisp`. All before it are as
 * they should be, and a name follows.
 */
function withMissing(parts: readonly string[], named: readonly string[]): readonly string[] {
  const at = parts.findIndex((part, n) => part !== named[n])
  const isNamed = [at, at + 1].every((n) => named[n]?.startsWith('{') === false)
  return isNamed ? parts.toSpliced(at, 0, named[at] as string) : parts
}
