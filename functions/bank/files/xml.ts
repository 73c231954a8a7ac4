import { Problem } from '#bank/base/problem.ts'

const malformed = (why: string) => new Problem('body-malformed', `the file is no XML that is taken here: ${why}`)

/**
 * What XML can be made to do to its reader: entities that grow without end or fetch what they name
 * need a document type. None is taken, so that there are no entities but the five that XML has by
 * itself.
 */
const refused: readonly (readonly [RegExp, string])[] = [
  [/<!DOCTYPE|<!ENTITY/i, 'it must have no document type and declare no entities'],
  [/<!\[CDATA\[/, 'it must have no CDATA sections'],
  [
    /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)/,
    'there are no entities but amp, lt, gt, quot, apos and characters by number',
  ],
  [/^<\?xml[^>]*encoding\s*=\s*["'](?!utf-8["'])/i, 'it must be in UTF-8'],
]

/**
 * The element tree of an XML text: attributes are named `@name`, and a text beside them `#text`.
 * `lists` names the elements that may stand several times: they are lists even where there is one
 * of them. Refuses what is not well-formed, and whatever needs more than a text needs.
 */
export async function parseXml(text: string, lists: readonly string[]): Promise<Record<string, unknown>> {
  for (const [pattern, why] of refused) if (pattern.test(text)) throw malformed(why)
  const { parse } = await import('./xml-parser.ts')
  const parsed = parse(text, lists)
  if ('wrong' in parsed) throw malformed(parsed.wrong)
  return parsed.tree
}
