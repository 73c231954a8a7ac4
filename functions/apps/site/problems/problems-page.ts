import { html } from 'hono/html'
import type { SitePage } from '#apps/site/page.ts'
import { type ProblemCode, problems } from '#bank/base/problem.ts'
import { badge, emptyState, type Html, icon } from '#looks/index.ts'
import { problemListPath } from './problem-list.ts'
import { problemTexts } from './problem-texts.ts'

type Entry = readonly [code: ProblemCode, problem: (typeof problems)[ProblemCode]]

/** The groups of the list, by HTTP status: the first that fits. */
const groups: readonly (readonly [title: string, fits: (status: number) => boolean])[] = [
  ['The request is not right (400)', (status) => status === 400],
  ['The bank does not know you (401)', (status) => status === 401],
  ['You may not do this (403)', (status) => status === 403],
  ['It does not exist, or not now (404, 409)', (status) => status === 404 || status === 409],
  ['The form of the request (405, 406, 413, 415)', (status) => status < 429],
  ['Later (429, 500 and above)', () => true],
]

/** Builds the page that lists every problem, or those that contain the words of `search`. */
export function renderProblemsPage(search: string): SitePage {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const found = (Object.entries(problems) as unknown as Entry[]).filter(([code, { title, standard, status }]) => {
    const text = `${code} ${title} ${standard} ${status} ${problemTexts[code].happened}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
  const rest = new Set(found)
  const lists = groups.map(([title, fits]) => {
    const entries = found.filter((entry) => rest.has(entry) && fits(entry[1].status))
    for (const entry of entries) rest.delete(entry)
    return { title, entries }
  })
  return {
    title: 'Problems · Sandbank',
    current: '/problems',
    main: html`<h1>Every error that the bank returns</h1>
<p class="lead">${Object.keys(problems).length} problems. Each has a page that says what happened, what to do, and how to provoke it.</p>
<form class="search" role="search" action="/problems"><label class="field">${icon('search')}<span class="hide">Search the problems</span><input type="search" name="q" value="${search}" placeholder="consent, signature, U009, 429"></label><button class="btn quiet">Search</button></form>
${found.length === 0 ? emptyState('search', 'No problem has these words', html`Search for a code, a status or a word of the message. <a href="/problems">Show all problems</a>.`) : ''}
${lists.filter(({ entries }) => entries.length > 0).map(renderGroup)}
<p class="soft">A web page at another origin sees none of them, only <code>Failed to fetch</code>, until you list its origin: <code>npm start -- --cors http://localhost:5173</code>. Or call through the proxy of your development server.</p>
<p class="soft">For programs: <code>GET ${problemListPath}</code>.</p>`,
  }
}

const renderGroup = ({ title, entries }: { title: string; entries: readonly Entry[] }): Html =>
  html`<section class="card flush"><header><h2>${title}</h2></header><ul class="lines">${entries.map(
    ([code, { title, status, standard }]) =>
      html`<li><a href="/problems/${code}">${title}</a><span class="row"><code class="soft more">${code}</code><span class="soft xs more">${standard}</span>${badge('problem', String(status))}</span></li>`,
  )}</ul></section>`
