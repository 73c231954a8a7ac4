/**
 * What every failure of this entry extends. Decide by the class. No message repeats a secret or a
 * signature.
 *
 * @example
 * ```ts
 * import { EventError } from '@sandbank/sdk/events'
 *
 * const statusFor = (error: unknown) => (error instanceof EventError ? 400 : 500)
 * ```
 */
export class EventError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    this.name = new.target.name
  }
}

/**
 * The message is not signed by the bank: it may be forged. Reject it and do not act on it.
 *
 * @example
 * ```ts
 * import { InvalidSignatureError } from '@sandbank/sdk/events'
 *
 * const isForged = (error: unknown) => error instanceof InvalidSignatureError
 * ```
 */
export class InvalidSignatureError extends EventError {}

/**
 * The message is signed, but it was made too long ago or too far ahead: it may be replayed, or your
 * clock is wrong.
 *
 * @example
 * ```ts
 * import { StaleMessageError } from '@sandbank/sdk/events'
 *
 * const mayBeReplayed = (error: unknown) => error instanceof StaleMessageError
 * ```
 */
export class StaleMessageError extends EventError {}

/**
 * The token is signed, but for another client or by another issuer than yours.
 *
 * @example
 * ```ts
 * import { WrongAudienceError } from '@sandbank/sdk/events'
 *
 * const isForAnotherApp = (error: unknown) => error instanceof WrongAudienceError
 * ```
 */
export class WrongAudienceError extends EventError {}

/**
 * The message is not in the form of the specification: a header, a claim or the raw body is
 * missing. Most often a framework has parsed the body before.
 *
 * @example
 * ```ts
 * import { MalformedMessageError } from '@sandbank/sdk/events'
 *
 * const isMalformed = (error: unknown) => error instanceof MalformedMessageError
 * ```
 */
export class MalformedMessageError extends EventError {}

/**
 * The keys of the issuer could not be fetched, so nothing is known of the token. Answer 503, and
 * the bank sends it again.
 *
 * @example
 * ```ts
 * import { KeysUnavailableError } from '@sandbank/sdk/events'
 *
 * const mustRetry = (error: unknown) => error instanceof KeysUnavailableError
 * ```
 */
export class KeysUnavailableError extends EventError {}
