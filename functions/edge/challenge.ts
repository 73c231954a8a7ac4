import type { Problem, ProblemCode } from '#bank/base/problem.ts'

/** What a DPoP proof may be signed with. */
export const proofAlgorithms = ['ES256', 'PS256', 'EdDSA']

/** Refusals of a token, in the errors of RFC 6750 (section 3.1) and RFC 9449 (section 7.1). */
const errors: Partial<Record<ProblemCode, string>> = {
  'token-invalid': 'invalid_token',
  'token-client': 'invalid_token',
  'proof-invalid': 'invalid_dpop_proof',
  'grant-insufficient': 'insufficient_scope',
  'token-partner': 'insufficient_scope',
  'permission-missing': 'insufficient_scope',
  'world-foreign': 'insufficient_scope',
}

/** A challenge that says what is wrong with a token of a scheme. */
export const challenge = (scheme: 'Bearer' | 'DPoP', error: string): Record<string, string> => ({
  'www-authenticate': `${scheme} error="${error}"${scheme === 'DPoP' ? `, algs="${proofAlgorithms.join(' ')}"` : ''}`,
})

/**
 * The challenge of a refusal, in the scheme that its token came in; without an error where none
 * came, or in a scheme that is not known here. Nothing for what is about no token.
 */
export function challengeOf({ code }: Problem, authorization = ''): Record<string, string> {
  const error = errors[code]
  if (error === undefined && code !== 'token-missing') return {}
  const [scheme] = /^(bearer|dpop)(?= |$)/i.exec(authorization) ?? []
  if (error === undefined || scheme === undefined) return { 'www-authenticate': 'Bearer' }
  return challenge(scheme.toLowerCase() === 'dpop' ? 'DPoP' : 'Bearer', error)
}
