import type { RequestFilter } from '#bank/requests/filter.ts'
import type { RequestLine } from '#bank/requests/views.ts'

/** Which part of the log a caller asks for. */
export type LogRange = RequestFilter & {
  readonly page?: string | undefined
  /** Only requests after this one, oldest first. */
  readonly after?: string | undefined
  /** How long to wait for one, in seconds of real time. */
  readonly waitS?: number | undefined
}

/** One page of a log. */
export type LogPage = {
  readonly requests: RequestLine[]
  readonly next?: string
  readonly last: string
}
