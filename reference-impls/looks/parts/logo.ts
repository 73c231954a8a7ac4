import { html } from 'hono/html'
import type { Html } from './html.ts'

/**
 * Draws the mark: a coin, the sea, and in it a bank of sand that forks. `id` keeps its clipping
 * path apart from that of another mark on the same page.
 */
export const logo = (id = 'coin'): Html =>
  html`<svg viewBox="0 0 32 32" aria-hidden="true"><clipPath id="${id}"><circle cx="16" cy="16" r="16"/></clipPath><circle cx="16" cy="16" r="16" fill="#00695c"/><path clip-path="url(#${id})" d="M-1 24.6C6.5 24.6 10.6 22.4 14.4 18.2C18.6 13.4 23 9.4 33 9.4L33 14C25.6 14 21.8 17 19.2 20.2C22.2 19.2 26 19 33 20.2L33 33L-1 33Z" fill="#f2cf86"/></svg>`
