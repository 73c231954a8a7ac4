/**
 * One entry of the standard's `Errors`. `ErrorCode` is what a program decides by; the control API
 * puts its own codes there.
 */
export type ErrorDetail = {
  readonly ErrorCode?: string
  readonly Message?: string
  readonly Path?: string
  readonly Url?: string
}

/**
 * `refused`: the bank said no, and `errors` says why. `unreadable`: something answered, but not in
 * the API's JSON; often a proxy in between. `unreachable`: nothing answered in time, so nobody
 * knows whether a request that writes was carried out.
 */
export type Failure = 'refused' | 'unreadable' | 'unreachable'

/**
 * The only error that calls of this client throw. Decide by `failure`, `status` and `code`; log the
 * rest.
 */
export class ApiError extends Error {
  readonly failure: Failure
  /** The HTTP status; absent when nothing answered. */
  readonly status: number | undefined
  /** Every reason, the most important first; empty unless the bank refused. */
  readonly errors: readonly ErrorDetail[]
  /** Quote it to the bank: its log knows the request by this UUID. */
  readonly interactionId: string
  /** How long the bank asks to wait before the next try. */
  readonly retryAfterSeconds: number | undefined

  constructor(
    failure: Failure,
    what: string,
    details: {
      status?: number | undefined
      errors?: readonly ErrorDetail[]
      interactionId: string
      retryAfterSeconds?: number | undefined
      cause?: unknown
    },
  ) {
    super(`${what} (interaction ${details.interactionId})`, details.cause === undefined ? {} : { cause: details.cause })
    this.name = 'ApiError'
    this.failure = failure
    this.status = details.status
    this.errors = details.errors ?? []
    this.interactionId = details.interactionId
    this.retryAfterSeconds = details.retryAfterSeconds
  }

  /** The first reason's code, such as `U011`. */
  get code(): string | undefined {
    return this.errors[0]?.ErrorCode
  }

  /** Every reason's code. */
  get codes(): readonly string[] {
    return this.errors.flatMap(({ ErrorCode }) => ErrorCode ?? [])
  }
}
