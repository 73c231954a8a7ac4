import { html } from 'hono/html'
import type { SitePage } from '#apps/site/page.ts'
import { type ProblemCode, problems } from '#bank/base/problem.ts'
import type { Scenario } from '#bank/scenarios/scenario.ts'
import { scenarioHeader, scenariosOf } from '#bank/scenarios/scenarios.ts'
import { badge, type Html, icon, plainBadge, snippet } from '#looks/index.ts'
import { problemTexts } from './problem-texts.ts'

/** Builds the page of one problem, to which its error responses link. */
export function renderProblemPage(code: ProblemCode): SitePage {
  const { status, standard, title } = problems[code]
  const { happened, todo, provoke } = problemTexts[code]
  const causes = scenariosOf(code)
  return {
    title: `${code} · Sandbank`,
    description: `${title}. What happened, what to do, and how to provoke it.`,
    current: '/problems',
    main: html`<p class="small"><a href="/problems">All problems</a></p>
<h1>${title}</h1>
<p class="row">${badge('problem', String(status))}${plainBadge(html`<code>${code}</code>`)}${plainBadge(html`<code>${standard}</code> in the Read/Write API`)}</p>
<div class="pair">
<section class="card"><h2>${icon('eye')} What happened</h2><p>${renderCode(happened)}</p></section>
<section class="card"><h2>${icon('check')} What to do</h2><p>${renderCode(todo)}</p></section>
</div>
<section class="sandy"><h2>${icon('bolt')} How to provoke it</h2>
${provoke === undefined ? '' : html`<p>${renderCode(provoke)}</p>`}
${causes.map(renderCause)}</section>
<section><h2>How to recognise it in code</h2>
<p>The Read/Write API answers ${status} with <code>Errors[0].ErrorCode</code> <code>${standard}</code> and a link to this page. The control API answers problem details whose <code>type</code> ends in <code>/problems/${code}</code>.</p></section>`,
  }
}

const renderCause = ([name, scenario]: readonly [string, Scenario]): Html =>
  html`<div class="cause"><p><a href="/scenarios#${name}">${scenario.title}</a>: send this header with ${scenario.where}.</p>${snippet(`cause-${name}`, `${scenarioHeader}: ${name}`)}</div>`

/** Shows the parts of a text between backticks as code. */
const renderCode = (text: string): (string | Html)[] =>
  text.split('`').map((part, n) => (n % 2 === 1 ? html`<code>${part}</code>` : part))
