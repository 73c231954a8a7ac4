import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { Problem } from '#bank/problem.ts'

/** An element with elements or attributes inside; attributes are named `@name`, and a text beside them `#text`. */
export type Element = Record<string, unknown>

const malformed = (why: string) => new Problem('body-malformed', `the file is no XML that is taken here: ${why}`)

/**
 * What XML can be made to do to its reader: entities that grow without end or fetch what they name need a document type. None is
 * taken, so that there are no entities but the five that XML has by itself.
 */
const refused: readonly (readonly [RegExp, string])[] = [
  [/<!DOCTYPE|<!ENTITY/i, 'it must have no document type and declare no entities'],
  [/<!\[CDATA\[/, 'it must have no CDATA sections'],
  [/&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)/, 'there are no entities but amp, lt, gt, quot and apos'],
  [/^<\?xml[^>]*encoding\s*=\s*["'](?!utf-8["'])/i, 'it must be in UTF-8'],
]

/**
 * The element tree of an XML text. `lists` names the elements that may stand several times: they are lists even where there is one
 * of them. Refuses what is not well-formed, and whatever needs more than a text needs.
 */
export function xmlTree(text: string, lists: readonly string[]): Element {
  for (const [pattern, why] of refused) if (pattern.test(text)) throw malformed(why)
  const valid = XMLValidator.validate(text)
  if (valid !== true) throw malformed(`line ${valid.err.line}: ${valid.err.msg}`)
  try {
    return parserOf(lists).parse(text)
  } catch (error) {
    // Elements within elements without end, or names that only an attacker would give.
    throw malformed((error as Error).message)
  }
}

const parserOf = (lists: readonly string[]) =>
  new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    textNodeName: '#text',
    ignoreDeclaration: true,
    ignorePiTags: true,
    parseTagValue: false,
    parseAttributeValue: false,
    // They are resolved below, the characters by number too.
    processEntities: false,
    tagValueProcessor: (_, value) => plain(value),
    attributeValueProcessor: (_, value) => plain(value),
    isArray: (name) => lists.includes(name),
  })

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** A text without entities. */
const plain = (text: string): string =>
  text.replaceAll(/&(?:(amp|lt|gt|quot|apos)|#(\d+)|#x([0-9a-fA-F]+));/g, (_, name, decimal, hexadecimal) => {
    if (name !== undefined) return named[name] as string
    const point = decimal === undefined ? Number.parseInt(hexadecimal, 16) : Number(decimal)
    if (point === 0 || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
      throw malformed(`there is no character ${point}`)
    return String.fromCodePoint(point)
  })
