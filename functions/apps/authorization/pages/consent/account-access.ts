import { html } from 'hono/html'
import { nothing } from '#apps/authorization/pages/page.ts'
import type { ConsentParts } from '#apps/authorization/pages/parts.ts'
import type { Texts } from '#apps/authorization/texts.ts'
import type { AccountAccessRecord } from '#bank/consents/consent.ts'
import { clusterOf } from '#bank/consents/permission-clusters.ts'
import { icon } from '#looks/index.ts'
import { permissionRows } from './permissions.ts'

/** Builds the parts of an account access consent: what the app sees, and for how long. */
export function accessParts(t: Texts, app: string, consent: AccountAccessRecord): ConsentParts {
  const words = t.consent
  const details = (heading: string, isOver = false) =>
    html`<section aria-labelledby="wants"><h2 id="wants">${heading}</h2>${permissionRows(t, consent, isOver)}</section>`
  const groups = [...new Set(consent.permissions.map(clusterOf))].map((cluster) => t.clusters[cluster])
  return {
    family: 'access',
    title: consent.authorisations > 0 ? words.again(app) : words.title(app),
    summary: t.listed(groups),
    lead: html`<p class="only">${icon('eye')}<span>${words.only}</span></p>`,
    details: details(words.wants),
    authorisedDetails: (isOver) => details(isOver ? words.could : words.may, isOver),
    accounts: {
      legend: words.accounts,
      hint: words.accountsHint,
      isOne: false,
      isFixed: false,
      missing: words.accountsMissing,
      none: words.accountsMissing,
      notEnough: '',
    },
    approve: words.approve(app),
    yes: words.approve(app),
    code: {
      lead: t.code.lead(app),
      message: (code, bank) => t.code.message(code, app, bank),
      again: () => nothing,
    },
  }
}
