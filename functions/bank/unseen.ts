const characters = '\\p{Cc}\\p{Cs}\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069'

/** What is not seen and changes how the text around it reads: control characters, and those that turn its direction. */
export const unseen = new RegExp(`[${characters}]`, 'u')

const unseenInLines = new RegExp(`(?![\\t\\n\\r])[${characters}]`, 'gu')

/** A text whose unseen characters are seen, but for the ends of its lines: what partners write in it cannot pass for something else. */
export const laidOpen = (text: string): string => text.replaceAll(unseenInLines, '\ufffd')
