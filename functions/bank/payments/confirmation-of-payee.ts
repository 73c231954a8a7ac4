/** The result of confirmation of payee. */
export type NameMatch = 'match' | 'close-match' | 'no-match'

const titles = new Set(['mr', 'mrs', 'ms', 'miss', 'mx', 'dr', 'prof', 'sir', 'lady'])
/** Words that do not distinguish names. */
const fillerWords = new Set(['and', 'the', 'of'])
/** The long and short forms of company suffixes. */
const suffixes: Readonly<Record<string, string>> = { limited: 'ltd', company: 'co', incorporated: 'inc' }

/**
 * Compares the name that a payer gave with the name on an account. Case, accents, titles and
 * punctuation do not count, and `Limited` equals `Ltd`. A close match is what a payer may write who
 * means the right person: initials, a missing name, another order, a typing error. For an account
 * in two names, either name matches.
 */
export function matchName(given: string, actual: string): NameMatch {
  const givenWords = wordsOf(given)
  if (givenWords.length === 0) return 'no-match'
  if (givenWords.join(' ') === wordsOf(actual).join(' ')) return 'match'
  const results = holdersOf(actual).map((name) => compareNames(givenWords, wordsOf(name)))
  return results.includes('match') ? 'match' : results.includes('close-match') ? 'close-match' : 'no-match'
}

function wordsOf(name: string): string[] {
  const plain = name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/['’.]/g, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
  const words = plain.split(' ').filter((word) => word !== '' && !fillerWords.has(word))
  const withoutTitles = words.filter((word) => !titles.has(word))
  return withoutTitles.map((word) => suffixes[word] ?? word)
}

/**
 * Returns the names of an account's holders: two for a joint name. A company's name may contain an
 * `&` too, and stays one name.
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
 * Returns whether one name is a short form of the other. The last names must be equal. Before them
 * the short form has initials or fewer names, starting with the first name.
 */
function isShortened(given: readonly string[], actual: readonly string[]): boolean {
  const [one, other] = [given, actual].toSorted((a, b) => a.length - b.length) as [string[], string[]]
  if (one.length < 2 || one.at(-1) !== other.at(-1)) return false
  const [firsts, names] = [one.slice(0, -1), other.slice(0, -1)]
  let from = 0
  return firsts.every((first, n) => {
    const at = names.findIndex((name, place) => place >= from && isSameOrInitial(first, name))
    from = at + 1
    return at >= 0 && (n > 0 || at === 0)
  })
}

const isSameOrInitial = (one: string, other: string): boolean =>
  one === other || (one.length === 1 && other.startsWith(one)) || (other.length === 1 && one.startsWith(other))

/**
 * Returns whether the names differ by a typing error: one letter in a short name, two in a long
 * one.
 */
function isSlip(given: readonly string[], actual: readonly string[]): boolean {
  const [one, other] = [given.join(' '), actual.join(' ')]
  return distance(one, other) <= (Math.min(one.length, other.length) > 10 ? 2 : 1)
}

/** Returns the Levenshtein distance: the letters to add, remove or replace. */
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
