import type { Code } from './resources.ts'

/** A code of the standard's OBExternalStatusReason1Code that this client knows; others may come. */
export type ErrorCode = Code<
  | 'U000'
  | 'U001'
  | 'U002'
  | 'U003'
  | 'U004'
  | 'U005'
  | 'U006'
  | 'U007'
  | 'U008'
  | 'U009'
  | 'U010'
  | 'U011'
  | 'U014'
  | 'U015'
  | 'U016'
  | 'U017'
  | 'U018'
  | 'U019'
  | 'U020'
  | 'U021'
  | 'U023'
  | 'U025'
  | 'U026'
  | 'U027'
  | 'U028'
  | 'U029'
>

/**
 * One entry of the standard's `Errors`. Programs decide by `ErrorCode`. For the control API, it has
 * the code of the problem.
 */
export type ErrorDetail = {
  readonly ErrorCode?: ErrorCode
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

/** What an error knows of the request that failed. */
export type FailureDetails = {
  readonly status?: number | undefined
  readonly errors?: readonly ErrorDetail[]
  readonly interactionId: string
  readonly retryAfterSeconds?: number | undefined
  readonly cause?: unknown
}

/**
 * The error that every failed call of this client throws. Decide by its class, or by `failure`,
 * `status` and `code`, and log the rest.
 *
 * @example
 * ```ts
 * import { ApiError } from '@sandbank/sdk'
 *
 * try {
 *   await bank.account('acc_none')
 * } catch (error) {
 *   if (error instanceof ApiError && error.code === 'U011') console.log('no such account')
 *   else throw error
 * }
 * ```
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

  constructor(failure: Failure, message: string, details: FailureDetails) {
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
  get code(): ErrorCode | undefined {
    return this.errors[0]?.ErrorCode
  }

  /** The codes of all reasons. */
  get codes(): readonly string[] {
    return this.errors.flatMap(({ ErrorCode }) => ErrorCode ?? [])
  }
}

/**
 * The bank rejected the request. Its subclasses say why, by the HTTP status.
 *
 * @example
 * ```ts
 * import { RejectedError } from '@sandbank/sdk'
 *
 * const isRejected = (error: unknown) => error instanceof RejectedError
 * ```
 */
export class RejectedError extends ApiError {
  override readonly name: string = 'RejectedError'
  constructor(message: string, details: FailureDetails) {
    super('rejected', message, details)
  }
}

/**
 * 400 and other 4xx: a value of the request is wrong. `errors` lists every one.
 *
 * @example
 * ```ts
 * import { BadRequestError } from '@sandbank/sdk'
 *
 * const listFaults = (error: unknown) => (error instanceof BadRequestError ? error.errors : [])
 * ```
 */
export class BadRequestError extends RejectedError {
  override readonly name = 'BadRequestError'
}

/**
 * 401: the token or the certificate is missing, unknown or expired. Take a new one.
 *
 * @example
 * ```ts
 * import { UnauthorizedError } from '@sandbank/sdk'
 *
 * const needsToken = (error: unknown) => error instanceof UnauthorizedError
 * ```
 */
export class UnauthorizedError extends RejectedError {
  override readonly name = 'UnauthorizedError'
}

/**
 * 403: the token is valid, and it or its consent does not allow this.
 *
 * @example
 * ```ts
 * import { ForbiddenError } from '@sandbank/sdk'
 *
 * const needsConsent = (error: unknown) => error instanceof ForbiddenError
 * ```
 */
export class ForbiddenError extends RejectedError {
  override readonly name = 'ForbiddenError'
}

/**
 * 404: the path or the object does not exist.
 *
 * @example
 * ```ts
 * import { NotFoundError } from '@sandbank/sdk'
 *
 * const isMissing = (error: unknown) => error instanceof NotFoundError
 * ```
 */
export class NotFoundError extends RejectedError {
  override readonly name = 'NotFoundError'
}

/**
 * 409: the state of the object does not allow this now.
 *
 * @example
 * ```ts
 * import { ConflictError } from '@sandbank/sdk'
 *
 * const mustReadAgain = (error: unknown) => error instanceof ConflictError
 * ```
 */
export class ConflictError extends RejectedError {
  override readonly name = 'ConflictError'
}

/**
 * 429: too many requests, also after the retries. See `retryAfterSeconds`.
 *
 * @example
 * ```ts
 * import { RateLimitedError } from '@sandbank/sdk'
 *
 * const secondsToWait = (error: unknown) =>
 *   error instanceof RateLimitedError ? error.retryAfterSeconds : 0
 * ```
 */
export class RateLimitedError extends RejectedError {
  override readonly name = 'RateLimitedError'
}

/**
 * 503: the bank is down, also after the retries. See `retryAfterSeconds`.
 *
 * @example
 * ```ts
 * import { UnavailableError } from '@sandbank/sdk'
 *
 * const isDown = (error: unknown) => error instanceof UnavailableError
 * ```
 */
export class UnavailableError extends RejectedError {
  override readonly name = 'UnavailableError'
}

/**
 * 500 and other 5xx: the bank failed.
 *
 * @example
 * ```ts
 * import { ServerError } from '@sandbank/sdk'
 *
 * const hasBankFailed = (error: unknown) => error instanceof ServerError
 * ```
 */
export class ServerError extends RejectedError {
  override readonly name = 'ServerError'
}

/**
 * The answer is not JSON of the API, such as a page of a proxy or half a body.
 *
 * @example
 * ```ts
 * import { UnreadableError } from '@sandbank/sdk'
 *
 * const isFromProxy = (error: unknown) => error instanceof UnreadableError
 * ```
 */
export class UnreadableError extends ApiError {
  override readonly name: string = 'UnreadableError'
  constructor(message: string, details: FailureDetails) {
    super('unreadable', message, details)
  }
}

/**
 * The signature of an answer is missing or does not match its body. Trust nothing in it.
 *
 * @example
 * ```ts
 * import { SignatureError } from '@sandbank/sdk'
 *
 * const mayBeForged = (error: unknown) => error instanceof SignatureError
 * ```
 */
export class SignatureError extends UnreadableError {
  override readonly name = 'SignatureError'
}

/**
 * No answer came. A request that writes may have been executed or not.
 *
 * @example
 * ```ts
 * import { UnreachableError } from '@sandbank/sdk'
 *
 * const gotNoAnswer = (error: unknown) => error instanceof UnreachableError
 * ```
 */
export class UnreachableError extends ApiError {
  override readonly name: string = 'UnreachableError'
  constructor(message: string, details: FailureDetails) {
    super('unreachable', message, details)
  }
}

/**
 * The answer or the state that the caller waits for did not come in time.
 *
 * @example
 * ```ts
 * import { TimeoutError } from '@sandbank/sdk'
 *
 * const tookTooLong = (error: unknown) => error instanceof TimeoutError
 * ```
 */
export class TimeoutError extends UnreachableError {
  override readonly name: string = 'TimeoutError'
}

const classByStatus: Readonly<Record<number, typeof RejectedError>> = {
  401: UnauthorizedError,
  403: ForbiddenError,
  404: NotFoundError,
  409: ConflictError,
  429: RateLimitedError,
  503: UnavailableError,
}

/** Builds the error of a rejection, of the class that its status chooses. */
export function buildRejection(message: string, details: FailureDetails & { readonly status: number }): RejectedError {
  const Rejection = classByStatus[details.status] ?? (details.status >= 500 ? ServerError : BadRequestError)
  return new Rejection(message, details)
}
