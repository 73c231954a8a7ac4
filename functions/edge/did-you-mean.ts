import { distance } from 'fastest-levenshtein'

/** The largest edit distance, in letters over the whole path, of a suggestion. */
const mostLetters = 3
/** Longer paths get no suggestion. */
const longestPath = 300

/**
 * Returns the known path that is nearest to an unknown one: `/accounts` for `/account`,
 * `/accounts/` or a path that lacks one part. Keeps the parameters as they were sent. Undefined
 * where no path is near.
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
 * Adds the one part that a path lacks, such as `aisp` to `/v4.0/accounts`. The parts before it must
 * match, and a name must follow.
 */
function withMissing(parts: readonly string[], named: readonly string[]): readonly string[] {
  const at = parts.findIndex((part, n) => part !== named[n])
  const isNamed = [at, at + 1].every((n) => named[n]?.startsWith('{') === false)
  return isNamed ? parts.toSpliced(at, 0, named[at] as string) : parts
}
