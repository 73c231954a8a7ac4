import { html } from 'hono/html'
import { emptyState } from '#looks/index.ts'
import type { SitePage } from './page.ts'

/** Builds the page for a path at which the sandbox serves nothing. `nearest` is what is meant. */
export const renderNotFoundPage = (path: string, nearest?: string): SitePage => ({
  title: 'Not found · Sandbank',
  main: html`<h1>No page at ${path}</h1>
${emptyState(
  'search',
  nearest === undefined ? 'The address may be misspelt' : 'Did you mean this?',
  nearest === undefined
    ? 'The start page leads to everything that is here.'
    : html`<a href="${nearest}"><code>${nearest}</code></a>`,
  html`<span class="row"><a class="btn" href="/">Start page</a><a class="btn quiet" href="/reference">API reference</a></span>`,
)}`,
})
