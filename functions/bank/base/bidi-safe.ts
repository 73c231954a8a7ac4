const directions = '\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069'
const characters = `\\p{Cc}\\p{Cs}${directions}`
const direction = new RegExp(`[${directions}]`, 'u')

/** Returns whether a text keeps its direction and its lines. Names that people give must. */
export const keepsDirection = (text: string): boolean => !direction.test(text)
/** Says why a text that does not keep its direction is rejected. */
export const directionRejected = 'must not contain characters that change the text direction, such as U+202E'

/**
 * Matches control characters, lone surrogates and characters that change the direction of text.
 * They are invisible, but change how the text around them reads.
 */
export const invisibleCharacters = new RegExp(`[${characters}]`, 'u')

const unseenInLines = new RegExp(`(?![\\t\\n\\r])[${characters}]`, 'gu')

/**
 * Replaces invisible characters by U+FFFD, except tabs and line ends, so that text from a partner
 * cannot pass for something else.
 */
export const revealInvisible = (text: string): string => text.replaceAll(unseenInLines, '\ufffd')

const rightToLeft = '[\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufefc\\u{10800}-\\u{10fff}\\u{1e800}-\\u{1efff}]+'
const runs = new RegExp(`${rightToLeft}(?:[ -]${rightToLeft})*`, 'gu')

/**
 * Isolates runs of right-to-left text with U+2068 and U+2069, so that they do not reorder the words
 * or amounts beside them. Works like `<bdi>`, and in attributes too.
 */
export const isolateRightToLeft = (text: string): string => text.replaceAll(runs, '\u2068$&\u2069')
