import { Problem } from '#bank/base/problem.ts'

const malformed = (why: string) => new Problem('body-malformed', `the file is not valid or supported XML: ${why}`)

/**
 * Constructs that attack XML parsers: entities that grow without end or load a resource need a
 * document type. The bank rejects any, so that only XML's five predefined entities remain.
 */
const forbidden: readonly (readonly [RegExp, string])[] = [
  [/<!DOCTYPE|<!ENTITY/i, 'it must not have a document type or declare entities'],
  [/^.+<\?/s, 'it must not have processing instructions'],
  [/<!\[CDATA\[/, 'it must not have CDATA sections'],
  [
    /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)/,
    'its entities must be amp, lt, gt, quot, apos or numeric characters',
  ],
  [/^<\?xml[^>]*encoding\s*=\s*["'](?!utf-8["'])/i, 'it must be in UTF-8'],
]

/**
 * Limits of a file. A file of 2,500 payments is far below them; a parser needs seconds for a file
 * of attributes, of elements with a name each, or of processing instructions.
 */
const most = { elements: 60_000, attributes: 6_000, attributesOfElement: 10, names: 300, characters: 100 }

/** A tag up to its `>`, with quoted values that may contain one. */
const tagAt = /<[^<>"']*(?:(?:"[^"]*"|'[^']*')[^<>"']*)*>/y

/** Rejects a text that exceeds the limits. It reads the text once and builds nothing. */
function checkLimits(text: string): void {
  let [tags, attributes] = [0, 0]
  const names = new Set<string>()
  for (let at = text.indexOf('<'), end = at; at >= 0; at = text.indexOf('<', end)) {
    if (text.startsWith('<!--', at)) end = text.indexOf('-->', at + 4) + 3
    else {
      tagAt.lastIndex = at
      const [tag] = tagAt.exec(text) ?? []
      if (tag === undefined) throw malformed('a tag does not end')
      end = at + tag.length
      const bare = tag.replaceAll(/"[^"]*"|'[^']*'/g, '')
      const own = bare.split('=').length - 1
      attributes += own
      if (own > most.attributesOfElement)
        throw malformed(`an element must have at most ${most.attributesOfElement} attributes (got ${own})`)
      const parts = bare.match(/[^\s<>/=?]+/g) ?? []
      if (parts.some(({ length }) => length > most.characters))
        throw malformed(`a name must have at most ${most.characters} characters`)
      for (const name of parts) names.add(name)
    }
    if (end < at) throw malformed('a comment does not end')
    tags++
    if (tags > 2 * most.elements) throw malformed(`it must have at most ${most.elements} elements`)
    if (attributes > most.attributes) throw malformed(`it must have at most ${most.attributes} attributes`)
    if (names.size > most.names) throw malformed(`it must have at most ${most.names} different names`)
  }
}

/**
 * Parses an XML text to its tree of elements. Attributes are named `@name`, and the text beside
 * them `#text`. The elements in `lists` are arrays even if there is only one. Rejects malformed XML
 * and unsupported constructs.
 */
export async function parseXml(text: string, lists: readonly string[]): Promise<Record<string, unknown>> {
  for (const [pattern, why] of forbidden) if (pattern.test(text)) throw malformed(why)
  checkLimits(text)
  const { parse } = await import('./xml-parser.ts')
  const parsed = parse(text, lists)
  if ('wrong' in parsed) throw malformed(parsed.wrong)
  return parsed.tree
}
