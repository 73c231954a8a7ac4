import { html } from 'hono/html'
import type { Html } from '#looks/index.ts'

/** Shows the parts of a text between backticks as code. */
export const renderText = (text: string): Html[] =>
  text.split('`').map((part, n) => (n % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))
