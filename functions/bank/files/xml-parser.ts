import { XMLParser, XMLValidator } from 'fast-xml-parser'

/*
 * Loaded when the first XML comes, and built as a file of its own: so it imports nothing of ours,
 * and says in words what is wrong.
 */

/**
 * The elements of an XML text without a document type, or what is wrong with it. `lists` may stand
 * several times.
 */
export function parse(text: string, lists: readonly string[]): { tree: Record<string, unknown> } | { wrong: string } {
  if (none.test(text)) return { wrong: 'it holds control characters, or what is none' }
  const valid = XMLValidator.validate(text)
  if (valid !== true) return { wrong: `line ${valid.err.line}: ${valid.err.msg}` }
  try {
    return { tree: parserOf(lists).parse(text) }
  } catch (error) {
    // Elements within elements without end, characters that there are not, names that only an
    // attacker would give.
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
    // They are resolved below, the characters by number too.
    processEntities: false,
    tagValueProcessor: (_, value) => plain(value),
    attributeValueProcessor: (_, value) => plain(value),
    isArray: (name) => lists.includes(name),
  })

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** What XML 1.0 does not count among its characters (production 2). */
const none = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

/** A text without entities. */
const plain = (text: string): string =>
  text.replaceAll(/&(?:(amp|lt|gt|quot|apos)|#(\d+)|#x([0-9a-fA-F]+));/g, (_, name, decimal, hexadecimal) => {
    if (name !== undefined) return named[name] as string
    const point = decimal === undefined ? Number.parseInt(hexadecimal, 16) : Number(decimal)
    const character = point > 0x10ffff ? undefined : String.fromCodePoint(point)
    if (character === undefined || none.test(character)) throw new Error(`there is no character ${point}`)
    return character
  })
