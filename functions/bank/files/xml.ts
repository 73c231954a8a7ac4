import { Problem } from '#bank/base/problem.ts'

const malformed = (why: string) => new Problem('body-malformed', `file: must be supported XML: ${why}`)

/**
 * Constructs that attack XML parsers: entities that grow without end or load a resource need a
 * document type. The bank rejects any, so that only XML's five predefined entities remain.
 */
const forbidden: readonly (readonly [RegExp, string])[] = [
  [/<!DOCTYPE|<!ENTITY/i, 'it must not have a document type or declare entities'],
  [/<!\[CDATA\[/, 'it must not have CDATA sections'],
  [
    /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)/,
    'its entities must be amp, lt, gt, quot, apos or numeric characters',
  ],
  [/^<\?xml[^>]*encoding\s*=\s*["'](?!utf-8["'])/i, 'it must be in UTF-8'],
]

/**
 * Parses an XML text to its tree of elements. Attributes are named `@name`, and the text beside
 * them `#text`. The elements in `lists` are arrays even if there is only one. Rejects malformed XML
 * and unsupported constructs.
 */
export async function parseXml(text: string, lists: readonly string[]): Promise<Record<string, unknown>> {
  for (const [pattern, why] of forbidden) if (pattern.test(text)) throw malformed(why)
  const { parse } = await import('./xml-parser.ts')
  const parsed = parse(text, lists)
  if ('wrong' in parsed) throw malformed(parsed.wrong)
  return parsed.tree
}
