import { transactionLists, withoutRepetition } from '#bank/scenarios/pages.ts'
import { parseInput, parseQuery } from './input.ts'
import type { Operation } from './operation.ts'

/** Returns the query of a URL, with its `?`; empty where there is none. */
export function searchOf(url: string): string {
  const mark = url.indexOf('?')
  return mark < 0 ? '' : url.slice(mark)
}

/** Parses the query of a request. A list of transactions may be asked for a repeated page. */
export function parseOperationQuery({ id, query, emptyQuery }: Operation, search: string): Record<string, unknown> {
  if (search === '' && emptyQuery) return emptyQuery
  const asked = transactionLists.includes(id) ? withoutRepetition(search) : search
  return query ? parseInput(query, parseQuery(asked), 'query') : {}
}
