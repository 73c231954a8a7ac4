import type { EventEmitter } from 'node:events'
import { errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider'
import { storeProblemOf } from '#edge/error-response.ts'

/**
 * Converts a text to an error description: printable ASCII without quotes and backslashes (RFC
 * 6749, section 5.2), at most 500 characters.
 */
export const toErrorDescription = (text: string): string =>
  text
    .replaceAll(/["\\]/g, "'")
    .replaceAll(/[^\x20-\x7e]/g, '?')
    .slice(0, 500)

type OAuthError = { error?: string | undefined; error_description?: string | undefined }

/** The provider's error, with details that it does not send. */
type ErrorDetail = { error_detail?: string | undefined; error_description?: string | undefined; message?: string }

/** Adds the detail of an error, which the provider would only log, to its description. */
export function addErrorDetail<Out extends OAuthError>(out: Out, { error_detail: detail }: ErrorDetail): Out {
  const { error, error_description: text = '' } = out
  // Internal errors stay hidden.
  if (detail === undefined || error === 'server_error' || text.includes(detail)) return out
  return { ...out, error_description: toErrorDescription(text === '' ? detail : `${text}: ${detail}`) }
}

/** Explains a redirect URI that the client did not register, by the value that was sent. */
export const explainRedirectMismatch = ({ oidc }: KoaContextWithOIDC, error: unknown): ErrorDetail | undefined =>
  error instanceof errors.InvalidRedirectUri
    ? { error_detail: `got ${oidc.params?.redirect_uri}; it must equal a registered URI character by character` }
    : undefined

/**
 * Describes a failure of the store as an OAuth error, with its status. Undefined for other errors.
 */
export function describeStoreFailure(
  error: unknown,
): { status: number; body: { error: string; error_description: string } } | undefined {
  const problem = storeProblemOf(error)
  if (!problem) return undefined
  const { status, message } = problem
  const code = status === 500 ? 'server_error' : 'temporarily_unavailable'
  return { status, body: { error: code, error_description: toErrorDescription(message) } }
}

/** Answers a failure of the store with its reason. The provider would answer 500 without one. */
export function answerStoreFailure(ctx: KoaContextWithOIDC, error: unknown): void {
  const failure = describeStoreFailure(error)
  if (failure) Object.assign(ctx, failure)
}

const errorEvents = [
  'grant.error',
  'pushed_authorization_request.error',
  'introspection.error',
  'revocation.error',
] as const

/**
 * Sends clients the reason for an error. A production bank hides it, but developers need it. Each
 * reason is about what the caller itself sent.
 */
export function explainErrors(provider: Provider): void {
  // The types declare single events, not a union of them.
  const events: EventEmitter = provider
  provider.on('grant.error', nameUnauthorizedClient)
  provider.on('server_error', answerStoreFailure)
  for (const name of errorEvents)
    events.on(name, (ctx: KoaContextWithOIDC, error: ErrorDetail) => {
      ctx.body = isReplayedProof(error)
        ? { ...replayedProofError }
        : addErrorDetail(ctx.body as OAuthError, explainRedirectMismatch(ctx, error) ?? error)
    })
}

/**
 * RFC 9449 (section 5) defines this code for a reused proof. The provider's invalid_grant would
 * make a client discard a valid token.
 */
const replayedProofError: OAuthError = {
  error: 'invalid_dpop_proof',
  error_description: 'the DPoP proof was used before; create a new one for each request',
}
const isReplayedProof = ({ error_detail, error_description }: ErrorDetail) =>
  [error_detail, error_description].includes('DPoP proof JWT Replay detected')

/**
 * RFC 6749 (section 5.2) defines unauthorized_client for a grant type that the client did not
 * register. The provider sends invalid_request.
 */
function nameUnauthorizedClient({ body, oidc: { client, params } }: KoaContextWithOIDC): void {
  const response = body as OAuthError
  const grant = params?.grant_type as string | undefined
  if (response.error === 'invalid_request' && client && grant !== undefined && !client.grantTypeAllowed(grant))
    response.error = 'unauthorized_client'
}
