import { html } from 'hono/html'
import type { Texts } from '#apps/authorization/texts.ts'
import { clusterNames, clusters } from '#bank/cluster.ts'
import type { ConsentRecord } from '#bank/consent.ts'
import type { Permission } from '#bank/permission.ts'
import { type Html, initialsOf } from './page.ts'

/** Initials for a logo; the heading says the name. */
export const asker = (name: string): Html => html`<div class="badge" aria-hidden="true">${initialsOf(name)}</div>`

/** What a consent lets be seen, in the groups that a customer knows. */
export function wanted(t: Texts, permissions: readonly Permission[]): Html {
  const granted = new Set(permissions)
  const groups = clusterNames.flatMap((cluster) => {
    const held = clusters[cluster].filter((permission) => granted.has(permission) && !isImplied(permission, granted))
    if (held.length === 0) return []
    const [title, meaning] = t.clusters[cluster]
    return [
      html`<li><h3>${title}</h3><p>${meaning}:</p><ul>${held.map((one) => html`<li>${t.permissions[one]}</li>`)}</ul></li>`,
    ]
  })
  return html`<ul class="clusters">${groups}</ul>`
}

/** Who sees the details sees the basics anyway; saying both would only be longer. */
const isImplied = (permission: Permission, granted: ReadonlySet<Permission>): boolean =>
  permission.endsWith('Basic') &&
  permission !== 'ReadAccountsBasic' &&
  granted.has(permission.replace('Basic', 'Detail') as Permission)

/** Until when, and which transactions. */
export function spanOf(t: Texts, consent: ConsentRecord): Html {
  const { expiresAt } = consent
  const bounds = consent.kind === 'account-access' ? [consent.transactionsFrom, consent.transactionsTo] : []
  const [from, to] = bounds.map((at) => (at === undefined ? undefined : t.date(at)))
  const { window } = t.consent
  const seen =
    from !== undefined && to !== undefined
      ? window.both(from, to)
      : from !== undefined
        ? window.from(from)
        : to !== undefined
          ? window.to(to)
          : undefined
  return html`<p>${expiresAt === undefined ? t.consent.openEnded : t.consent.until(t.date(expiresAt))}</p>${
    seen === undefined ? '' : html`<p>${seen}</p>`
  }`
}
