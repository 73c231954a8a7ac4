import { html } from 'hono/html'
import { type Content, footer, type Html, icon, nothing, renderPage, topBar } from './looks.ts'

/** Builds a whole page. It has no script. */
export const renderLayout = (
  title: string,
  main: Content,
  bar: Pick<Parameters<typeof topBar>[0], 'places' | 'current' | 'aside'> = { places: [] },
  foot: Content = 'Month in view reads your accounts and never moves money.',
): Html =>
  renderPage({
    title: `${title} · Month in view`,
    styles: ['/month.css'],
    top: topBar({ brand: html`<span class="mark">${icon('calendar')}</span>Month in view`, label: 'Months', ...bar }),
    main,
    foot: footer(foot, []),
  })

/** Builds an error page: what went wrong and what the customer can do. */
export const renderErrorPage = (title: string, text: string, interactionId?: string): Html =>
  renderLayout(
    title,
    html`<h1>${title}</h1>
<p class="lead">${text}</p>
<div class="stack">${interactionId === undefined ? nothing : html`<p>If you contact the bank, quote the reference <code>${interactionId}</code>.</p>`}
<p><a class="btn" href="/">${icon('calendar')}This month</a></p></div>`,
  )
