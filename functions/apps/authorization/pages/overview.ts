import { html } from 'hono/html'
import type { Setting } from '#apps/authorization/shown.ts'
import { clusterOf } from '#bank/cluster.ts'
import { type ConsentRecord, type ConsentState, permissionsOf } from '#bank/consent.ts'
import { owner } from './owner.ts'
import { type Html, nothing, page } from './page.ts'

/** One consent of the list. `lastUse` is a day such as `2026-11-24`. */
export type Line = {
  readonly app: string
  readonly consent: ConsentRecord
  readonly state: ConsentState
  readonly since: number
  readonly lastUse: string | undefined
}

export type Overview = {
  readonly name: string
  readonly token: string
  readonly lines: readonly Line[]
  readonly waiting: readonly { readonly app: string; readonly code: string }[]
}

/** What waits for the customer, what it allows now, and what it allowed before. */
export function overviewPage(setting: Setting, { name, token, lines, waiting }: Overview): Html {
  const { t, base } = setting
  const { own } = t
  const active = lines.filter(({ state }) => state === 'AUTH')
  const past = lines.filter(({ state }) => state !== 'AUTH')
  return page(
    setting,
    own.title,
    html`${owner(setting, name, token)}
<h1>${own.title}</h1>
${
  waiting.length === 0
    ? nothing
    : html`<section aria-labelledby="waiting"><h2 id="waiting">${own.waiting}</h2><ul class="cards">${waiting.map(
        ({ app, code }) =>
          html`<li class="urgent"><h3><a href="${base}/customer/approvals/${code}">${own.waitingFor(app)}</a></h3><p class="short-code">${code}</p></li>`,
      )}</ul></section>`
}
<section aria-labelledby="active"><h2 id="active">${own.active}</h2>${
      active.length === 0 ? html`<p>${own.none} ${own.noneHint}</p>` : cards(setting, active)
    }</section>
${past.length === 0 ? nothing : html`<section aria-labelledby="past"><h2 id="past">${own.past}</h2>${cards(setting, past)}</section>`}`,
  )
}

function cards({ t, base }: Setting, lines: readonly Line[]): Html {
  const { own } = t
  return html`<ul class="cards">${lines.map(({ app, consent, state, since, lastUse }) => {
    const groups = [...new Set(permissionsOf(consent).map(clusterOf))].map((cluster) => t.clusters[cluster][0])
    const until = consent.expiresAt === undefined ? own.untilStopped : own.until(t.date(consent.expiresAt))
    const when = state === 'AUTH' ? `${own.since(t.date(since))}, ${until}` : t.date(since)
    const used = lastUse === undefined ? own.neverUsed : own.lastUsed(t.date(Date.parse(lastUse)))
    return html`<li><h3><a href="${base}/customer/consents/${consent.id}">${app}</a></h3>
<p><strong>${t.states[state]}</strong> ${when}</p><p>${groups.join(', ')}</p><p class="small">${used}</p></li>`
  })}</ul>`
}
