import { html } from 'hono/html'
import type { Html } from '#looks/index.ts'

const token =
  /("(?:[^"\\\n]|\\.)*"(?:\s*:(?!\/))?|'[^']*'|(?:^|(?<=\s))(?:\/\/|#) .*$|\b(?:await|curl|const|for|from|import|in|of|print)\b)/m

/** Shows code with its keys, texts, verbs and comments in colours of their own. */
export const colourCode = (code: string): Html[] =>
  code.split(new RegExp(token, 'gm')).map((part) => {
    if (/^["'].*["']\s*:$/s.test(part)) {
      const key = part.replace(/\s*:$/, '')
      return html`<span class="k">${key}</span>${part.slice(key.length)}`
    }
    if (/^["']/.test(part)) return html`<span class="t">${part}</span>`
    if (/^(\/\/|#) /.test(part)) return html`<span class="soft">${part}</span>`
    return /^[a-z]+$/.test(part) && token.test(part) ? html`<span class="v">${part}</span>` : html`${part}`
  })
