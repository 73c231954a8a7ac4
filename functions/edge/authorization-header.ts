import { Problem } from '#bank/base/problem.ts'
import { challenge } from './challenge.ts'

/** A token as the header brought it. */
export type SentToken = { readonly scheme: 'Bearer' | 'DPoP'; readonly text: string }

/** Where a refusal of a token points. */
export const headerPath = { path: 'header Authorization' }
/** The refusal of a token that is not good for anything here, and why. */
export const invalidToken = (why: string) => new Problem('token-invalid', why, headerPath)
/** The refusal of a token that came in the other scheme: it is challenged to come in its own. */
export const wrongScheme = (why: string, scheme: SentToken['scheme']) =>
  new Problem('token-invalid', why, { ...headerPath, headers: challenge(scheme, 'invalid_token') })

/** The text of a token that is bound to nothing. */
export function parseBearerToken(authorization: string | undefined): string {
  const { scheme, text } = parseAuthorization(authorization)
  if (scheme !== 'Bearer') throw wrongScheme('the header must read Authorization: Bearer <token>', 'Bearer')
  return text
}

/**
 * The token of the header and how it was sent: what is bound to a key by DPoP comes as `DPoP
 * <token>`. `what` says which token to send where there is none.
 */
export function parseAuthorization(authorization: string | undefined, what = ''): SentToken {
  if (!authorization)
    throw new Problem('token-missing', `send the header Authorization: Bearer <token>${what}`, headerPath)
  const match = /^(Bearer|DPoP) +([A-Za-z0-9\-._~+/]+=*)$/i.exec(authorization)
  if (!match) throw invalidToken('the header must read Authorization: Bearer <token>')
  return { scheme: match[1]?.toLowerCase() === 'dpop' ? 'DPoP' : 'Bearer', text: match[2] as string }
}
