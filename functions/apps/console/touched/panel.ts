import { html } from 'hono/html'
import { buildCustomerCard, type CustomerCard } from '#actions/worlds/customer-card.ts'
import { customersShownTo } from '#apps/console/customers-shown.ts'
import type { WorldRequest } from '#apps/console/world-request.ts'
import { basePathOf } from '#edge/origin.ts'
import { face, formatMoney, type Html, nothing, spark } from '#looks/index.ts'

/** Shows the customers that something was done for; before that, some of the named ones. */
export async function renderTouchedPanel(request: WorldRequest): Promise<Html> {
  const { world, grant, host } = request
  const { ids, touched } = await customersShownTo(request)
  const cards = await Promise.all(ids.map((id) => buildCustomerCard(world, grant, id)))
  const root = basePathOf(host.sandbox)
  return html`<section id="customers" aria-labelledby="customers-title"><h2 class="hide" id="customers-title">${touched === 0 ? 'Named customers' : 'Customers in use'}</h2>
<div class="people">${cards.flatMap((card) => (card ? [renderCard(card, `${root}/customers/${card.id}?world=${world.id}`)] : []))}</div></section>`
}

function renderCard(card: CustomerCard, path: string): Html {
  const { name, persona, account, currency, balances, latest } = card
  const money = (minor: number) => formatMoney(minor, currency, 2)
  const [first = 0, now = 0] = [balances[0], balances.at(-1)]
  const course = `${account} of ${name} over 90 days: from ${money(first)} to ${money(now)}`
  return html`<a class="card" href="${path}"><span class="who">${face(name)}<span><span class="n">${name}</span><span class="xs soft block">${persona}</span></span></span>${spark(balances, course, now < 0 || now < 0.7 * first)}<span class="num small"><strong>${money(now)}</strong></span>${latest ? html`<span class="xs soft latest"><span>${latest.party}</span><span class="num">${latest.amount > 0 ? '+' : ''}${money(latest.amount)}</span></span>` : nothing}</a>`
}
