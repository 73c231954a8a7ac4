import { html } from 'hono/html'
import type { WorldRequest } from '#apps/console/world-request.ts'
import { RequestFilter } from '#bank/requests/filter.ts'
import type { RequestLine } from '#bank/requests/views.ts'
import { placesOfOperations } from '#bank/scenarios/places.ts'
import { placesOfEndpoints } from '#edge/request/place.ts'
import { type Html, icon, nothing } from '#looks/index.ts'
import type { PartnerNames } from './texts.ts'

/** What the list shows of a log, as its form sends it. Empty fields ask for nothing. */
export type Shown = { readonly filter: RequestFilter; readonly query: string; readonly faults: readonly string[] }

const fields = ['operation', 'partner', 'status'] as const

/** Reads the filter of a request's query. Reports a misspelt value, which filters nothing. */
export function readFilter(query: Readonly<Record<string, string>>): Shown {
  const sent = fields.flatMap((name) => (query[name] ? [[name, query[name].trim()] as const] : []))
  const [good, faults]: [[string, string][], string[]] = [[], []]
  for (const [name, value] of sent) {
    const { error } = RequestFilter.safeParse({ [name]: value })
    if (error) faults.push(`${name}: ${error.issues[0]?.message} (got ${value.slice(0, 60)})`)
    else good.push([name, value])
  }
  const onlyProblems = query.problems === 'only'
  const text = new URLSearchParams([...good, ...(onlyProblems ? [['problems', 'only']] : [])])
  return {
    filter: { ...(Object.fromEntries(good) as RequestFilter), ...(onlyProblems && { onlyProblems }) },
    query: String(text),
    faults,
  }
}

const statuses = [
  ['', 'any answer'],
  ['2xx', '2xx: it worked'],
  ['3xx', '3xx: sent on'],
  ['4xx', '4xx: rejected'],
  ['5xx', '5xx: the bank failed'],
  ['cut', 'no answer: cut'],
] as const

/** Shows the form that filters the list. It is a link like any other: nothing needs a script. */
export function renderFilters(
  { base }: WorldRequest,
  { filter }: Shown,
  names: PartnerNames,
  lines: readonly RequestLine[],
): Html {
  const seen = new Set(lines.flatMap(({ operation }) => operation ?? []))
  const known = [...placesOfOperations, ...placesOfEndpoints].flatMap(({ operation }) => operation ?? [])
  const { operation = '', partner = '', status = '', onlyProblems } = filter
  const partners = [...names, ...(partner !== '' && !names.has(partner) ? [[partner, partner] as const] : [])]
  const ownStatus = status !== '' && !statuses.some(([one]) => one === status)
  return html`<form class="filters" method="get" action="${base}/requests">
<label>Operation <input name="operation" list="operations" value="${operation}" placeholder="any" autocomplete="off" spellcheck="false" maxlength="100"></label>
<datalist id="operations">${[...new Set([...seen, ...known])].map((one) => html`<option value="${one}">`)}</datalist>
<label>App <select name="partner"><option value="">any</option>${partners.map(([id, name]) => html`<option value="${id}"${id === partner ? html` selected` : nothing}>${name}</option>`)}</select></label>
<label>Status <select name="status">${ownStatus ? html`<option value="${status}" selected>${status}</option>` : nothing}${statuses.map(([value, text]) => html`<option value="${value}"${value === status ? html` selected` : nothing}>${text}</option>`)}</select></label>
<label class="tick"><input type="checkbox" name="problems" value="only"${onlyProblems ? html` checked` : nothing}> Only problems</label>
<button class="btn quiet small" type="submit">${icon('search')} Filter</button>
</form>`
}
