import { html } from 'hono/html'
import type { Content, Html } from './html.ts'

/** A state: how it went, or how it stands. Each has a shape, so that colour only repeats it. */
export type Tone = 'settled' | 'pending' | 'problem' | 'told'

const shapes: Readonly<Record<Tone, Html>> = {
  settled: html`<path d="M2 6.5 5 9.5 10.5 3" fill="none" stroke="currentColor" stroke-width="2"/>`,
  pending: html`<circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" stroke-width="2"/>`,
  problem: html`<path d="M6 1 11.5 11H.5z"/>`,
  told: html`<circle cx="6" cy="6" r="4"/>`,
}

/** Shows a state as shape, word and colour. */
export const badge = (tone: Tone, words: Content): Html =>
  html`<span class="badge ${tone}"><svg viewBox="0 0 12 12" aria-hidden="true">${shapes[tone]}</svg>${words}</span>`

/** Shows a fact that is no state, such as a number of customers. */
export const plainBadge = (words: Content): Html => html`<span class="badge">${words}</span>`

/** Shows a fact that only a sandbox has, such as a fork. */
export const sandBadge = (words: Content): Html => html`<span class="badge sand">${words}</span>`

/** Returns the tone of an HTTP status. */
export const toneOfStatus = (status: number): Tone =>
  status >= 400 ? 'problem' : status === 202 || status === 0 ? 'pending' : 'settled'
