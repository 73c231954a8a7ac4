import { html } from 'hono/html'

export type Html = ReturnType<typeof html>

/** Builds a whole page of the console. It has no script, so text browsers can show it. */
export function renderPage(title: string, main: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="stylesheet" href="/console.css">
<link rel="icon" href="data:,">
</head>
<body><main>${main}</main></body>
</html>`
}
