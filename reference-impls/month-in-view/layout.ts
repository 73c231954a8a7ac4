import { html } from 'hono/html'

export type Html = ReturnType<typeof html>

/** Builds a whole page. It has one stylesheet and no script. */
export function renderLayout(title: string, main: Html): Html {
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

/** Builds an error page: what went wrong and what the customer can do. */
export function renderErrorPage(title: string, text: string, interactionId?: string): Html {
  return renderLayout(
    title,
    html`<h1>${title}</h1>
<p class="lead">${text}</p>
${interactionId === undefined ? '' : html`<p>If you contact the bank, quote the reference <code>${interactionId}</code>.</p>`}
<p><a href="/">This month</a></p>`,
  )
}
