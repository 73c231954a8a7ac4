import { html } from 'hono/html'
import type { Routes, WorldRequest } from '#apps/console/world-request.ts'
import type { SitePage } from '#apps/site/page.ts'
import { Problem } from '#bank/base/problem.ts'
import { codeBlock, type Html, icon } from '#looks/index.ts'
import { renderChain } from './chain.ts'
import { renderMessage } from './message-code.ts'
import { renderOpened } from './opened.ts'
import { replayRequest } from './replay.ts'
import { buildRequestPage } from './request-page.ts'
import { statusBadge, verb } from './row.ts'
import { readStory, type Story } from './story.ts'
import { formatDuration, shortTarget } from './texts.ts'

/** Mounts the form that replays a request, and the page that shows both answers. */
export function mountReplays(routes: Routes, path: string): void {
  routes.post(`${path}/replay`, async (request, form) => {
    const id = request.c.req.param('RequestId') ?? ''
    const [scenario, parameters] = [form.get('scenario')?.trim() ?? '', form.get('parameters')?.trim() ?? '']
    try {
      const asked = parameters === '' ? scenario : `${scenario}; ${parameters}`
      const { id: again, said } = await replayRequest(request, id, asked)
      return { to: `${request.base}/requests/${id}${again === undefined ? '' : `/beside/${again}`}`, said }
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'scenario-unknown') throw error
      const story = await readStory(request, id)
      const tried = { scenario, parameters, error: error.message }
      return buildRequestPage(request, story, renderOpened(request, story, true, tried))
    }
  })
  routes.get(`${path}/beside/:Again{req_[\\w-]+}`, renderComparison)
}

/** Builds the page that shows a request and its replay beside each other. */
async function renderComparison(request: WorldRequest): Promise<SitePage> {
  const { base, c, world } = request
  const id = c.req.param('RequestId') ?? ''
  const [first, again] = await Promise.all([readStory(request, id), readStory(request, c.req.param('Again') ?? '')])
  const { method, target } = first.whole
  return {
    title: `A replay · ${world.id} · Sandbank`,
    main: html`<p class="back"><a href="${base}/requests/${id}">${icon('back')}The first request</a></p>
<h1 class="request-title">Replay of ${verb(method)} <code>${shortTarget(target)}</code></h1>
<p>${sayDifference(first, again)}</p>
<div class="two beside">${renderSide(base, 'First', first)}${renderSide(base, 'Replay', again)}</div>
<section class="card flush beside" aria-labelledby="led"><header><h2 id="led">What the replay led to</h2></header><div class="open">${renderChain(again)}</div></section>`,
  }
}

/** Says what the answers and orders of both have to do with each other. */
function sayDifference({ whole: first, order: before }: Story, { whole: again, order: after }: Story): string {
  const [was, is] = [first.status ?? 'cut', again.status ?? 'cut']
  const answers = was === is ? `Both answers are ${is}.` : `The answer is ${is} instead of ${was}.`
  if (!before || !after) return answers
  return before.id === after.id
    ? `${answers} Both are about one order, ${after.id}, which is shown as it is now.`
    : `${answers} They are about two orders: ${before.id} and ${after.id}.`
}

function renderSide(base: string, title: string, story: Story): Html {
  const { id, status, durationMs, answer, scenarios = [] } = story.whole
  return html`<section class="card flush side-answer" aria-labelledby="${id}-title"><header class="row between"><h2 id="${id}-title"><a href="${base}/requests/${id}">${title}</a></h2>${statusBadge(status)}</header>
<div class="open">${scenarios.length === 0 ? html`<p class="small soft">Met no fault.</p>` : html`<p class="small">Met ${scenarios.map(({ name }) => html`<code>${name}</code> `)}</p>`}
${answer ? codeBlock(`${id}-answer`, `Answer in ${formatDuration(durationMs)}`, renderMessage(String(status), answer)) : html`<p class="small soft">No answer was sent: the connection was cut.</p>`}</div></section>`
}
