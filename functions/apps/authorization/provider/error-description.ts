import type { EventEmitter } from 'node:events'
import { errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider'

/** RFC 6749 lets a description hold printable ASCII, without quotes and backslashes. */
export const toErrorDescription = (text: string): string =>
  text
    .replaceAll(/["\\]/g, "'")
    .replaceAll(/[^\x20-\x7e]/g, '?')
    .slice(0, 500)

type Said = { error?: string | undefined; error_description?: string | undefined }

/** What the provider keeps to itself beside its answer. */
type Why = { error_detail?: string | undefined; error_description?: string | undefined; message?: string }

/** What the provider says to the client, with what it would only write to its log. */
export function addErrorDetail<Out extends Said>(out: Out, { error_detail: detail }: Why): Out {
  const { error, error_description: text = '' } = out
  // Our own bugs stay ours.
  if (detail === undefined || error === 'server_error' || text.includes(detail)) return out
  return { ...out, error_description: toErrorDescription(text === '' ? detail : `${text}: ${detail}`) }
}

/**
 * Of a redirect URI that the client did not register, which one it was: the slip is seldom where it
 * is looked for.
 */
export const explainRedirectMismatch = ({ oidc }: KoaContextWithOIDC, error: unknown): Why | undefined =>
  error instanceof errors.InvalidRedirectUri
    ? { error_detail: `given ${oidc.params?.redirect_uri}, and they are compared letter by letter` }
    : undefined

const refusals = [
  'grant.error',
  'pushed_authorization_request.error',
  'introspection.error',
  'revocation.error',
] as const

/**
 * A bank keeps to itself why it refuses a client; those who build an app need to know. Everything
 * that is told is about what the caller itself sent.
 */
export function explainErrors(provider: Provider): void {
  // Types know each event by itself, and no list of them.
  const events: EventEmitter = provider
  provider.on('grant.error', nameUnauthorized)
  for (const name of refusals)
    events.on(name, (ctx: KoaContextWithOIDC, error: Why) => {
      ctx.body = isReplayed(error)
        ? { ...replayed }
        : addErrorDetail(ctx.body as Said, explainRedirectMismatch(ctx, error) ?? error)
    })
}

/**
 * RFC 9449 (section 5) has a code of its own for a proof. To the provider it is the grant, which a
 * client would then throw away.
 */
const replayed: Said = {
  error: 'invalid_dpop_proof',
  error_description: 'the DPoP proof was used before; make one for each request',
}
const isReplayed = ({ error_detail, error_description }: Why) =>
  [error_detail, error_description].includes('DPoP proof JWT Replay detected')

/**
 * RFC 6749 (section 5.2) has a code of its own for a grant that a client did not register for; to
 * the provider it is any invalid request.
 */
function nameUnauthorized({ body, oidc: { client, params } }: KoaContextWithOIDC): void {
  const said = body as Said
  const grant = params?.grant_type as string | undefined
  if (said.error === 'invalid_request' && client && grant !== undefined && !client.grantTypeAllowed(grant))
    said.error = 'unauthorized_client'
}
