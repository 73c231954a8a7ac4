import { html } from 'hono/html'
import type { FaultView } from '#actions/faults/faults.ts'
import { disarmButton } from '#apps/console/faults/panel.ts'
import { sayFault } from '#apps/console/faults/texts.ts'
import { hiddenFields } from '#apps/console/form.ts'
import type { WorldRequest } from '#apps/console/world-request.ts'
import { problems } from '#bank/base/problem.ts'
import type { Scenario } from '#bank/scenarios/scenario.ts'
import { exampleOf, scenarioHeader } from '#bank/scenarios/scenarios.ts'
import {
  badge,
  codeBlock,
  type Html,
  type IconName,
  icon,
  nothing,
  sandBadge,
  snippet,
  type Tone,
} from '#looks/index.ts'
import { buildCall } from './call.ts'

/** Where the cards of one page stand. */
export type Cards = {
  /** The world that the browser has open, if any. */
  readonly request: WorldRequest | undefined
  /** The path before `/console`. */
  readonly root: string
  readonly baseUrl: string
  readonly token: string | undefined
  readonly armed: readonly FaultView[]
  readonly names: ReadonlyMap<string, string>
}

/** The icon of each group of scenarios. */
const icons: Readonly<Record<string, IconName>> = {
  'Instead of the answer': 'bolt',
  Time: 'clock',
  'Unknown outcome': 'eye',
  Bodies: 'code',
  Pages: 'list',
  Payments: 'arrow',
  Customers: 'person',
  'Delivery of events': 'bell',
}

/** Returns the group's name as it stands in ids and attributes: `unknown-outcome`. */
export const kindOf = (group: string): string => group.toLowerCase().replaceAll(' ', '-')

/** Returns the name of a scenario for people: `Too many requests`. */
const titleOf = (name: string): string => {
  const words = name.replaceAll('-', ' ').replace(/\b(id|json)\b/, (word) => word.toUpperCase())
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Shows one scenario: closed it is a line, opened it says how to ask for it. */
export function renderCard(name: string, group: string, scenario: Scenario, cards: Cards): Html {
  const { title, imitates, where, effect, parameters = {} } = scenario
  const armed = cards.armed.filter((one) => one.scenario === name)
  const [tone, words] = outcomeOf(name, scenario)
  const problem = 'problem' in effect ? effect.problem : undefined
  const values = Object.entries(parameters).map(([key, one]) => [key, one.default])
  const body = { scenario: name, ...(values.length > 0 && { parameters: Object.fromEntries(values) }) }
  return html`<details class="card fault${armed.length > 0 ? ' armed' : ''}" data-kind="${kindOf(group)}">
<summary><span class="ico">${icon(icons[group] ?? 'bolt')}</span><span class="what"><h2>${titleOf(name)}</h2><span class="xs soft">${where.length < 40 ? where : group}</span></span>${armed.length > 0 ? sandBadge('armed') : nothing}${badge(tone, words)}<span class="about small soft">${title}.</span></summary>
<div class="in" id="${name}">
<p class="small">${title}.</p>
<p class="small soft">${imitates} Applies to ${where}.</p>
${
  effect.at === 'delivery'
    ? html`<p class="small">No header asks for it: the bank sends these messages. Arm it.</p>`
    : html`${snippet(`ask-${name}`, `${scenarioHeader}: ${exampleOf(name)}`)}
${codeBlock(`call-${name}`, 'With one call', buildCall(exampleOf(name), scenario, cards.baseUrl, cards.token))}`
}
${Object.entries(parameters).map(
  ([key, one]) =>
    html`<p class="xs soft"><code>${key}</code>: ${one.title}, ${one.min.toLocaleString('en-GB')} to ${one.max.toLocaleString('en-GB')}; ${one.default.toLocaleString('en-GB')} if absent.</p>`,
)}
<div><p class="xs soft">The body that arms it, for <code>POST …/faults</code></p>${snippet(`arm-${name}`, JSON.stringify(body))}</div>
${armed.map((fault) => html`<div class="row between">${cards.request ? html`<span class="small"><strong>Armed</strong> for ${sayFault(fault, cards.names)}</span>${disarmButton(cards.request, fault, 'scenarios')}` : nothing}</div>`)}
<div class="row between">${problem === undefined ? html`<span></span>` : html`<a class="xs" href="${cards.root}/problems/${problem}">What to do about it</a>`}${renderArming(name, cards)}</div>
</div></details>`
}

/** Shows the buttons that arm a scenario in the world that is open. */
function renderArming(name: string, { request, root }: Cards): Html {
  if (!request) return html`<a class="btn line small" href="${root}/console">${icon('bolt')} Open a world to arm it</a>`
  const { base, world } = request
  return html`<span class="row"><a class="small" href="${base}/faults/arm?scenario=${name}">Choose which calls</a><form method="post" action="${base}/faults">${hiddenFields(request)}<input type="hidden" name="scenario" value="${name}"><input type="hidden" name="count" value="1"><input type="hidden" name="back" value="scenarios"><button class="btn line small" type="submit">${icon('bolt')}<span>Arm it in ${world.id}<span class="hide">: ${name},</span> for one call</span></button></form></span>`
}

/** What a payment, a customer or a delivery comes to, in a word. */
const outcomes: Readonly<Record<string, readonly [Tone, string]>> = {
  'payment-pending': ['pending', 'ACSP'],
  'payment-held': ['pending', 'PDNG'],
  'cut-off-missed': ['pending', 'RCVD'],
  'payment-rejected': ['problem', 'AC03'],
  'payment-returned': ['problem', 'AC06'],
  'insufficient-funds': ['problem', 'AM04'],
  'account-blocked': ['problem', 'AC06'],
  'account-closed': ['problem', 'AC07'],
  'payee-close-match': ['pending', 'CoP'],
  'payee-no-match': ['problem', 'CoP'],
  'customer-refuses': ['problem', 'RJCT'],
  'customer-leaves': ['pending', 'AWAU'],
  'customer-cancels': ['pending', 'AWAU'],
  'wrong-codes': ['problem', 'RJCT'],
  'session-timeout': ['pending', 'AWAU'],
  'gateway-page': ['problem', '502'],
  'commit-then-cut': ['problem', 'cut'],
  'delivery-twice': ['pending', '2×'],
  'delivery-late': ['pending', 'late'],
  'delivery-out-of-order': ['pending', 'order'],
  'delivery-never': ['problem', 'none'],
  'delivery-wrong-signature': ['problem', 'forged'],
  'delivery-old-timestamp': ['problem', 'forged'],
  'delivery-wrong-audience': ['problem', 'forged'],
  'delivery-unknown-kind': ['told', 'new kind'],
  'delivery-very-large': ['told', '256 KB'],
}

/** Returns what a scenario comes to: a status, a code of the standard, or a word. */
function outcomeOf(name: string, { effect }: Scenario): readonly [Tone, string] {
  const own = outcomes[name]
  if (own) return own
  if ('problem' in effect) return ['problem', String(problems[effect.problem].status)]
  return effect.at === 'before' || 'takesMs' in effect ? ['pending', 'late'] : ['told', '2xx']
}
