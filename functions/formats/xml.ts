/**
 * Text as XML content, or as the value of an attribute. Controls, and what is no character, become
 * `?`: XML 1.0 cannot write most of them.
 */
export function escapeXml(text: string): string {
  return special.test(text)
    ? text.replaceAll(unwritable, '?').replaceAll(/[&<>"]/g, (one) => entities[one] as string)
    : text
}

const special = /[&<>"\p{Cc}\p{Cs}\p{Cn}]/u
const unwritable = /[\p{Cc}\p{Cs}\p{Cn}]/gu
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/**
 * `<Nm>text</Nm>`, cut to what the element may hold; nothing at all where there is nothing to say.
 */
export const buildElement = (name: string, text: string, mostCharacters: number): string =>
  text === '' ? '' : `<${name}>${escapeXml(text.slice(0, mostCharacters))}</${name}>`
