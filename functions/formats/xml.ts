/**
 * Escapes a text for XML content or an attribute. Control and unassigned characters become `?`,
 * because XML 1.0 forbids most of them.
 */
export function escapeXml(text: string): string {
  return special.test(text)
    ? text.replaceAll(unwritable, '?').replaceAll(/[&<>"]/g, (one) => entities[one] as string)
    : text
}

const special = /[&<>"\p{Cc}\p{Cs}\p{Cn}]/u
const unwritable = /[\p{Cc}\p{Cs}\p{Cn}]/gu
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Replaces every character outside ASCII with a numeric character reference. */
export const encodeAscii = (xml: string): string => xml.replaceAll(/\P{ASCII}/gu, (one) => `&#${one.codePointAt(0)};`)

/** Builds an element such as `<Nm>text</Nm>`, cut to its longest text; empty for an empty text. */
export const buildElement = (name: string, text: string, mostCharacters: number): string =>
  text === '' ? '' : `<${name}>${escapeXml(cutText(text, mostCharacters))}</${name}>`

/** Cuts a text to a number of characters. A character outside the BMP counts as one. */
export const cutText = (text: string, mostCharacters: number): string =>
  text.length <= mostCharacters ? text : [...text].slice(0, mostCharacters).join('')

/** Splits a text into lines of at most a number of characters; none for an empty text. */
export function splitText(text: string, mostCharacters: number): string[] {
  const characters = [...text]
  const lines: string[] = []
  for (let n = 0; n < characters.length; n += mostCharacters)
    lines.push(characters.slice(n, n + mostCharacters).join(''))
  return lines
}
