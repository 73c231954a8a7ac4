/** What a bank says of a payee's name, as confirmation of payee has it. */
export type NameMatch = 'match' | 'close-match' | 'no-match'

const titles = new Set(['mr', 'mrs', 'ms', 'miss', 'mx', 'dr', 'prof', 'sir', 'lady'])
/** Words that say nothing of who somebody is. */
const empty = new Set(['and', 'the', 'of'])
/** The short and the long form of what stands after a company's name. */
const short: Readonly<Record<string, string>> = { limited: 'ltd', company: 'co', incorporated: 'inc' }

/**
 * How well a name that a payer gave fits the name on an account. Capitals, accents, titles and
 * punctuation do not count, `Limited` is `Ltd`. Close is what somebody may write who means the
 * right person: initials, a name left out, another order, a slip of the pen. Of an account in two
 * names, either will do.
 */
export function matchName(given: string, actual: string): NameMatch {
  const asked = wordsOf(given)
  if (asked.length === 0) return 'no-match'
  if (asked.join(' ') === wordsOf(actual).join(' ')) return 'match'
  const results = holdersOf(actual).map((name) => compareNames(asked, wordsOf(name)))
  return results.includes('match') ? 'match' : results.includes('close-match') ? 'close-match' : 'no-match'
}

function wordsOf(name: string): string[] {
  const plain = name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/['’.]/g, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
  const words = plain.split(' ').filter((word) => word !== '' && !empty.has(word))
  const named = words.filter((word) => !titles.has(word))
  return named.map((word) => short[word] ?? word)
}

/**
 * Who holds an account: of one in two names, each for itself. A company's name may hold an `&` too,
 * and is one.
 */
function holdersOf(actual: string): string[] {
  const parts = actual.split(/\s+&\s+/)
  return parts.length === 2 && parts.every((part) => wordsOf(part).length >= 2) ? parts : [actual]
}

function compareNames(given: readonly string[], actual: readonly string[]): NameMatch {
  if (given.join(' ') === actual.join(' ')) return 'match'
  const isClose =
    given.toSorted().join(' ') === actual.toSorted().join(' ') || isShortened(given, actual) || isSlip(given, actual)
  return isClose ? 'close-match' : 'no-match'
}

/**
 * The same last name, and before it initials or fewer names than there are, the first of them the
 * right one.
 */
function isShortened(given: readonly string[], actual: readonly string[]): boolean {
  const [one, other] = [given, actual].toSorted((a, b) => a.length - b.length) as [string[], string[]]
  if (one.length < 2 || one.at(-1) !== other.at(-1)) return false
  const [firsts, names] = [one.slice(0, -1), other.slice(0, -1)]
  let from = 0
  return firsts.every((first, n) => {
    const at = names.findIndex((name, place) => place >= from && fits(first, name))
    from = at + 1
    return at >= 0 && (n > 0 || at === 0)
  })
}

const fits = (one: string, other: string): boolean =>
  one === other || (one.length === 1 && other.startsWith(one)) || (other.length === 1 && one.startsWith(other))

/** So few letters differ that it may be a slip: one in a short name, two in a long one. */
function isSlip(given: readonly string[], actual: readonly string[]): boolean {
  const [one, other] = [given.join(' '), actual.join(' ')]
  return distance(one, other) <= (Math.min(one.length, other.length) > 10 ? 2 : 1)
}

/** How many letters must be added, taken away or replaced to make one text of another. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, n) => n)
  for (const [i, letter] of [...one].entries()) {
    const next = [i + 1]
    for (const [j, its] of [...other].entries()) {
      const replaced = (row[j] as number) + (letter === its ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] as number) + 1, (next[j] as number) + 1))
    }
    row = next
  }
  return row.at(-1) as number
}
