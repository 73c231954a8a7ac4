import { Problem } from '#bank/base/problem.ts'
import { challenge } from './challenge.ts'

/** A token of the Authorization header, with the scheme it was sent in. */
export type SentToken = { readonly scheme: 'Bearer' | 'DPoP'; readonly text: string }

/** The path of every problem with a token. */
export const headerPath = { path: 'header Authorization' }
/** Builds the problem of a token that is not valid. */
export const invalidToken = (why: string) => new Problem('token-invalid', why, headerPath)
/** Builds the problem of a token sent in the wrong scheme. Its challenge names the right one. */
export const wrongScheme = (why: string, scheme: SentToken['scheme']) =>
  new Problem('token-invalid', why, { ...headerPath, headers: challenge(scheme, 'invalid_token') })

/** Parses the header of an unbound token, and returns the token's text. */
export function parseBearerToken(authorization: string | undefined): string {
  const { scheme, text } = parseAuthorization(authorization)
  if (scheme !== 'Bearer') throw wrongScheme('header Authorization: must be Bearer <token>', 'Bearer')
  return text
}

/**
 * Parses the Authorization header. A token that is bound to a key comes as `DPoP <token>`. `hint`
 * follows in the message of a missing header.
 */
export function parseAuthorization(authorization: string | undefined, hint = ''): SentToken {
  if (!authorization)
    throw new Problem('token-missing', `header Authorization: is required; send Bearer <token>${hint}`, headerPath)
  const match = /^(Bearer|DPoP) +([A-Za-z0-9\-._~+/]+=*)$/i.exec(authorization)
  if (!match) throw invalidToken('header Authorization: must be Bearer <token>')
  return { scheme: match[1]?.toLowerCase() === 'dpop' ? 'DPoP' : 'Bearer', text: match[2] as string }
}
