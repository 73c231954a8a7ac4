import { html } from 'hono/html'
import type { ClusterAccess } from '#actions/consents/access-log.ts'
import { facts } from '#apps/authorization/pages/facts.ts'
import { type Html, nothing } from '#apps/authorization/pages/page.ts'
import type { Texts } from '#apps/authorization/texts.ts'
import type { AccountAccessRecord } from '#bank/consents/consent.ts'
import { clusterOf } from '#bank/consents/permission-clusters.ts'

/** How many days are listed at most. */
const maxDays = 7

/** What was read under a consent, and on which days. `isAll` says whether the list is complete. */
export function accessLogSection(
  { own, clusters: names, ...t }: Texts,
  consent: AccountAccessRecord,
  { uses, isAll }: { uses: readonly ClusterAccess[]; isAll: boolean },
): Html {
  const clusters = [...new Set(consent.permissions.map(clusterOf))]
  const lines = clusters.map((cluster) => {
    const days = uses.find((one) => one.cluster === cluster)?.days ?? []
    const [last] = days
    const named = days.slice(0, maxDays).map((day) => t.shortDate(Date.parse(day)))
    const said = last === undefined ? own.notUsed : own.used(days.length, !isAll, t.date(Date.parse(last)))
    const recent = html`<span class="line hint">${own.recent}: ${named.join(', ')}${days.length > maxDays ? ' …' : ''}</span>`
    return [names[cluster], html`${said}${days.length > 1 ? recent : nothing}`] as const
  })
  return html`<section aria-labelledby="use"><h2 id="use">${own.use}</h2><p class="hint">${own.useHint}</p>${facts(lines)}</section>`
}
