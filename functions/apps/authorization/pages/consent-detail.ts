import { html } from 'hono/html'
import type { AccountChoice } from '#actions/choices.ts'
import type { Use } from '#actions/usage.ts'
import type { Setting } from '#apps/authorization/shown.ts'
import { clusterOf } from '#bank/cluster.ts'
import { type ConsentRecord, type ConsentState, permissionsOf } from '#bank/consent.ts'
import { asker, spanOf, wanted } from './asked-for.ts'
import { owner } from './owner.ts'
import { form, type Html, nothing, page } from './page.ts'

export type ConsentDetail = {
  readonly app: string
  readonly name: string
  readonly token: string
  readonly consent: ConsentRecord
  readonly state: ConsentState
  readonly since: number
  readonly accounts: readonly AccountChoice[]
  readonly uses: readonly Use[]
  /** Whether these are all uses that there were. */
  readonly isAll: boolean
  readonly isStopped: boolean
}

/** One consent: what it allows, what was read under it and when, and how to stop it. */
export function consentDetailPage(setting: Setting, shownHere: ConsentDetail): Html {
  const { app, name, token, consent, state, since, accounts, isStopped } = shownHere
  const { t, base } = setting
  const { own } = t
  const isActive = state === 'AUTH'
  return page(
    setting,
    app,
    html`${owner(setting, name, token)}
<p class="links"><a href="${base}/customer">${own.back}</a></p>
${isStopped ? html`<p class="done" role="status">${own.stopped(app)}</p>` : nothing}
${asker(app)}
<h1>${app}</h1>
<dl class="facts"><dt>${own.state}</dt><dd>${t.states[state]}</dd>
<dt>${isActive ? own.sinceLabel : own.endedLabel}</dt><dd>${t.moment(since)}</dd>
<dt>${own.accounts}</dt><dd>${accounts.map((one) => html`<span class="line">${one.name}, ${t.consent.ending(one.number)}</span>`)}</dd></dl>
${isActive ? html`<p class="actions"><a class="button quiet" href="${base}/customer/consents/${consent.id}/stop">${own.stop}</a></p>` : nothing}
<section aria-labelledby="use"><h2 id="use">${own.use}</h2><p class="hint">${own.useHint}</p>${usesIn(setting, shownHere)}</section>
<section aria-labelledby="allowed"><h2 id="allowed">${own.allowed}</h2>${wanted(t, permissionsOf(consent))}${isActive ? spanOf(t, consent) : nothing}</section>`,
  )
}

/** How many days are named one by one. */
const mostDays = 7

function usesIn({ t }: Setting, { consent, uses, isAll }: ConsentDetail): Html {
  const { own } = t
  const clusters = [...new Set(permissionsOf(consent).map(clusterOf))]
  return html`<dl class="facts">${clusters.map((cluster) => {
    const days = uses.find((one) => one.cluster === cluster)?.days ?? []
    const [last] = days
    const named = days.slice(0, mostDays).map((day) => t.shortDate(Date.parse(day)))
    return html`<dt>${t.clusters[cluster][0]}</dt><dd>${
      last === undefined ? own.notUsed : own.used(days.length, !isAll, t.date(Date.parse(last)))
    }${days.length > 1 ? html`<span class="line small">${own.recent}: ${named.join(', ')}${days.length > mostDays ? ' …' : ''}</span>` : nothing}</dd>`
  })}</dl>`
}

/** Really? */
export function stopPage(
  setting: Setting,
  { app, consent, token }: { app: string; consent: ConsentRecord; token: string },
): Html {
  const { t, base } = setting
  const { own } = t
  return page(
    setting,
    own.stopTitle(app),
    html`<h1>${own.stopTitle(app)}</h1>
<p class="lead">${own.stopLead(app)}</p>
${form(token, html`<p class="actions"><button name="decision" value="stop">${own.stopYes}</button><a class="button quiet" href="${base}/customer/consents/${consent.id}">${own.stopNo}</a></p>`)}`,
  )
}
