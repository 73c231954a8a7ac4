import { html } from 'hono/html'
import { createPartner } from '#actions/partners/create.ts'
import { listSoftware } from '#actions/partners/directory.ts'
import {
  deletePartner,
  getPartner,
  listPartners,
  type PartnerView,
  partnerCertificate,
  renewPartnerCertificate,
} from '#actions/partners/partners.ts'
import { backTo } from '#apps/console/back-link.ts'
import { worldForm } from '#apps/console/form.ts'
import { orShowAgain } from '#apps/console/form-again.ts'
import { formatDay } from '#apps/console/instants.ts'
import type { Routes, WorldRequest } from '#apps/console/world-request.ts'
import type { SitePage } from '#apps/site/page.ts'
import { parseStrict } from '#bank/base/parse-strict.ts'
import { PartnerRequest, partnerScopes } from '#bank/partners/partner.ts'
import { profiles } from '#bank/partners/profile-rules.ts'
import { badge, codeBlock, emptyState, face, type Html, icon, nothing, snippet } from '#looks/index.ts'
import { describeExpiry } from './certificates.ts'

/** Mounts the pages of partners, and what creates, renews and deletes them. */
export function mountPartnerPages(routes: Routes): void {
  const idOf = ({ c }: WorldRequest) => c.req.param('PartnerId') ?? ''
  routes.get('/partners', (request) => renderPartnersPage(request))
  routes.post('/partners', (request, form) =>
    orShowAgain(
      request,
      async () => {
        const body = parseStrict(PartnerRequest, fieldsOf(form))
        return renderNewPage(request, await createPartner(request.world, request.grant, body))
      },
      (notice) => renderPartnersPage(request, { notice, form }),
    ),
  )
  routes.get('/partners/:PartnerId', async (request) =>
    renderPartnerPage(request, await getPartner(request.world, request.grant, idOf(request))),
  )
  routes.post('/partners/:PartnerId/renew', async (request) => {
    const { expiresAt } = await renewPartnerCertificate(request.world, request.grant, idOf(request))
    return {
      to: `${request.base}/partners/${idOf(request)}`,
      said: `The certificate is renewed for the same key, until ${formatDay(expiresAt)}.`,
    }
  })
  routes.get('/partners/:PartnerId/certificate.pem', async (request) => {
    const { certificate } = await partnerCertificate(request.world, request.grant, idOf(request))
    return new Response(certificate, {
      headers: {
        'content-type': 'application/x-pem-file',
        'content-disposition': `attachment; filename="${idOf(request)}.pem"`,
        'cache-control': 'no-store',
      },
    })
  })
  routes.post('/partners/:PartnerId/delete', async (request) => {
    const { name, clientId } = await getPartner(request.world, request.grant, idOf(request))
    await deletePartner(request.world, request.grant, clientId)
    return { to: `${request.base}#partners`, said: `${name} is deleted. Its tokens work no more; its consents stay.` }
  })
}

