import { html } from 'hono/html'
import type { Content, Html } from './html.ts'
import { icon } from './icons.ts'

/**
 * Builds the button that copies the text of the element `id`. Without a script it does nothing, so
 * the stylesheet hides it then.
 */
export const copyButton = (id: string, label = 'Copy'): Html =>
  html`<button class="copy" type="button" data-copy="${id}">${icon('copy')}<span>${label}</span></button>`

/** Shows code that can be copied, under a title. `id` is unique on the page. */
export const codeBlock = (id: string, title: Content, code: Content, more: Content = ''): Html =>
  html`<div class="code"><header><span>${title}</span>${copyButton(id)}</header><pre id="${id}" tabindex="0">${code}</pre>${more}</div>`

/** Shows one line of code that can be copied. `id` is unique on the page. */
export const snippet = (id: string, code: Content): Html =>
  html`<div class="snip"><code id="${id}">${code}</code>${copyButton(id)}</div>`
