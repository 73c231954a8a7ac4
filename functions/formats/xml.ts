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

/** Builds an element such as `<Nm>text</Nm>`, cut to its longest text; empty for an empty text. */
export const buildElement = (name: string, text: string, mostCharacters: number): string =>
  text === '' ? '' : `<${name}>${escapeXml(text.slice(0, mostCharacters))}</${name}>`
