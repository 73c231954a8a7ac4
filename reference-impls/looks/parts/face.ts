import { html } from 'hono/html'
import type { Html } from './html.ts'

const titles = /^(mr|mrs|ms|miss|mx|dr|prof|rev|sir|dame)\.? /i
const colours = 6
const companyForms = / (ltd|limited|llp|plc)\.?$/i

/** The first letters of the first and the last word of a name: `GW` for Grace Whitfield. */
export function initialsOf(name: string): string {
  const words = name
    .replace(titles, '')
    .replace(companyForms, '')
    .match(/[\p{L}\p{N}]+/gu) ?? ['?']
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]]
  return ends.map((word) => [...(word ?? '')][0]?.toUpperCase()).join('')
}

/** Draws a person or a company as a disc with initials. The colour follows the name. */
export function face(name: string, size: 'usual' | 'big' = 'usual'): Html {
  const sum = [...name].reduce((total, letter) => (total * 31 + (letter.codePointAt(0) ?? 0)) % 65_521, 7)
  return html`<span class="face f${sum % colours}${size === 'big' ? ' big' : ''}" aria-hidden="true">${initialsOf(name)}</span>`
}
