import { html } from 'hono/html'
import type { WholeRequest } from '#bank/requests/views.ts'
import type { Content, Html } from '#looks/index.ts'

type Message = WholeRequest['request']

/** Shows a message as it goes over the wire: a first line, its headers, and its body. */
export const renderMessage = (firstLine: Content, { headers, body, bodyLength, isCut }: Message): Html =>
  html`<span class="v">${firstLine}</span>
${headers.map(({ name, value }) => html`<span class="k">${name}</span>: ${value}\n`)}
${body === undefined ? (bodyLength ? `(${bodyLength} bytes that are no text)` : '') : renderBody(body)}${isCut ? '\n(the log holds only the first 16 KB)' : ''}`

/** Shows a body: JSON in lines, its names and texts in colours; anything else as it is. */
export function renderBody(body: string): Html {
  let text: string
  try {
    text = JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return html`${body}`
  }
  const parts = text.split(/("(?:[^"\\]|\\.)*")(?=(:)?)/g)
  // split keeps the groups: text, string, colon (or undefined), text, ...
  return html`${parts.map((part, n) =>
    n % 3 === 1
      ? parts[n + 1] === ':'
        ? html`<span class="k">${part}</span>`
        : html`<span class="t">${part}</span>`
      : n % 3 === 2
        ? ''
        : part,
  )}`
}
