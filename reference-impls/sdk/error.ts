/**
 * One entry of the standard's `Errors`. Programs decide by `ErrorCode`. For the control API, it has
 * the code of the problem.
 */
export type ErrorDetail = {
  readonly ErrorCode?: string
  readonly Message?: string
  readonly Path?: string
  readonly Url?: string
}

/**
 * - `rejected`: the bank rejected the request, and `errors` gives the reasons.
 * - `unreadable`: the answer is not JSON of the API. It often comes from a proxy.
 * - `unreachable`: no answer came in time. A request that writes may have been executed or not.
 */
export type Failure = 'rejected' | 'unreadable' | 'unreachable'

/**
 * The error that every failed call of this client throws. Decide by `failure`, `status` and `code`,
 * and log the rest.
 */
export class ApiError extends Error {
  readonly failure: Failure
  /** The HTTP status; undefined when there was no answer. */
  readonly status: number | undefined
  /** The reasons, the most important first; empty unless the bank rejected the request. */
  readonly errors: readonly ErrorDetail[]
  /** The UUID of the request. Quote it to the bank, whose log has it too. */
  readonly interactionId: string
  /** How long the bank asks you to wait before you retry. */
  readonly retryAfterSeconds: number | undefined

  constructor(
    failure: Failure,
    message: string,
    details: {
      status?: number | undefined
      errors?: readonly ErrorDetail[]
      interactionId: string
      retryAfterSeconds?: number | undefined
      cause?: unknown
    },
  ) {
    super(
      `${message} (interaction ${details.interactionId})`,
      details.cause === undefined ? {} : { cause: details.cause },
    )
    this.name = 'ApiError'
    this.failure = failure
    this.status = details.status
    this.errors = details.errors ?? []
    this.interactionId = details.interactionId
    this.retryAfterSeconds = details.retryAfterSeconds
  }

  /** The code of the first reason, such as `U011`. */
  get code(): string | undefined {
    return this.errors[0]?.ErrorCode
  }

  /** The codes of all reasons. */
  get codes(): readonly string[] {
    return this.errors.flatMap(({ ErrorCode }) => ErrorCode ?? [])
  }
}
