import type { Problem, ProblemCode } from '#bank/base/problem.ts'

/** The JWS algorithms of DPoP proofs. */
export const proofAlgorithms = ['ES256', 'PS256', 'EdDSA']

/** The errors of RFC 6750 (section 3.1) and RFC 9449 (section 7.1), by problem. */
const errors: Partial<Record<ProblemCode, string>> = {
  'token-invalid': 'invalid_token',
  'world-expired': 'invalid_token',
  'token-client': 'invalid_token',
  'proof-invalid': 'invalid_dpop_proof',
  'grant-insufficient': 'insufficient_scope',
  'token-partner': 'insufficient_scope',
  'permission-missing': 'insufficient_scope',
  'world-foreign': 'insufficient_scope',
}

/** Builds the `WWW-Authenticate` header for an error of a token. */
export const challenge = (scheme: 'Bearer' | 'DPoP', error: string): Record<string, string> => ({
  'www-authenticate': `${scheme} error="${error}"${scheme === 'DPoP' ? `, algs="${proofAlgorithms.join(' ')}"` : ''}`,
})

/**
 * Returns the `WWW-Authenticate` header of a problem, in the scheme of the request's token. It
 * carries no error where the request had no token or an unknown scheme. Empty for problems that are
 * not about the token.
 */
export function challengeOf({ code }: Problem, authorization = ''): Record<string, string> {
  const error = errors[code]
  if (error === undefined && code !== 'token-missing') return {}
  const [scheme] = /^(bearer|dpop)(?= |$)/i.exec(authorization) ?? []
  if (error === undefined || scheme === undefined) return { 'www-authenticate': 'Bearer' }
  return challenge(scheme.toLowerCase() === 'dpop' ? 'DPoP' : 'Bearer', error)
}
