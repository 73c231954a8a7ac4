import { html } from 'hono/html'
import { type ProblemCode, problems } from '#bank/base/problem.ts'
import { scenariosOf } from '#bank/scenarios/scenarios.ts'
import type { Host } from '#edge/host.ts'
import type { Html } from '#looks/index.ts'
import { listLinks } from './links.ts'
import type { SitePage } from './page.ts'
import { problemTexts } from './problem-texts.ts'

/** Builds the start page. `first` is the world that a laptop's sandbox begins with. */
export function renderStartPage(baseUrl: string, first: Host['first']): SitePage {
  const accounts = `${baseUrl}/open-banking/v4.0/aisp/accounts`
  return {
    title: 'Sandbank',
    main: html`<header>
<h1>Sandbank</h1>
<p class="lead">A bank that anyone can fork. Its synthetic customers have years of history, and you reach them through the real UK Open Banking standard.</p>
</header>
<section aria-labelledby="call">
<h2 id="call">Your first call</h2>
${
  first
    ? html`<pre tabindex="0" aria-label="A call to paste into a terminal"><code>curl -H "Authorization: Bearer ${first.developerToken}" ${accounts}</code></pre>
<p>This call lists the accounts of <code>${first.customer}</code>, a ${first.persona}. Replace <code>accounts</code> with <code>transactions</code> or <code>balances</code> to read those.</p>`
    : html`<pre tabindex="0" aria-label="A call to paste into a terminal"><code>curl -X POST -H "Authorization: Bearer $ORGANISER_KEY" -H "Content-Type: application/json" -d '{}' ${baseUrl}/control/worlds</code></pre>
<p>This call creates a world of your own and returns its keys.</p>`
}
</section>
<section aria-labelledby="world">
<h2 id="world">A world of your own</h2>
<pre tabindex="0" aria-label="A call that creates a world"><code>curl -X POST -H "Content-Type: application/json" -d '{"seed": 7, "size": 100000}' ${baseUrl}/control/worlds</code></pre>
<p>A world is an isolated sandbox with its own seed, clock and keys. Create one for each team, pull request or test. To move its time forward, call <code>POST /control/worlds/{id}/clock/advance</code>.</p>
</section>
<nav aria-label="Where to go next">
${listLinks(first).map(({ path, title }) => html`<a href="${path}">${title}</a>\n`)}</nav>`,
  }
}

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

/** Builds the page that lists every problem. */
export function renderProblemsPage(): SitePage {
  const rows = Object.entries(problems).map(
    ([code, { status, standard, title }]) =>
      html`<tr><td><a href="/problems/${code}">${code}</a><p>${title}</p></td><td>${status}</td><td>${standard}</td></tr>`,
  )
  return {
    title: 'Problems · Sandbank',
    main: html`<h1>Every error that the bank returns</h1>
<p>A page at another origin sees none of them, only <code>Failed to fetch</code>, until you list its origin: <code>npm start -- --cors http://localhost:5173</code>. Or call through the proxy of your development server.</p>
<div class="wide" tabindex="0" role="region" aria-label="Problems"><table>
<thead><tr><th scope="col">Problem</th><th scope="col">Status</th><th scope="col">Standard code</th></tr></thead>
<tbody>${rows}</tbody></table></div>
<nav aria-label="Back"><a href="/scenarios">Scenarios</a><a href="/">Sandbank</a></nav>`,
  }
}

/** Builds the page of one problem, to which its error responses link. */
export function renderProblemPage(code: ProblemCode): SitePage {
  const { status, standard, title } = problems[code]
  const { happened, todo, provoke } = problemTexts[code]
  const causes = scenariosOf(code)
  return {
    title: `${code} · Sandbank`,
    main: html`<h1>${title}</h1>
<p class="lead">${renderCode(happened)}</p>
<h2>What to do</h2>
<p>${renderCode(todo)}</p>
<h2>How to provoke it</h2>
${provoke === undefined ? '' : html`<p>${renderCode(provoke)}</p>`}
${causes.map(([name, scenario]) => html`<p>Send <code>x-sandbank-scenario: ${name}</code> with ${scenario.where}. <a href="/scenarios#${name}">${scenario.title}</a>.</p>`)}
<h2>How to recognise it in code</h2>
<p>Problem <code>${code}</code>, HTTP ${status}, <code>${standard}</code> on the Read/Write API.</p>
<nav aria-label="Back"><a href="/problems">All problems</a><a href="/scenarios">Scenarios</a><a href="/">Sandbank</a></nav>`,
  }
}

/** Shows the parts of a text between backticks as code. */
const renderCode = (text: string): (string | Html)[] =>
  text.split('`').map((part, n) => (n % 2 === 1 ? html`<code>${part}</code>` : part))

/** Builds the page for a path at which the sandbox serves nothing. */
export function renderNotFoundPage(path: string): SitePage {
  return {
    title: 'Not found · Sandbank',
    main: html`<h1>No page at ${path}</h1><nav aria-label="Where to go"><a href="/">Start page</a><a href="/reference">API reference</a></nav>`,
  }
}
