import { html } from 'hono/html'

export type Html = ReturnType<typeof html>

/** One page, whole. It has no script, and its only stylesheet is its own. */
export function layout(title: string, main: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="stylesheet" href="/style.css">
<link rel="icon" href="data:,">
</head>
<body><main>${main}</main></body>
</html>`
}

/** A page that says what went wrong, what it means and what to do. */
export function apologyPage(title: string, text: string, interactionId?: string): Html {
  return layout(
    title,
    html`<h1>${title}</h1>
<p class="lead">${text}</p>
${interactionId === undefined ? '' : html`<p>If you ask the bank, quote <code>${interactionId}</code>.</p>`}
<p><a href="/">This month</a></p>`,
  )
}
