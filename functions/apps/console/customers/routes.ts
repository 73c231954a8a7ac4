import type { Context } from 'hono'
import { html } from 'hono/html'
import { buildCards, buildCustomerFacts, buildRows, listNamedCustomers, prepareCards } from '#actions/pictures/cards.ts'
import { findCustomerById, searchCustomers } from '#actions/pictures/customer-search.ts'
import { buildNamedWorld } from '#actions/pictures/named-world.ts'
import { buildPicture, type Picture } from '#actions/pictures/picture.ts'
import { listPersonas } from '#actions/worlds/customers.ts'
import { createToken } from '#actions/worlds/tokens.ts'
import { hiddenFields } from '#apps/console/form.ts'
import { PageProblem } from '#apps/console/page-problem.ts'
import type { Routes, WorldRequest } from '#apps/console/world-request.ts'
import type { SitePage } from '#apps/site/page.ts'
import { basePathOf, originOf } from '#edge/origin.ts'
import { type Html, icon } from '#looks/index.ts'
import type { World } from '#store/world.ts'
import { renderFoundPage, renderListPage } from './list-page.ts'
import { renderPersonPage } from './person-page.ts'
import { renderTokenPage } from './token-page.ts'

/** The longest text that a search reads. */
const longestText = 60

/**
 * Mounts the pages of customers. With a world open they show its customers at its now, payments
 * included; without one, the named customers in the real month.
 */
export function mountCustomers(routes: Routes): void {
  const { host } = routes
  const root = basePathOf(host.sandbox)
  const worldOf = (request: WorldRequest | undefined): World => request?.world ?? buildNamedWorld(host.sandbox)

  routes.getAnywhere('/customers', async (request, c) => {
    const text = (c.req.query('q') ?? '').trim().slice(0, longestText)
    const persona = c.req.query('persona') ?? ''
    const personas = listPersonas()
    const world = worldOf(request)
    const shown = request && { id: world.id, size: world.record.size }
    const parts = { root, world: shown, query: { text, persona }, personas }
    if (text === '' && persona === '') return renderListPage(await buildCards(world, listNamedCustomers(world)), parts)

    const found = findCustomerById(world, text)
    if (found) return c.redirect(`${root}/customers/${found.id}`)
    if (persona !== '' && !personas.some(({ id }) => id === persona)) throw personaUnknown(persona)
    const from = c.req.query('from')
    const matches = searchCustomers(world, { text, persona: persona === '' ? undefined : persona, from })
    if (!matches) throw customerUnknown(from ?? '', request)
    return renderFoundPage(await buildRows(world, matches.customers), matches, parts)
  })

  routes.getAnywhere('/customers/:CustomerId', async (request, c) => {
    const picture = await buildPicture(worldOf(request), idOf(c))
    if (!picture) throw customerUnknown(idOf(c), request)
    return renderPersonPage(picture, { root, actions: renderActions(request, picture, root) })
  })

  routes.postHere('/customers/:CustomerId/token', (request) => showNewToken(request, root))

  // A laptop has time before its first reader comes.
  if (host.first) void prepareCards(buildNamedWorld(host.sandbox))
}

const idOf = (c: Context): string => c.req.param('CustomerId') ?? ''

/** Makes a developer token for a customer, and the page that shows it once. */
async function showNewToken(request: WorldRequest, root: string): Promise<SitePage> {
  const { c, host, world, grant } = request
  const customer = findCustomerById(world, idOf(c))
  if (!customer) throw customerUnknown(idOf(c), request)
  const { id, developerToken } = await createToken(world, grant, customer.id)
  const accountsUrl = `${originOf(host.sandbox, c.req.url)}/open-banking/v4.0/aisp/accounts`
  return renderTokenPage(
    buildCustomerFacts(world, customer),
    { id, developerToken, world: world.id, accountsUrl },
    root,
  )
}

/** Builds what can be done as a customer: get a token, or sign in at the bank. */
function renderActions(request: WorldRequest | undefined, { id, shortName, pronoun }: Picture, root: string): Html {
  if (!request)
    return html`<p class="small soft hint">Open a world in the <a href="${root}/console">console</a> to get a token for ${shortName} or to sign in as ${pronoun}.</p>`
  const { world } = request
  return html`<form method="post" action="${root}/customers/${id}/token">${hiddenFields(request)}<input type="hidden" name="world" value="${world.id}"><button class="btn" type="submit">${icon('key')}Token for ${shortName}</button></form>
<a class="btn quiet" href="${root}/authorization/${world.id}/customer?customer=${id}">Sign in as ${pronoun}</a>`
}

const customerUnknown = (id: string, request: WorldRequest | undefined): PageProblem =>
  new PageProblem(
    404,
    'There is no such customer',
    request
      ? `${request.world.id} has no customer ${id.slice(0, 40)}. Its customers are cus_0 to cus_${request.world.record.size - 1}, and those of its custom data.`
      : `Only the named customers cus_0 to cus_23 are shown without a world (got ${id.slice(0, 40)}). Open a world to see its customers.`,
    request ? undefined : 'sign-in',
  )

const personaUnknown = (persona: string): PageProblem =>
  new PageProblem(
    400,
    'There is no such persona',
    `No persona is called ${persona.slice(0, 40)}. Choose one of the list on the page of customers.`,
  )
