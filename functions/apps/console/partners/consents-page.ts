import { html } from 'hono/html'
import { listWorldConsents, type WorldConsent } from '#actions/consents/world-consents.ts'
import { triggerEvent } from '#actions/events/trigger.ts'
import { listPartners, type PartnerView } from '#actions/partners/partners.ts'
import { backTo } from '#apps/console/back-link.ts'
import { worldForm } from '#apps/console/form.ts'
import { formatDay, formatInstant } from '#apps/console/instants.ts'
import { formatAmount } from '#apps/console/money.ts'
import type { Routes, WorldRequest } from '#apps/console/world-request.ts'
import type { SitePage } from '#apps/site/page.ts'
import { isSingleUse } from '#bank/consents/consent.ts'
import { ownChannel } from '#bank/consents/own-channel.ts'
import { badge, emptyState, face, type Html, icon, nothing } from '#looks/index.ts'
import {
  amountOf,
  customerNameOf,
  describeConsent,
  describePermissions,
  type StateChoice,
  stateChoices,
  stateWords,
} from './words.ts'

/** How many consents a page lists. */
const pageSize = 50

/** Mounts the page of consents, and what revokes one. */
export function mountConsents(routes: Routes): void {
  routes.get('/consents', renderConsentsPage)
  routes.post('/consents/:ConsentId/revoke', async ({ c, world, grant, base }, form) => {
    const object = c.req.param('ConsentId') ?? ''
    const event = object.startsWith('vrc_') ? 'mandate.revoked' : 'consent.revoked'
    await triggerEvent(world, grant, { event, object }, form.get('once') ?? '')
    const back = new URLSearchParams(form.get('back') ?? '')
    return {
      to: `${base}/consents${back.size > 0 ? `?${back}` : ''}`,
      said: `${object} is revoked, as if its customer had done it in the bank. Its tokens work no more.`,
    }
  })
}

async function renderConsentsPage(request: WorldRequest): Promise<SitePage> {
  const { c, world, grant, base } = request
  const partner = c.req.query('partner') || undefined
  const sent = c.req.query('state')
  const state = (Object.keys(stateChoices) as StateChoice[]).find((one) => one === sent)
  const from = Math.max(0, Number.parseInt(c.req.query('from') ?? '0', 10) || 0)
  const states = state && stateChoices[state]
  const [partners, { consents, isAll }] = await Promise.all([
    listPartners(world, grant),
    listWorldConsents(world, grant, { partner, states }),
  ])
  const query = { ...(partner && { partner }), ...(state && { state }) }
  const shown = consents.slice(from, from + pageSize)
  const next = from + pageSize < consents.length && new URLSearchParams({ ...query, from: String(from + pageSize) })
  return {
    title: 'Consents · Sandbank console',
    main: html`${backTo(request)}<h1>Consents</h1><p class="lead">What customers allow partners to do: who, what, until when.</p>
${renderFilter(request, partners, { partner, state })}
${isAll ? nothing : html`<p class="small soft">This world has more consents than are listed here. Choose a partner to see fewer.</p>`}
${
  shown.length === 0
    ? emptyState(
        'shield',
        'No consent here',
        partner || state
          ? 'None fits the filter.'
          : 'A partner asks for one, and a customer authorises it. Then it stands here.',
      )
    : html`<ul class="card flush consents">${shown.map((one) => renderConsent(request, one, partners, new URLSearchParams(query)))}</ul>`
}
${next ? html`<p><a class="btn quiet" href="${base}/consents?${next}">Older consents${icon('arrow')}</a></p>` : nothing}`,
  }
}

function renderFilter(
  { base }: WorldRequest,
  partners: readonly PartnerView[],
  { partner, state }: { readonly partner?: string | undefined; readonly state?: StateChoice | undefined },
): Html {
  const option = (value: string, words: string, chosen: string | undefined) =>
    html`<option value="${value}"${value === chosen ? html` selected` : nothing}>${words}</option>`
  return html`<form class="row filter" action="${base}/consents"><label class="hide" for="partner">Partner</label><span class="field"><select id="partner" name="partner">${option('', 'every partner', undefined)}${partners.map(({ clientId, name }) => option(clientId, name, partner))}</select></span><label class="hide" for="state">State</label><span class="field"><select id="state" name="state">${option('', 'every state', undefined)}${Object.keys(stateChoices).map((one) => option(one, one, state))}</select></span><button class="btn quiet">Show</button></form>`
}

function renderConsent(
  request: WorldRequest,
  { consent, state, since }: WorldConsent,
  partners: readonly PartnerView[],
  back: URLSearchParams,
): Html {
  const { world } = request
  const { id, partner, customer, accounts, expiresAt } = consent
  const [tone, words] = stateWords[state]
  const who = customer === undefined ? undefined : customerNameOf(world, customer)
  const known = partners.find(({ clientId }) => clientId === partner)?.name
  const app = known ?? (partner === ownChannel ? 'the bank itself' : partner)
  const amount = amountOf(consent)
  const facts = [
    consent.kind === 'account-access' && describePermissions(consent.permissions),
    accounts && accounts.length > 0 && accounts.join(', '),
    isSingleUse(consent) ? undefined : expiresAt === undefined ? 'no end' : `until ${formatDay(expiresAt)}`,
  ].filter(Boolean)
  return html`<li>${face(who ?? '?')}<div class="what"><span><strong>${who ?? 'No customer yet'}</strong> <span class="soft">→ ${app}</span></span>
<span>${describeConsent(consent)}${amount ? html` <span class="num">${formatAmount(amount.amount, amount.currency)}</span>` : nothing}</span>
<span class="soft xs">${facts.map((fact) => html`${fact} · `)}<a href="${request.base}/trigger?${new URLSearchParams({ object: id })}" title="What can happen to it"><code>${id}</code></a></span></div>
<div class="state">${badge(tone, words)}<span class="soft xs">${formatInstant(since)}</span>${
    state === 'AUTH' && !isSingleUse(consent)
      ? worldForm(
          request,
          `/consents/${id}/revoke`,
          html`<button class="btn quiet small" aria-label="Revoke ${id}">Revoke</button>`,
          { fields: { back: String(back) } },
        )
      : nothing
  }</div></li>`
}
