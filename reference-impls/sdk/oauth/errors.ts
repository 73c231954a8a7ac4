import * as oidc from 'openid-client'
import { newInteractionId } from '../call.ts'
import type { Fetch } from '../connection.ts'

/** What is known of a failure at the authorization server. */
type Details = {
  /** The code of OAuth, such as `invalid_grant`. */
  readonly error?: string | undefined
  readonly status?: number | undefined
  readonly interactionId?: string | undefined
  readonly cause?: unknown
}

/**
 * What every failure of this entry extends. Decide by the class.
 *
 * @example
 * ```ts
 * import { OAuthError } from '@sandbank/sdk/oauth'
 *
 * const codeOf = (error: unknown) => (error instanceof OAuthError ? error.error : undefined)
 * ```
 */
export class OAuthError extends Error {
  /** The code of OAuth, such as `invalid_grant`; absent if no server answered one. */
  readonly error: string | undefined
  /** The HTTP status; absent if there was no answer, or the customer's browser brought it. */
  readonly status: number | undefined
  /** The UUID of the request. Quote it to the bank, whose log has it too. */
  readonly interactionId: string | undefined

  constructor(message: string, { error, status, interactionId, cause }: Details = {}) {
    super(
      interactionId === undefined ? message : `${message} (interaction ${interactionId})`,
      cause === undefined ? {} : { cause },
    )
    this.name = new.target.name
    this.error = error
    this.status = status
    this.interactionId = interactionId
  }
}

/**
 * The customer refused, cancelled, or let the session end: `access_denied`. Offer to try again.
 *
 * @example
 * ```ts
 * import { AccessDeniedError } from '@sandbank/sdk/oauth'
 *
 * const hasRefused = (error: unknown) => error instanceof AccessDeniedError
 * ```
 */
export class AccessDeniedError extends OAuthError {}

/**
 * The callback does not answer this request: another `state`, `nonce`, issuer, consent or
 * signature. It may be forged. Do not retry it; start again.
 *
 * @example
 * ```ts
 * import { CallbackError } from '@sandbank/sdk/oauth'
 *
 * const isForged = (error: unknown) => error instanceof CallbackError
 * ```
 */
export class CallbackError extends OAuthError {}

/**
 * There are no valid tokens for the consent: it was never authorised, or the customer or the bank
 * ended it. Ask the customer to authorise it, or a new one.
 *
 * @example
 * ```ts
 * import { ReauthorisationError } from '@sandbank/sdk/oauth'
 *
 * const mustAsk = (error: unknown) => error instanceof ReauthorisationError
 * ```
 */
export class ReauthorisationError extends OAuthError {}

/**
 * The authorization server rejected a request. `error` says why, such as `invalid_client`.
 *
 * @example
 * ```ts
 * import { AuthorizationServerError } from '@sandbank/sdk/oauth'
 *
 * const isOurMistake = (error: unknown) => error instanceof AuthorizationServerError
 * ```
 */
export class AuthorizationServerError extends OAuthError {}

/**
 * The authorization server did not answer, or not in the form of OAuth. Retry later.
 *
 * @example
 * ```ts
 * import { AuthorizationServerUnreachableError } from '@sandbank/sdk/oauth'
 *
 * const mayRetry = (error: unknown) => error instanceof AuthorizationServerUnreachableError
 * ```
 */
export class AuthorizationServerUnreachableError extends OAuthError {}

/** Waits for a step of openid-client. Throws an {@link OAuthError} if it fails. */
export async function nameFailures<T>(step: string, pending: Promise<T>): Promise<T> {
  try {
    return await pending
  } catch (cause) {
    throw toOAuthError(step, cause)
  }
}

function toOAuthError(step: string, cause: unknown): OAuthError {
  if (cause instanceof oidc.AuthorizationResponseError) {
    const { error, error_description: why } = cause
    const message = `${step}: ${error}${why ? `: ${why}` : ''}`
    return new (error === 'access_denied' ? AccessDeniedError : AuthorizationServerError)(message, { error, cause })
  }
  if (cause instanceof oidc.ResponseBodyError) {
    const { error, error_description: why, status, response } = cause
    const details = { error, status, interactionId: interactions.get(response), cause }
    return new AuthorizationServerError(`${step}: ${status} ${error}${why ? `: ${why}` : ''}`, details)
  }
  if (!(cause instanceof Error)) return new AuthorizationServerUnreachableError(`${step}: ${cause}`, { cause })
  const inner = cause.cause
  if (inner instanceof Response) {
    const details = { status: inner.status, interactionId: interactions.get(inner), cause }
    return new AuthorizationServerUnreachableError(`${step}: ${inner.status}: ${cause.message}`, details)
  }
  const more = inner instanceof Error && inner.message !== cause.message ? `: ${inner.message}` : ''
  const reason = `${step}: ${cause.message}${more}`
  const interactionId = interactions.get(cause) ?? (inner instanceof Error ? interactions.get(inner) : undefined)
  return isForgery(cause)
    ? new CallbackError(reason, { cause })
    : new AuthorizationServerUnreachableError(reason, { interactionId, cause })
}

/** The interaction ids that were sent, by the answer or by the error of the connection. */
const interactions = new WeakMap<object, string>()

/** Returns a fetch that sends an interaction id with each request, for the messages of errors. */
export function sendInteractionIds(fetch: Fetch): Fetch {
  return async (url, init) => {
    const sent = newInteractionId()
    const headers = new Headers(init.headers)
    headers.set('x-fapi-interaction-id', sent)
    try {
      const response = await fetch(url, { ...init, headers })
      interactions.set(response, response.headers.get('x-fapi-interaction-id') ?? sent)
      return response
    } catch (error) {
      if (error instanceof Error) interactions.set(error, sent)
      throw error
    }
  }
}

/** Codes by which openid-client says that a signed answer is not the one to this request. */
const forgeries = [
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_KEY_SELECTION_FAILED',
]
const isForgery = (cause: Error): boolean => cause instanceof oidc.ClientError && forgeries.includes(cause.code ?? '')
