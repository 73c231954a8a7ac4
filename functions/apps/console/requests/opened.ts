import { html } from 'hono/html'
import { worldForm } from '#apps/console/form.ts'
import { formatInstant } from '#apps/console/instants.ts'
import type { WorldRequest } from '#apps/console/world-request.ts'
import { problems } from '#bank/base/problem.ts'
import { writeCurl } from '#bank/requests/curl.ts'
import { whyNotSentAgain } from '#bank/requests/reproduction.ts'
import { placesOfOperations } from '#bank/scenarios/places.ts'
import { exampleOf, scenarioGroups } from '#bank/scenarios/scenarios.ts'
import { basePathOf, originOf } from '#edge/origin.ts'
import { codeBlock, errorNotice, type Html, icon, nothing } from '#looks/index.ts'
import { renderChain } from './chain.ts'
import { renderMessage } from './message-code.ts'
import { statusBadge } from './row.ts'
import type { Story } from './story.ts'
import { formatDuration } from './texts.ts'

/** What was typed into the form of a replay, and why it was rejected. */
export type ReplayTry = { readonly scenario: string; readonly parameters: string; readonly error?: string }

/**
 * Shows an opened request: its chain, what was sent and answered, and how to repeat it. On a page
 * of its own, what was sent and answered is open.
 */
export function renderOpened(request: WorldRequest, story: Story, onPage = false, tried?: ReplayTry): Html {
  const { base, c, host } = request
  const { whole } = story
  const { id, method, target, status, problem, scenarios = [] } = whole
  const path = `${base}/requests/${id}`
  const root = basePathOf(host.sandbox)
  return html`<div class="open">
${renderChain(story)}
<p class="small soft">${sayWhen(whole)}${scenarios.map(({ name, quiet }) => html` Met <a href="${root}/scenarios#${name}"><code>${name}</code></a>${quiet ? ', quietly' : ''}.`)}${problem === undefined ? nothing : html` Problem ${Object.hasOwn(problems, problem) ? html`<a href="${root}/problems/${problem}"><code>${problem}</code></a>` : html`<code>${problem}</code>`}.`}</p>
<div class="acts">
<details class="act"${onPage && !tried ? html` open` : nothing}><summary class="btn quiet small">Request and answer</summary><div class="two">
${codeBlock(`${id}-sent`, 'Request', renderMessage(`${method} ${target}`, whole.request))}
${whole.answer ? codeBlock(`${id}-answer`, html`Answer ${statusBadge(status)}`, renderMessage(html`${String(status)} in ${formatDuration(whole.durationMs)}`, whole.answer)) : html`<p class="small soft">No answer was sent: the connection was cut.</p>`}
</div></details>
<details class="act"><summary class="btn quiet small">Copy as curl</summary>${codeBlock(`${id}-curl`, 'curl', writeCurl(whole, originOf(host.sandbox, c.req.url)))}</details>
${renderReplay(request, whole, tried)}
<a class="btn quiet small" href="${path}/as/har" download>${icon('download')} HAR</a>
${host.sandbox.requestLog ? html`<a class="btn quiet small" href="${path}/as/scenario" download>${icon('download')} Test</a>` : nothing}
</div>
</div>`
}

/** Says when a request came, by the world's clock and in real time. */
function sayWhen({ at, realAt }: Story['whole']): string {
  const real = formatInstant(realAt)
  if (at === undefined) return `${real}, in real time. The caller was not admitted.`
  const world = formatInstant(at)
  return world === real ? `${real}.` : `${world} by the world's clock, ${real} in real time.`
}

/** Shows the form that sends a request again, with a scenario or without. */
function renderReplay(request: WorldRequest, whole: Story['whole'], tried?: ReplayTry): Html {
  const { id, method, request: sent } = whole
  const why = whyNotSentAgain(whole)
  const name = html`<summary class="btn line small">${icon('repeat')} Replay with a fault</summary>`
  if (why !== undefined)
    return html`<details class="act">${name}<p class="small">It can be read, but not replayed: ${why}.</p></details>`
  const place = placesOfOperations.find(({ operation }) => operation === whole.operation)
  const hasKey = sent.headers.some((one) => one.name === 'x-idempotency-key')
  const promise =
    method === 'GET'
      ? 'It only reads.'
      : hasKey
        ? 'It sends the same idempotency key, so a call that had its effect has it only once.'
        : 'It has no idempotency key: the bank does it again.'
  const form = html`${tried?.error === undefined ? nothing : errorNotice('It was not replayed', tried.error)}
<p class="small">Sends this call again, now, with the grant that it had: its partner, customer and consent. ${promise} Faults that are armed do not reach it.</p>
<div class="replay-fields"><label>With <select name="scenario"><option value="">no fault</option>${Object.entries(
    scenarioGroups,
  ).map(([group, some]) => {
    const apply = Object.entries(some).filter(([, one]) => place && one.appliesTo(place))
    return apply.length === 0
      ? nothing
      : html`<optgroup label="${group}">${apply.map(([one]) => html`<option value="${one}"${one === tried?.scenario ? html` selected` : nothing}>${exampleOf(one)}</option>`)}</optgroup>`
  })}</select></label>
<label>Other parameters <input name="parameters" value="${tried?.parameters ?? ''}" placeholder="delayMs=2000" maxlength="80" autocomplete="off" spellcheck="false"></label>
<button class="btn sand small" type="submit">${icon('repeat')} Replay</button></div>`
  return html`<details class="act"${tried ? html` open` : nothing}>${name}${worldForm(request, `/requests/${id}/replay`, form)}</details>`
}
