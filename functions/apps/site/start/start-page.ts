import { html } from 'hono/html'
import type { RecentBalance } from '#actions/worlds/recent-balance.ts'
import type { SitePage } from '#apps/site/page.ts'
import type { Host } from '#edge/host.ts'
import {
  badge,
  codeBlock,
  face,
  formatMoney,
  type Html,
  icon,
  nothing,
  snippet,
  spark,
  toneOfStatus,
} from '#looks/index.ts'
import type { Answered } from './first-call.ts'
import { colourJson } from './json.ts'
import { renderRecentChart } from './recent-chart.ts'

/**
 * A named customer on the start page: a balance at the end of each month, oldest first, in pence.
 */
export type Person = {
  readonly id: string
  readonly name: string
  readonly persona: string
  readonly about: string
  readonly balances: readonly number[]
}

/** What the start page shows. */
export type Start = {
  readonly baseUrl: string
  readonly first: Host['first']
  /** The first call and its answer; absent in the cloud, where the reader has no token yet. */
  readonly call: Answered | undefined
  readonly grace: Person & { readonly recent: RecentBalance; readonly balance: number }
  readonly others: readonly Person[]
  /** The address as a QR code (SVG), if another device can reach it. */
  readonly qrCode?: Html | undefined
}

/** Builds the start page: what this is, the first call with its answer, three doors, the people. */
export const renderStartPage = (start: Start): SitePage => ({
  title: 'Sandbank: a bank that anyone can fork',
  description:
    'A banking sandbox: invented people with years of history over the real UK Open Banking API. Move its clock, break it on purpose, fork it.',
  current: '/',
  isWide: true,
  main: html`${renderHero(start)}
<div class="wrap">
${renderDoors(start)}
${renderPeople(start)}
${renderPowers()}
${renderPhone(start)}
</div>`,
})

const renderHero = ({ baseUrl, first, call }: Start): Html => html`<div class="hero">${contours}
<div class="wrap"><div>
<h1>A bank that anyone can fork</h1>
<p class="lead">Invented people with salaries, rents and years of history, over the real UK Open Banking API. Move its clock, break it on purpose, watch every event.</p>
<p class="row"><a class="btn" href="/console">Open your world ${icon('arrow')}</a><a class="btn quiet" href="/reference">API reference</a></p>
<ul class="facts">${['No account', 'No Docker', 'Runs offline', 'Apache-2.0'].map((fact) => html`<li>${icon('check')} ${fact}</li>`)}</ul>
</div>
${
  first
    ? codeBlock(
        'first-call',
        'Your first call',
        html`<span class="v">curl</span> -H <span class="t">"Authorization: Bearer ${first.developerToken}"</span> ${baseUrl}/open-banking/v4.0/aisp/accounts`,
        call && renderAnswer(call),
      )
    : codeBlock(
        'first-call',
        'A world of your own',
        html`<span class="v">curl</span> -X POST -H <span class="t">"Authorization: Bearer $ORGANISER_KEY"</span> -H <span class="t">"Content-Type: application/json"</span> -d <span class="t">'{}'</span> ${baseUrl}/control/worlds`,
      )
}
</div></div>`

/** How many lines of the answer the page shows. */
const mostLines = 15

