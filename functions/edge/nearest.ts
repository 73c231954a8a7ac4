import { distance } from 'fastest-levenshtein'

/** How many letters, all in all, a path may be away from one that exists and still be taken for it. */
const mostLetters = 3
/** A longer path is no slip of the pen. */
const longestPath = 300

/**
 * The path that somebody may have meant who asked for one that does not exist: `/accounts` for `/account` or `/accounts/`. What
 * stands for a parameter is kept as it was sent. Undefined where none is near.
 */
export function nearestPath(sent: string, paths: Iterable<string>): string | undefined {
  if (sent.length > longestPath) return undefined
  const parts = sent.replace(/\/+$/, '').split('/')
  let nearest: { letters: number; path: string } | undefined
  for (const path of paths) {
    const named = path.split('/')
    if (named.length !== parts.length) continue
    let letters = 0
    const meant = named.map((name, n) => {
      const part = parts[n] as string
      if (name.startsWith('{') && part !== '') return part
      letters += distance(part, name)
      return name
    })
    if (letters <= mostLetters && letters < (nearest?.letters ?? Number.POSITIVE_INFINITY))
      nearest = { letters, path: meant.join('/') }
  }
  return nearest?.path
}
