import { html } from 'hono/html'
import { type Html, nothing } from '#apps/authorization/pages/page.ts'
import type { ConsentParts } from '#apps/authorization/pages/parts.ts'
import type { Texts } from '#apps/authorization/texts.ts'
import type { AccountAccessRecord } from '#bank/consents/consent.ts'
import type { Permission } from '#bank/consents/permission.ts'
import { clusterNames, clusterOf, clusters } from '#bank/consents/permission-clusters.ts'

/** Builds the parts of an account access consent: what the app sees, and for how long. */
export function accessParts(t: Texts, app: string, consent: AccountAccessRecord): ConsentParts {
  const words = t.consent
  const section = (heading: string) =>
    html`<section aria-labelledby="wants"><h2 id="wants">${heading}</h2>${permissionGroups(t, consent.permissions)}</section>`
  const span = html`<section aria-labelledby="long"><h2 id="long">${words.howLong}</h2>${spanOf(t, consent)}<p>${words.stop}</p></section>`
  const groups = [...new Set(consent.permissions.map(clusterOf))].map((cluster) => t.clusters[cluster][0])
  return {
    family: 'access',
    title: consent.authorisations > 0 ? words.again(app) : words.title(app),
    summary: groups.join(', '),
    lead: html`<p class="lead">${words.only(app)}</p>`,
    details: html`${section(words.wants)}${span}`,
    authorisedDetails: (isOver) => html`${section(isOver ? words.could : words.may)}${isOver ? nothing : span}`,
    accounts: {
      legend: words.accounts,
      hint: words.accountsHint,
      isOne: false,
      isFixed: false,
      missing: words.accountsMissing,
      none: words.accountsMissing,
      notEnough: '',
    },
    approve: words.approve,
    yes: words.approve,
    code: {
      lead: t.code.lead(app),
      message: (code, bank) => t.code.message(code, app, bank),
      again: () => nothing,
    },
  }
}

/** Lists permissions in the groups of the standard's customer experience guidelines. */
function permissionGroups(t: Texts, permissions: readonly Permission[]): Html {
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

/** A detail permission implies its basic one, which is then not listed. */
const isImplied = (permission: Permission, granted: ReadonlySet<Permission>): boolean =>
  permission.endsWith('Basic') &&
  permission !== 'ReadAccountsBasic' &&
  granted.has(permission.replace('Basic', 'Detail') as Permission)

/** The expiry, and the range of transactions. */
function spanOf(t: Texts, consent: AccountAccessRecord): Html {
  const { expiresAt, transactionsFrom, transactionsTo } = consent
  const [from, to] = [transactionsFrom, transactionsTo].map((at) => (at === undefined ? undefined : t.date(at)))
  const { window } = t.consent
  const range =
    from !== undefined && to !== undefined
      ? window.both(from, to)
      : from !== undefined
        ? window.from(from)
        : to !== undefined
          ? window.to(to)
          : undefined
  return html`<p>${expiresAt === undefined ? t.consent.openEnded : t.consent.until(t.date(expiresAt))}</p>${
    range === undefined ? '' : html`<p>${range}</p>`
  }`
}
