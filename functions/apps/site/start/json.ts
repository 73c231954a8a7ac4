import { html } from 'hono/html'
import type { Html } from '#looks/index.ts'

/** Shows JSON with its keys and texts in colours of their own. `text` is indented JSON. */
export const colourJson = (text: string): Html[] =>
  text.split(/("(?:[^"\\]|\\.)*"(?:\s*:)?)/).map((part) => {
    if (part.endsWith(':')) return html`<span class="k">${part.slice(0, -1)}</span>:`
    return part.startsWith('"') ? html`<span class="t">${part}</span>` : html`${part}`
  })
