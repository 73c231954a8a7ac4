import { html } from 'hono/html'
import type { OwnAccount } from '#apps/authorization/customer/own-accounts.ts'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import { appBadge, type Html, nothing } from '#apps/authorization/pages/page.ts'
import { type ConsentRecord, type ConsentState, stateOf } from '#bank/consents/consent.ts'
import { badge } from '#looks/index.ts'
import { accountsSection } from './accounts.ts'
import { ownPage } from './own-page.ts'
import { type Payment, paymentCards } from './payment-cards.ts'

/** One consent of the list. */
export type ConsentLine = {
  readonly app: string
  readonly summary: string
  readonly consent: ConsentRecord
  readonly state: ConsentState
  readonly since: number
  /** The last day on which the app read, such as `2026-11-24`; only for account access. */
  readonly used: { readonly lastUse: string | undefined } | undefined
}

export type OverviewView = {
  readonly name: string
  readonly token: string
  /** The accounts, if this is the first page of a business. */
  readonly accounts: readonly OwnAccount[]
  readonly lines: readonly ConsentLine[]
  readonly payments: readonly Payment[]
  readonly waiting: readonly WaitingRequest[]
}

/** A request that was started on another device, under its short code. */
export type WaitingRequest = { readonly title: string; readonly summary: string; readonly code: string }

/** How many past payments are listed at most. */
const maxPaymentsMade = 50

/** What waits for the customer, active consents, payments by apps, and past consents. */
export function overviewPage(
  settings: PageSettings,
  { name, token, accounts, lines, payments, waiting }: OverviewView,
): Html {
  const { t } = settings
  const { own } = t
  const active = lines.filter(({ state }) => state === 'AUTH')
  const past = lines.filter(({ state }) => state !== 'AUTH')
  const ahead = payments.filter((one) => isAhead(settings, one))
  const made = payments.filter((one) => one.made && !isAhead(settings, one))
  return ownPage(
    settings,
    own.title,
    html`<h1>${own.title}</h1>
${waitingSection(settings, waiting)}
${accountsSection(settings, accounts)}
<section aria-labelledby="active"><h2 id="active">${own.active}</h2>${
      active.length === 0 ? html`<p>${own.none} ${own.noneHint}</p>` : cards(settings, active)
    }</section>
${ahead.length === 0 ? nothing : html`<section aria-labelledby="ahead"><h2 id="ahead">${own.ahead}</h2>${paymentCards(settings, ahead)}</section>`}
${made.length === 0 ? nothing : html`<section aria-labelledby="made"><h2 id="made">${own.made}</h2>${paymentCards(settings, made.slice(0, maxPaymentsMade))}${made.length > maxPaymentsMade ? html`<p class="hint">${own.madeMore(maxPaymentsMade)}</p>` : nothing}</section>`}
${past.length === 0 ? nothing : html`<section aria-labelledby="past"><h2 id="past">${own.past}</h2>${cards(settings, past)}</section>`}`,
    { name, token, place: accounts.length > 0 ? 'home' : 'apps' },
  )
}

/** What waits for the customer's answer, before everything else. */
export const waitingSection = ({ t, base }: PageSettings, waiting: readonly WaitingRequest[]): Html =>
  waiting.length === 0
    ? nothing
    : html`<section aria-labelledby="waiting"><h2 id="waiting">${t.own.waiting}</h2><ul class="cards">${waiting.map(
        ({ title, summary, code }) =>
          html`<li class="urgent"><h3><a href="${base}/customer/approvals/${code}">${title}</a></h3><p>${summary}</p><p class="short-code">${code}</p></li>`,
      )}</ul></section>`

/** Whether a payment is upcoming: it waits for its date, or for the app to make it. */
const isAhead = ({ now = 0 }: PageSettings, { consent, made }: Payment): boolean =>
  made ? made.order.waits !== undefined : stateOf(consent, now).state === 'AUTH'

function cards({ t, base }: PageSettings, lines: readonly ConsentLine[]): Html {
  const { own } = t
  return html`<ul class="cards">${lines.map(({ app, summary, consent, state, since, used }) => {
    const until = consent.expiresAt === undefined ? own.untilStopped : own.until(t.date(consent.expiresAt))
    const when = state === 'AUTH' ? `${own.since(t.date(since))}, ${until}` : t.date(since)
    const last = used?.lastUse
    const said = last === undefined ? own.neverUsed : own.lastUsed(t.date(Date.parse(last)))
    return html`<li class="by-app">${appBadge(app)}<div><h3><a href="${base}/customer/consents/${consent.id}">${app}</a></h3>
<p class="small">${badge(state === 'AUTH' ? 'settled' : 'told', t.states[state])} <span class="soft">${when}</span></p><p class="small">${summary}</p>${used ? html`<p class="small soft">${said}</p>` : nothing}</div></li>`
  })}</ul>`
}
