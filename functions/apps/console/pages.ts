import { html } from 'hono/html'
import { type ProblemCode, problems } from '#bank/base/problem.ts'
import { type Scenario, scenarios } from '#bank/worlds/scenario.ts'
import type { Host } from '#edge/host.ts'
import { type Html, page } from './page.ts'
import { explained } from './problem-text.ts'

export function startPage(baseUrl: string, first: Host['first']): Html {
  const accounts = `${baseUrl}/open-banking/v4.0/aisp/accounts`
  return page(
    'Sandbank',
    html`<header>
<h1>Sandbank</h1>
<p class="lead">A bank that anyone can fork: synthetic customers with years of history, over the real UK Open Banking standard.</p>
</header>
<section aria-labelledby="call">
<h2 id="call">Your first call</h2>
${
  first
    ? html`<pre tabindex="0" aria-label="A call to paste into a terminal"><code>curl -H "Authorization: Bearer ${first.developerToken}" ${accounts}</code></pre>
<p>It reads the accounts of <code>${first.customer}</code>, a ${first.persona}. Replace <code>accounts</code> by <code>transactions</code> or <code>balances</code>.</p>`
    : html`<pre tabindex="0" aria-label="A call to paste into a terminal"><code>curl -X POST -H "Authorization: Bearer $ORGANISER_KEY" -H "Content-Type: application/json" -d '{}' ${baseUrl}/control/worlds</code></pre>
<p>It makes a world of your own and answers with its keys.</p>`
}
</section>
<section aria-labelledby="world">
<h2 id="world">A world of your own</h2>
<pre tabindex="0" aria-label="A call that makes a world"><code>curl -X POST -H "Content-Type: application/json" -d '{"seed": 7, "size": 100000}' ${baseUrl}/control/worlds</code></pre>
<p>Each team, pull request or test has its own seed, clock and keys. Move its time: <code>POST /control/worlds/{id}/clock/advance</code>.</p>
</section>
<nav aria-label="Where to go next">
<a href="/reference">API reference, with try-it</a>
<a href="/openapi.json">openapi.json</a>
<a href="/pictures">Customers in pictures</a>
${first ? html`<a href="/authorization/${first.id}/customer">Sign in as a customer</a>` : ''}
<a href="/control/personas">Personas</a>
<a href="/control/scenarios">Scenarios</a>
<a href="/problems">Problems</a>
</nav>`,
  )
}

/** Swagger UI, served from this host: the page needs no other. */
export function referencePage(): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sandbank API reference</title>
<link rel="stylesheet" href="/reference/swagger-ui.css">
<noscript><link rel="stylesheet" href="/console.css"></noscript>
<link rel="icon" href="data:,">
</head>
<body>
<main id="reference" aria-label="API reference"><noscript><p>The reference needs JavaScript; <a href="/openapi.json">openapi.json</a> does not.</p></noscript></main>
<script src="/reference/swagger-ui-bundle.js"></script>
<script type="module" src="/reference/start.js"></script>
</body>
</html>`
}

/**
 * Tells Swagger UI what to show. A file of its own, so that the page may forbid scripts in its
 * text. Calls go to where the page came from: 127.0.0.1, a forwarded port or a tunnel are not the
 * sandbox's own name for itself, and other origins are forbidden. Its dark colours are a class,
 * which follows what the reader's device says.
 */
export const referenceScript = `const dark = matchMedia('(prefers-color-scheme: dark)')
const paint = () => document.documentElement.classList.toggle('dark-mode', dark.matches)
dark.addEventListener('change', paint)
paint()
const spec = await (await fetch('/openapi.json')).json()
SwaggerUIBundle({ spec: { ...spec, servers: [{ url: location.origin }] }, dom_id: '#reference', deepLinking: true, displayRequestDuration: true, persistAuthorization: true, docExpansion: 'none', defaultModelsExpandDepth: 0 })
`

export function problemsPage(): Html {
  const rows = Object.entries(problems).map(
    ([code, { status, standard, title }]) =>
      html`<tr><td><a href="/problems/${code}">${code}</a><p>${title}</p></td><td>${status}</td><td>${standard}</td></tr>`,
  )
  return page(
    'Problems · Sandbank',
    html`<h1>Every way this bank says no</h1>
<div class="wide" tabindex="0" role="region" aria-label="Problems"><table>
<thead><tr><th scope="col">Problem</th><th scope="col">Status</th><th scope="col">Standard code</th></tr></thead>
<tbody>${rows}</tbody></table></div>
<nav aria-label="Back"><a href="/">Sandbank</a></nav>`,
  )
}

export function problemPage(code: ProblemCode): Html {
  const { status, standard, title } = problems[code]
  const [happened, todo] = explained[code]
  const provoking = Object.entries<Scenario>(scenarios).filter(([, { refuses }]) => refuses === code)
  return page(
    `${code} · Sandbank`,
    html`<h1>${title}</h1>
<p class="lead">${happened}</p>
<h2>What to do</h2>
<p>${todo}</p>
${
  provoking.length === 0
    ? ''
    : html`<h2>How to provoke it</h2>${provoking.map(([name, scenario]) => html`<p><code>x-sandbank-scenario: ${name}</code> with any call. ${scenario.title}.</p>`)}`
}
<h2>How programs know it</h2>
<p>Problem <code>${code}</code>, HTTP ${status}, <code>${standard}</code> on the Read/Write API.</p>
<nav aria-label="Back"><a href="/problems">All problems</a><a href="/">Sandbank</a></nav>`,
  )
}

export function notFoundPage(path: string): Html {
  return page(
    'Not found · Sandbank',
    html`<h1>There is nothing at ${path}</h1><nav aria-label="Where to go"><a href="/">Start page</a><a href="/reference">API reference</a></nav>`,
  )
}
