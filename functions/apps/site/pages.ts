import { html } from 'hono/html'
import type { Host } from '#edge/host.ts'
import type { Html } from '#looks/index.ts'

/**
 * Builds the API reference: Swagger UI, with every file served from this host. On a laptop its
 * calls carry the default developer token.
 */
export function renderReferencePage(first: Host['first']): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sandbank API reference</title>
<link rel="stylesheet" href="/reference/swagger-ui.css">
<link rel="icon" href="data:,">
</head>
<body>
<nav aria-label="Back"><a href="/">Sandbank</a></nav>
<main id="reference" aria-label="API reference" data-token="${first?.developerToken ?? ''}"><noscript><p>The API reference needs JavaScript. Without it, read <a href="/openapi.json">openapi.json</a>.</p></noscript></main>
<script src="/reference/swagger-ui-bundle.js"></script>
<script type="module" src="/reference/start.js"></script>
</body>
</html>`
}

/**
 * Starts Swagger UI. It is a separate file because the page's policy forbids inline scripts. Calls
 * go to the address that the page came from. That may be 127.0.0.1, a forwarded port or a tunnel,
 * not the sandbox's base URL, and the policy forbids other origins. The class `dark-mode` follows
 * the colour scheme of the reader's device.
 */
export const referenceScript = `const dark = matchMedia('(prefers-color-scheme: dark)')
const paint = () => document.documentElement.classList.toggle('dark-mode', dark.matches)
dark.addEventListener('change', paint)
paint()
const { token } = document.getElementById('reference').dataset
const authorize = () => {
  for (const scheme of token ? ['accounts', 'partner', 'payment', 'funds'] : []) ui.preauthorizeApiKey(scheme, token)
}
const spec = await (await fetch('openapi.json')).json()
const ui = SwaggerUIBundle({ onComplete: authorize, spec: { ...spec, servers: [{ url: new URL('.', location.href).href.slice(0, -1) }] }, dom_id: '#reference', deepLinking: true, displayRequestDuration: true, persistAuthorization: true, docExpansion: 'none', defaultModelsExpandDepth: 0 })
`
