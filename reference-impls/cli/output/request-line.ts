import type { Column } from './table.ts'

/** One line of the log of requests. */
export type LoggedRequest = {
  readonly id: string
  readonly realAt: string
  readonly surface: string
  readonly durationMs: number
  readonly method: string
  readonly target: string
  readonly status?: number
  readonly problem?: string
  readonly partner?: string
}

export const requestColumns: readonly Column<LoggedRequest>[] = [
  { title: 'at', value: ({ realAt }) => realAt.slice(11, 19) },
  { title: 'status', value: ({ status }) => status ?? 'cut', isWhole: true },
  { title: 'method', value: ({ method }) => method },
  { title: 'path', value: ({ target }) => target },
  { title: 'problem', value: ({ problem }) => problem },
  { title: 'ms', value: ({ durationMs }) => durationMs.toFixed(1), isRight: true },
  { title: 'request', value: ({ id }) => id, isWhole: true },
]

/** Describes a request on one line. */
export const describeRequest = (request: LoggedRequest): string =>
  requestColumns.flatMap(({ value }) => value(request) ?? []).join('  ')
