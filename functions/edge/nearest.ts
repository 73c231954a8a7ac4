/** How many letters, all in all, a path may be away from one that exists and still be taken for it. */
const mostLetters = 3
/** A longer part of a path is no slip of the pen. */
const longestPart = 64

/**
 * The path that somebody may have meant who asked for one that does not exist: `/accounts` for `/account` or `/accounts/`. What
 * stands for a parameter is kept as it was sent. Undefined where none is near.
 */
export function nearestPath(sent: string, paths: Iterable<string>): string | undefined {
  const parts = sent.replace(/\/+$/, '').split('/')
  let nearest: { letters: number; path: string } | undefined
  for (const path of paths) {
    const named = path.split('/')
    if (named.length !== parts.length) continue
    let letters = 0
    const meant = named.map((name, n) => {
      const part = parts[n] as string
      if (name.startsWith('{') && part !== '') return part
      letters += lettersBetween(part, name)
      return name
    })
    if (letters <= mostLetters && letters < (nearest?.letters ?? Number.POSITIVE_INFINITY))
      nearest = { letters, path: meant.join('/') }
  }
  return nearest?.path
}

/** How many letters must be added, dropped or changed to make one word of the other (Levenshtein). */
function lettersBetween(one: string, other: string): number {
  if (one === other) return 0
  if (one.length > longestPart) return Number.POSITIVE_INFINITY
  let row = Array.from({ length: other.length + 1 }, (_, n) => n)
  for (const [i, letter] of [...one].entries()) {
    const above = row
    row = [i + 1]
    for (const [j, there] of [...other].entries()) {
      const changed = (above[j] as number) + (letter === there ? 0 : 1)
      row.push(Math.min(changed, (above[j + 1] as number) + 1, (row[j] as number) + 1))
    }
  }
  return row.at(-1) as number
}