/** Shows how the answer to the first call begins, and how much more there is. */
function renderAnswer({ status, took, body }: Answered): Html {
  const all = JSON.stringify(body, null, 2)
    .replace(/^\{\n\s*"Data": \{\n\s*"Account": \[\n\s*\{/, '{ "Data": { "Account": [ {')
    .replaceAll(/^ {4}/gm, '')
    .split('\n')
  const lines = all.slice(0, mostLines).join('\n')
  return html`<header><span class="row">${badge(toneOfStatus(status), String(status))}<span class="soft num">answered just now, in ${took < 1 ? 'less than 1' : took} ms</span></span></header>
<pre tabindex="0" aria-label="The answer to the first call">${colourJson(lines)}${
    all.length <= mostLines
      ? nothing
      : html`
<span class="soft">… ${all.length - mostLines} more lines: ${body.Data?.Account?.length} accounts in all</span>`
  }</pre>`
}

const renderDoors = ({ first }: Start): Html => html`<section aria-labelledby="doors">
<h2 id="doors">What brings you here?</h2>
<div class="doors">
${door(
  'trophy',
  'Win a hackathon',
  'A working call in a minute, a world for each team, and a bank that resets in one call.',
  'door-hackathon',
  'npx sandbank pay 12.34 "Amara Okafor"',
  [
    ['/customers', '24 customers'],
    ['/console', 'Your world'],
  ],
)}
${door(
  'rocket',
  'Go live without surprises',
  'Consents, keys and faults as at a UK bank. Going live is another base URL.',
  'door-live',
  first ? 'npm start -- --strict' : 'npx sandbank partner create',
  [
    ['/reference', 'API reference'],
    ['/scenarios', 'Faults to survive'],
  ],
)}
${door(
  'heart',
  'Contribute',
  'Fork a reference app or the bank itself. A world of its own for each pull request.',
  'door-contribute',
  'npm ci && npm test',
  [
    ['/parts', 'Parts of the pages'],
    ['/problems', 'Every error'],
  ],
)}
</div></section>`

const door = (
  name: Parameters<typeof icon>[0],
  title: string,
  text: string,
  id: string,
  command: string,
  links: readonly (readonly [path: string, text: string])[],
): Html =>
  html`<div class="card door"><span class="ico">${icon(name)}</span><h3>${title}</h3><p class="soft">${text}</p>${snippet(id, command)}<ul>${links.map(([path, words]) => html`<li><a href="${path}">${words}</a></li>`)}</ul></div>`

const renderPeople = ({ grace, others }: Start): Html => html`<section aria-labelledby="people">
<div class="head"><h2 id="people">Meet ${firstNameOf(grace.name)}. She has lived here for three years.</h2><a href="/customers">All 24 named customers</a></div>
<div class="card grace"><div class="stack">
<div class="row">${face(grace.name)}<div><h3>${grace.name}</h3><p class="small soft">${grace.persona} · <code>${grace.id}</code></p></div></div>
<div><p class="small soft">Current account, now</p><p class="now num">${formatMoney(grace.balance, 'GBP', 2)}</p></div>
<p class="small soft">${grace.about}</p>
<p class="row"><a class="btn sand" href="/console">${icon('clock')} Move her time</a><a class="btn quiet" href="/customers/${grace.id}">Her life</a></p>
</div><div>${renderRecentChart(grace.recent, grace.name, grace.balance)}</div></div>
<ul class="others">${others.map(
  ({ id, name, persona, balances }) =>
    html`<li><a class="card" href="/customers/${id}"><h3>${name}</h3><p class="small soft">${persona}</p>${spark(balances, `Money of ${name} over three years`, (balances.at(-1) ?? 0) < 0 || (balances.at(-1) ?? 0) < (balances[0] ?? 0) / 2)}</a></li>`,
)}</ul></section>`

const firstNameOf = (name: string): string => name.split(' ')[0] ?? name

const renderPowers = (): Html => html`<section aria-labelledby="powers">
<h2 id="powers">What a real bank will not do for you</h2>
<ul class="sandy can">
${power('fork', 'Fork it', 'A world is a branch: snapshot it, fork it, compare, throw it away. A million customers in milliseconds.')}
${power('clock', 'Move its time', 'One clock. Advance a month, and the salaries, rents and direct debits are there.')}
${power('bolt', 'Break it', 'One header makes any call fail as a bank in trouble would. Or arm the fault for the whole world.')}
${power('eye', 'See through it', 'Follow a request to its consent, its order, its legs and its event.')}
</ul></section>`

const power = (name: Parameters<typeof icon>[0], title: string, text: string): Html =>
  html`<li><span class="ico">${icon(name)}</span><h3>${title}</h3><p class="small soft">${text}</p></li>`

const renderPhone = ({ baseUrl, qrCode }: Start): Html =>
  qrCode === undefined
    ? nothing
    : html`<section class="card phone" aria-labelledby="phone">${qrCode}<div class="stack"><h2 id="phone">Open it on a phone</h2><p class="soft">Scan the code, or type <code>${baseUrl}</code>. Customers approve consents there, as they would at their bank.</p></div></section>`

/** The lines of a shore, behind the first words. */
const contours = html`<svg class="contours" viewBox="0 0 1280 520" preserveAspectRatio="xMidYMid slice" aria-hidden="true">${Array.from(
  { length: 8 },
  (_, n) => {
    const fall = n * 34
    return html`<path d="M-20 ${480 - fall}C180 ${480 - fall} 330 ${450 - fall * 1.3} 520 ${360 - fall * 1.2}S860 ${175 - fall * 0.8} 1300 ${155 - fall}"/>`
  },
)}</svg>`
