const characters = '\\p{Cc}\\p{Cs}\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069'

/**
 * What is not seen and changes how the text around it reads: control characters, and those that
 * turn its direction.
 */
export const invisibleCharacters = new RegExp(`[${characters}]`, 'u')

const unseenInLines = new RegExp(`(?![\\t\\n\\r])[${characters}]`, 'gu')

/**
 * A text whose unseen characters are seen, but for the ends of its lines: what partners write in it
 * cannot pass for something else.
 */
export const revealInvisible = (text: string): string => text.replaceAll(unseenInLines, '\ufffd')

const rightToLeft = '[\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufefc\\u{10800}-\\u{10fff}\\u{1e800}-\\u{1efff}]+'
const runs = new RegExp(`${rightToLeft}(?:[ -]${rightToLeft})*`, 'gu')

/**
 * A text in which what is written from right to left keeps to itself, as `<bdi>` would have it but
 * in attributes too: it changes the order of no word or amount beside it.
 */
export const isolateRightToLeft = (text: string): string => text.replaceAll(runs, '\u2068$&\u2069')