/** Returns the fields of the form for a new partner. Blank ones take the default. */
function fieldsOf(form: URLSearchParams): Record<string, unknown> {
  const text = (name: string) => form.get(name)?.trim() || undefined
  const redirectUris = form.get('redirectUris')?.split(/\s+/).filter(Boolean) ?? []
  const fields = {
    name: text('name'),
    profile: text('profile'),
    robot: text('robot'),
    redirectUris: redirectUris.length === 0 ? undefined : redirectUris,
    scopes: form.has('scopes') ? form.getAll('scopes') : undefined,
  }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

/** Builds the page of partners. A form that was rejected is shown with the reason. */
async function renderPartnersPage(
  request: WorldRequest,
  rejected?: { readonly notice: Html; readonly form: URLSearchParams },
): Promise<SitePage> {
  const { world, grant, base, host } = request
  const [partners, software] = await Promise.all([listPartners(world, grant), listSoftware(world, grant)])
  const line = ({ clientId, name, profile, scopes, softwareId }: PartnerView) => {
    const expiresAt = software.find((one) => one.softwareId === softwareId)?.certificateExpiresAt
    const expiry = expiresAt === undefined ? undefined : describeExpiry(expiresAt, host.sandbox.real())
    return html`<li>${face(name)}<div class="what"><a class="strong" href="${base}/partners/${clientId}">${name}</a><span class="soft xs"><code>${clientId}</code> · ${profile} · ${scopes.join(', ')}</span></div><div class="state">${expiry ? badge(expiry.tone, `certificate: ${expiry.words}`) : nothing}</div></li>`
  }
  return {
    title: 'Partners · Sandbank console',
    main: html`${backTo(request)}${rejected?.notice ?? nothing}<div class="title"><h1>Partners</h1><a class="btn quiet small" href="${base}/consents">Consents of all partners</a></div><p class="lead">The apps that are registered with this bank.</p>
<div class="cols"><div>${partners.length === 0 ? emptyState('key', 'No partners yet', 'Create one: keys, certificate and registration come in one answer.') : html`<ul class="card flush consents">${partners.map(line)}</ul>`}</div><div>${renderNewForm(request, rejected?.form)}</div></div>`,
  }
}

const scopeWords = { accounts: 'read accounts', payments: 'pay', fundsconfirmations: 'confirm funds' }

const renderNewForm = (request: WorldRequest, filled = new URLSearchParams({ scopes: 'accounts' })): Html =>
  html`<section class="card stack" id="new" aria-labelledby="new-title"><h2 id="new-title">Create one</h2>${worldForm(
    request,
    '/partners',
    html`<label for="partner-name">Name that customers see</label><span class="field"><input id="partner-name" name="name" maxlength="256" value="${filled.get('name') ?? ''}" placeholder="Sandbank test app" autocomplete="off"></span>
<label for="partner-profile">Security profile</label><span class="field"><select id="partner-profile" name="profile">${profiles.map((profile) => html`<option${profile === filled.get('profile') ? html` selected` : nothing}>${profile}</option>`)}</select></span>
<label for="partner-redirects">Where customers go back to</label><span class="field"><input id="partner-redirects" name="redirectUris" value="${filled.get('redirectUris') ?? ''}" placeholder="http://localhost:3000/callback" autocomplete="off"></span>
<fieldset class="checks"><legend>It may</legend>${partnerScopes.map((scope) => html`<label class="check"><input type="checkbox" name="scopes" value="${scope}"${filled.getAll('scopes').includes(scope) ? html` checked` : nothing}>${scopeWords[scope]}</label>`)}</fieldset>
<button class="btn">Create the partner</button>`,
    { look: 'stack' },
  )}</section>`

async function renderPartnerPage(request: WorldRequest, partner: PartnerView): Promise<SitePage> {
  const { world, grant, base, host } = request
  const { clientId, name, profile, scopes, authentication, binding, redirectUris, softwareId, robot, jwks } = partner
  const found = (await listSoftware(world, grant)).find((one) => one.softwareId === softwareId)
  const expiry = found && describeExpiry(found.certificateExpiresAt, host.sandbox.real())
  const fact = (term: string, what: Html | string) => html`<div><dt>${term}</dt><dd>${what}</dd></div>`
  const keys = jwks.keys.map(
    ({ kid, alg, use, kty }) =>
      html`<code>${kid ?? 'no key id'}</code> <span class="soft xs">${alg ?? kty}${use === undefined ? '' : `, ${use}`}</span><br>`,
  )
  return {
    title: `${name} · Sandbank console`,
    main: html`${backTo(request)}<div class="narrow"><div class="row">${face(name, 'big')}<h1>${name}</h1></div>
<section class="stack"><h2>Client id</h2>${snippet('client-id', clientId)}<h2>Issuer</h2>${snippet('issuer', partner.issuer)}</section>
<section class="card"><dl class="facts">${fact('Profile', profile)}${fact('May', scopes.map((scope) => scopeWords[scope]).join(', '))}${fact('Authenticates by', authentication)}${fact('Tokens bound by', binding)}${fact('Redirects', html`${redirectUris.map((uri) => html`<code>${uri}</code><br>`)}`)}${fact('Public keys', html`${keys}`)}${softwareId === undefined ? nothing : fact('Software', html`<code>${softwareId}</code>`)}${robot === undefined ? nothing : fact('Robot', html`<code>${robot}</code>`)}</dl></section>
${found && expiry ? renderCertificate(request, clientId, found.certificateExpiresAt, expiry) : nothing}
<p class="row"><a class="btn quiet" href="${base}/consents?${new URLSearchParams({ partner: clientId })}">Its consents${icon('arrow')}</a><a class="btn quiet" href="${base}/events?${new URLSearchParams({ partner: clientId })}">Its events${icon('arrow')}</a>${softwareId === undefined ? nothing : html`<a class="btn line" href="${base}/trigger?${new URLSearchParams({ object: softwareId })}">${icon('bolt')}Let the certificate expire soon…</a>`}</p>
<section class="stack" aria-labelledby="delete-title"><h2 id="delete-title">Delete it</h2><p class="small soft">Its tokens stop working at once, and its event subscriptions end. Its consents stay as they are.</p>${worldForm(request, `/partners/${clientId}/delete`, html`<button class="btn quiet">${icon('trash')}Delete ${name}</button>`)}</section></div>`,
  }
}

const renderCertificate = (
  request: WorldRequest,
  clientId: string,
  expiresAt: string,
  { tone, words }: ReturnType<typeof describeExpiry>,
): Html =>
  html`<section class="card stack" aria-labelledby="certificate-title"><div class="row between"><h2 id="certificate-title">Client certificate</h2>${badge(tone, words)}</div><p class="small soft">Valid until ${formatDay(expiresAt)} of real time. A new one is for the same key; the old one stays valid until it expires.</p><div class="row">${worldForm(request, `/partners/${clientId}/renew`, html`<button class="btn quiet small">${icon('repeat')}Renew</button>`)}<a class="btn quiet small" href="${request.base}/partners/${clientId}/certificate.pem">${icon('download')}Download</a></div></section>`

/** Shows a new partner with its private keys, which are shown once. */
function renderNewPage(request: WorldRequest, made: Awaited<ReturnType<typeof createPartner>>): SitePage {
  const { clientId, name, privateJwks, transport, softwareStatement, hint, issuer, discovery } = made
  const file = (words: string, kind: string, text: string) =>
    html`<a class="btn quiet small" download="${clientId}${kind}" href="data:application/octet-stream;base64,${Buffer.from(text).toString('base64')}">${icon('download')}${words}</a>`
  const jwks = privateJwks && JSON.stringify(privateJwks, null, 2)
  return {
    title: `${name} · Sandbank console`,
    main: html`${backTo(request)}<div class="narrow"><h1>${name} is ready</h1><p class="lead">${hint}</p>
<section class="stack"><h2>Client id</h2>${snippet('client-id', clientId)}<h2>Issuer</h2>${snippet('issuer', issuer)}</section>
<section class="sandy stack"><h2>Its private keys, shown once</h2><p class="small">Store them with your app: the bank keeps only the public ones, and they cannot be read again.</p>
<div class="row">${file('Everything as JSON', '.json', JSON.stringify({ clientId, issuer, discovery, privateJwks, transport, softwareStatement }, null, 2))}${jwks === undefined ? nothing : file('Signing key (JWKS)', '.jwks.json', jwks)}${transport.privateKey === undefined ? nothing : file('TLS key', '.key', transport.privateKey)}${file('Certificate', '.pem', transport.certificate)}</div></section>
${jwks === undefined ? nothing : codeBlock('private-jwks', 'Signing key (JWKS)', jwks)}
<div class="row"><a class="btn" href="${request.base}/partners/${clientId}">To ${name}</a><a class="btn quiet" href="${request.base}#partners">Back to ${request.world.record.name ?? request.world.id}</a></div></div>`,
  }
}
