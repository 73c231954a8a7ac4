import { XMLParser, XMLValidator } from 'fast-xml-parser'

/*
 * Loaded with the first XML file and built as a file of its own. So it imports nothing of ours, and
 * returns faults as text.
 */

/**
 * Parses an XML text without a document type to its elements, or returns what is wrong with it. The
 * elements in `lists` may be repeated.
 */
export function parse(text: string, lists: readonly string[]): { tree: Record<string, unknown> } | { wrong: string } {
  if (invalidCharacter.test(text))
    return { wrong: 'it must not contain control characters or other characters that XML forbids' }
  const valid = XMLValidator.validate(text)
  if (valid !== true) return { wrong: `line ${valid.err.line}: ${valid.err.msg}` }
  try {
    return { tree: parserOf(lists).parse(text) }
  } catch (error) {
    // Nesting that is too deep, invalid characters, or names that only an attacker would use.
    return { wrong: (error as Error).message }
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
    // Entities and numeric characters are resolved below.
    processEntities: false,
    tagValueProcessor: (_, value) => decodeEntities(value),
    attributeValueProcessor: (_, value) => decodeEntities(value),
    isArray: (name) => lists.includes(name),
  })

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Characters that XML 1.0 does not allow (production 2). */
const invalidCharacter = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

/** Replaces entities by their characters. */
const decodeEntities = (text: string): string =>
  text.replaceAll(/&(?:(amp|lt|gt|quot|apos)|#(\d+)|#x([0-9a-fA-F]+));/g, (_, name, decimal, hexadecimal) => {
    if (name !== undefined) return entities[name] as string
    const point = decimal === undefined ? Number.parseInt(hexadecimal, 16) : Number(decimal)
    const character = point > 0x10ffff ? undefined : String.fromCodePoint(point)
    if (character === undefined || invalidCharacter.test(character))
      throw new Error(`the character ${point} does not exist in XML`)
    return character
  })
