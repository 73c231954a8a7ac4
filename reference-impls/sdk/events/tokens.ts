import type { JWTPayload, JWTVerifyGetKey, errors as joseErrors } from 'jose'
import type { Fetch } from '../connection.ts'
import { discoverKeys } from '../key-discovery.ts'
import { readRealTime } from '../real-time.ts'
import {
  InvalidSignatureError,
  KeysUnavailableError,
  MalformedMessageError,
  StaleMessageError,
  WrongAudienceError,
} from './errors.ts'
import { type ReceivedRequest, readReceived } from './received.ts'

const namespace = 'http://openbanking.org.uk'
const urn = 'urn:uk:org:openbanking:events:'

/** The event types of the standard, without their URN. */
export type SecurityEventType =
  | 'resource-update'
  | 'consent-authorization-revoked'
  | 'account-access-consent-linked-account-update'

/** The types of resources that a token may be about. */
export type EventResourceType =
  | 'account-access-consent'
  | 'funds-confirmation-consent'
  | 'domestic-vrp'
  | 'domestic-vrp-consent'
  | PaymentType
  | `${PaymentType}-consent`
type PaymentType =
  | `${'domestic' | 'international'}-${'payment' | 'scheduled-payment' | 'standing-order'}`
  | 'file-payment'

/** A security event token (RFC 8417) of the standard that was verified. */
export type SecurityEvent = {
  /** The same in each attempt: handle an id once. */
  readonly id: string
  /** What happened. One token may have two types. */
  readonly types: readonly SecurityEventType[]
  /** What it happened to. Read the resource at its link. */
  readonly resource: { readonly id: string; readonly type: EventResourceType; readonly link: string | undefined }
  /** The id that all events of a consent or payment share. */
  readonly transaction: string | undefined
  /** When it happened, by the clock of the bank. */
  readonly happenedAt: Date | undefined
  /** When the bank recorded it. */
  readonly issuedAt: Date
  readonly claims: JWTPayload
}

export type EventTokenOptions = {
  /** The issuer URL of the authorization server. */
  readonly issuer: string
  /** Your client id. */
  readonly clientId: string
  /** Where the keys of the issuer are. Default: what its metadata says. */
  readonly jwksUri?: string
  /** The oldest token that is accepted. Default: any, since a bank keeps tokens for days. */
  readonly oldestSeconds?: number
  readonly fetch?: Fetch | undefined
  /** Returns real time in epoch milliseconds. */
  readonly now?: () => number
}

/** Verifies a token, as text or as the request that brought it. Throws an `EventError`. */
export type EventTokenVerifier = (token: string | ReceivedRequest) => Promise<SecurityEvent>

/**
 * Creates a function that verifies the security event tokens of the standard: those that the bank
 * sends to your URL, and those of a poll. It fetches the keys of the issuer when it meets an
 * unknown one. It needs the package `jose`.
 *
 * @example
 * ```ts
 * import { createEventTokenVerifier } from '@sandbank/sdk/events'
 *
 * const issuer = 'http://localhost:4000/authorization/wld_default'
 * const verify = createEventTokenVerifier({ issuer, clientId: 'tpp_4f0c9be1d2a7' })
 *
 * async function receive(request: Request): Promise<Response> {
 *   const { resource, types } = await verify(request)
 *   if (types.includes('resource-update')) console.log(resource.type, resource.id)
 *   return new Response(null, { status: 202 })
 * }
 * ```
 */
export function createEventTokenVerifier(options: EventTokenOptions): EventTokenVerifier {
  const {
    issuer,
    clientId,
    oldestSeconds,
    fetch = (url, init) => globalThis.fetch(url, init),
    now = readRealTime,
  } = options
  let keys: JWTVerifyGetKey | undefined

  return async (token) => {
    const text = typeof token === 'string' ? token : (await readReceived(token)).body
    // Webhooks need no jose, so it may be missing until a token comes.
    const { createRemoteJWKSet, customFetch, errors, jwtVerify } = await import('jose')
    keys ??= createRemoteJWKSet(
      new URL(options.jwksUri ?? (await discoverKeys(issuer, fetch).catch(failWithoutKeys))),
      {
        [customFetch]: async (url: string, init: object) => fetch(url, init),
      },
    )
    try {
      const { payload } = await jwtVerify(text.trim(), keys, {
        issuer,
        audience: clientId,
        typ: 'secevent+jwt',
        algorithms: ['PS256', 'ES256'],
        requiredClaims: ['iat', 'jti'],
        currentDate: new Date(now()),
        ...(oldestSeconds !== undefined && { maxTokenAge: oldestSeconds }),
      })
      return readClaims(payload)
    } catch (error) {
      throw nameFailure(error, errors)
    }
  }
}

function failWithoutKeys(error: Error): never {
  throw new KeysUnavailableError(error.message, error.cause)
}

function readClaims(claims: JWTPayload): SecurityEvent {
  const { jti, iat, toe, txn, events } = claims as JWTPayload & { toe?: number; txn?: string; events?: object }
  const entries = Object.entries(events ?? {}).filter(([name]) => name.startsWith(urn))
  const subject = entries[0]?.[1]?.subject as { [name: string]: unknown } | undefined
  const [id, type, links] = ['rid', 'rty', 'rlk'].map((name) => subject?.[`${namespace}/${name}`])
  if (typeof id !== 'string' || typeof type !== 'string')
    throw new MalformedMessageError('events: must have an event of the standard with its resource (got none)')
  const [newest] = Array.isArray(links) ? links.slice(-1) : []
  return {
    id: jti as string,
    types: entries.map(([name]) => name.slice(urn.length) as SecurityEventType),
    resource: { id, type: type as EventResourceType, link: newest?.link },
    transaction: txn,
    happenedAt: toe === undefined ? undefined : new Date(toe * 1_000),
    issuedAt: new Date((iat as number) * 1_000),
    claims,
  }
}

/** Names the failures of jose by what the receiver must do. */
function nameFailure(error: unknown, errors: typeof joseErrors): unknown {
  if (error instanceof errors.JWTClaimValidationFailed) {
    const message = `${error.claim}: must be that of a token for this client: ${error.message}`
    if (error.claim === 'aud' || error.claim === 'iss') return new WrongAudienceError(message, error)
    if (error.claim === 'nbf') return new StaleMessageError(message, error)
    return new MalformedMessageError(message, error)
  }
  if (error instanceof errors.JWTExpired) return new StaleMessageError(`token: is too old: ${error.message}`, error)
  if (
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JOSENotSupported
  )
    return new InvalidSignatureError(`token: must be signed by a key of the issuer: ${error.message}`, error)
  if (error instanceof errors.JWTInvalid || error instanceof errors.JWSInvalid)
    return new MalformedMessageError(`token: must be a signed JWT: ${error.message}`, error)
  if (error instanceof errors.JOSEError || error instanceof TypeError)
    return new KeysUnavailableError(`the keys of the issuer could not be fetched: ${error.message}`, error)
  return error
}
