import { html } from 'hono/html'
import type { SitePage } from '#apps/site/page.ts'
import { looks } from '#bank/worlds/theme.ts'
import {
  badge,
  codeBlock,
  emptyState,
  errorNotice,
  face,
  type Html,
  icon,
  iconNames,
  plainBadge,
  rankedBars,
  sandBadge,
  snippet,
  spark,
  type Tone,
} from '#looks/index.ts'

/** The colours by what they mean. */
const colours: Readonly<Record<string, readonly string[]>> = {
  'Ground and ink': ['paper', 'surface', 'sunken', 'raised', 'line', 'edge', 'ink', 'soft'],
  'Sea: what a bank does': ['accent', 'accent-strong', 'tint', 'on-accent'],
  'Sand: what only a sandbox does': ['sand', 'sand-strong', 'sand-tint', 'sand-line', 'on-sand'],
  Status: ['problem', 'pending', 'settled', 'told'],
  Data: ['data-1', 'data-2', 'data-3', 'data-4', 'data-5', 'data-6'],
}

const tones: readonly (readonly [Tone, string])[] = [
  ['settled', 'Settled'],
  ['pending', 'Pending'],
  ['problem', 'Rejected'],
  ['told', 'Received'],
]

/** Builds the page that shows every part of the pages. `look` shows them as a bank of that look. */
export const renderPartsPage = (look: string | undefined): SitePage => ({
  title: 'Parts · Sandbank',
  description: 'Everything that the pages of Sandbank are made of.',
  ...(look !== undefined && { look }),
  main: html`<h1>Parts</h1>
<p class="lead">Everything the pages are made of. Reference apps use them too: <code>reference-impls/looks</code>.</p>
<p class="row">The looks of a bank: ${looks.map((one) => html`<a class="btn quiet small" href="/parts?look=${one}"${one === (look ?? 'sandbank') ? html` aria-current="true"` : ''}>${one}</a>`)}</p>
${section('Colours', html`${Object.entries(colours).map(([title, names]) => html`<h3>${title}</h3><ul class="swatches">${names.map((name) => html`<li><svg viewBox="0 0 10 10" preserveAspectRatio="none" aria-hidden="true"><rect class="fill-${name}" width="10" height="10"/></svg><code>${name}</code></li>`)}</ul>`)}`)}
${section('Type', html`<p class="now num">£4,758.31</p><p class="lead">A lead says what the page is for.</p><p>Body text, 16 pixels on 24. <span class="soft">Soft text says what may be skipped.</span> <code>acc_0_current</code></p>`)}
${section('Buttons', html`<p class="row"><button class="btn" type="button">Allow</button><button class="btn quiet" type="button">Refuse</button><button class="btn sand" type="button">${icon('clock')} Advance</button><button class="btn line" type="button">${icon('bolt')} Arm</button><button class="btn quiet small" type="button">Small</button></p>`)}
${section('Badges', html`<p class="row">${tones.map(([tone, word]) => badge(tone, word))}${plainBadge('1,000 customers')}${sandBadge('fork')}</p>`)}
${section('Code', html`<div class="stack">${codeBlock('part-code', 'Code that can be copied', html`<span class="v">curl</span> -H <span class="t">"x-sandbank-scenario: unavailable"</span> …/accounts`)}${snippet('part-snippet', 'npm ci && npm start')}</div>`)}
${section(
  'Ranked amounts',
  html`<div class="card">${rankedBars([
    { what: 'Bills by direct debit', pence: 1_918_200 },
    { what: 'Groceries', pence: 663_100 },
    { what: 'Fuel', pence: 155_200 },
  ])}</div>`,
)}
${section('People and lines', html`<div class="grid"><div class="card"><div class="row">${face('Amara Okafor')}<div><h3>Amara Okafor</h3><p class="small soft">Gig worker</p></div></div>${spark([3, 4, 2, 6, 5, 8, 9, 7, 11], 'A line that rises')}</div><div class="card"><div class="row">${face('Gary Slater', 'big')}<div><h3>Gary Slater</h3><p class="small soft">Sliding into debt</p></div></div>${spark([9, 8, 8, 6, 5, 5, 3, 2, 1], 'A line that falls', true)}</div><div class="sandy"><h3>A sandy panel</h3><p class="small soft">Only what a real bank does not have stands on sand: the clock, faults, forks, being anybody.</p></div></div>`)}
${section('Empty and wrong', html`<div class="grid">${emptyState('bell', 'No events yet', 'Pay something, or move the clock to payday.', html`<button class="btn line small" type="button">${icon('clock')} Advance to payday</button>`)}${errorNotice('There is no such account for this token', html`<code>cus_0</code> has no account <code>acc_2_current</code>. Read <code>/accounts</code> for what there is.`, html`<a href="/problems/grant-insufficient">What to do</a>`)}</div>`)}
${section('Icons', html`<ul class="swatches icons">${iconNames.map((name) => html`<li>${icon(name)}<code>${name}</code></li>`)}</ul>`)}`,
})

const section = (title: string, content: Html): Html => html`<section><h2>${title}</h2>${content}</section>`
