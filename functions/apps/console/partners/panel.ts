import { html } from 'hono/html'
import { listWorldConsents } from '#actions/consents/world-consents.ts'
import { listSoftware } from '#actions/partners/directory.ts'
import { listPartners, type PartnerView } from '#actions/partners/partners.ts'
import type { Routes, WorldRequest } from '#apps/console/world-request.ts'
import { badge, emptyState, face, type Html, icon, nothing } from '#looks/index.ts'
import { describeExpiry } from './certificates.ts'
import { mountConsents } from './consents-page.ts'
import { mountPartnerPages } from './partner-pages.ts'
import { type StateChoice, stateChoices } from './words.ts'

/** How many partners the screen of a world shows. */
const shownHere = 4

/** How many consents it counts: the screen of a world must come at once. */
const countedHere = 200

/** Shows the partners of a world with their certificates, and how their consents stand. */
export async function renderPartnersPanel(request: WorldRequest): Promise<Html> {
  const { world, grant, base } = request
  const [partners, software, { consents, isAll }] = await Promise.all([
    listPartners(world, grant),
    listSoftware(world, grant),
    listWorldConsents(world, grant, { most: countedHere }),
  ])
  const expiryOf = ({ softwareId }: PartnerView) =>
    software.find((one) => one.softwareId === softwareId)?.certificateExpiresAt
  const count = (choice: StateChoice) =>
    consents.filter(({ state }) => (stateChoices[choice] as readonly string[]).includes(state)).length
  const choices = (Object.keys(stateChoices) as StateChoice[]).filter((choice) => count(choice) > 0)
  return html`<section class="card flush side" id="partners" aria-labelledby="partners-title"><header class="row between"><h2 id="partners-title">Partners</h2><a class="btn line small" href="${base}/partners#new">${icon('plus')}New</a></header>
${
  partners.length === 0
    ? emptyState(
        'key',
        'No partners yet',
        'A partner is an app that asks customers for consent. Create one in one click: keys, certificate and registration.',
      )
    : html`<ul>${partners.slice(0, shownHere).map((partner) => renderLine(request, partner, expiryOf(partner)))}</ul>`
}
${partners.length > shownHere ? html`<p class="more"><a href="${base}/partners">All ${partners.length} partners</a></p>` : nothing}
${choices.length === 0 ? nothing : html`<p class="diff"><a href="${base}/consents"><strong>Consents</strong></a><br>${choices.map((choice, n) => html`${n === 0 ? nothing : ' · '}<a href="${base}/consents?state=${choice}">${count(choice)}${isAll ? '' : '+'} ${choice}</a>`)}</p>`}</section>`
}

function renderLine(request: WorldRequest, partner: PartnerView, expiresAt: string | undefined): Html {
  const { clientId, name, profile } = partner
  const expiry = expiresAt === undefined ? undefined : describeExpiry(expiresAt, request.host.sandbox.real())
  return html`<li class="row">${face(name)}<span class="what"><a class="strong" href="${request.base}/partners/${clientId}">${name}</a><span class="soft xs"><code>${clientId}</code> · ${profile}</span></span>${expiry ? badge(expiry.tone, expiry.words) : nothing}</li>`
}

/** Mounts the pages and forms of partners and consents. */
export function mountPartners(routes: Routes): void {
  mountPartnerPages(routes)
  mountConsents(routes)
}
