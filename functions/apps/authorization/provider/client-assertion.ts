import { errors } from 'oidc-provider'

/**
 * How far ahead of ours a client's clock may be, in seconds (FAPI 2.0 Security Profile, section
 * 5.3.2.1).
 */
const mostAhead = 60

/**
 * How long an assertion may be good for, in seconds: as long as it is, it must be remembered that
 * it was used.
 */
const longestAssertion = 86_400

type Assertion = { aud?: unknown; iat?: unknown; exp?: number }

/**
 * FAPI 2.0 takes the issuer alone for the audience of an assertion, and none from the future; the
 * provider checks the rest.
 */
export function checkAssertion({ aud, iat, exp = 0 }: Assertion, audience: string | undefined, real: number) {
  if (audience !== undefined && aud !== audience)
    throw new errors.InvalidClientAuth(`the audience (aud) must be ${audience}`)
  if (typeof iat === 'number' && iat > real / 1000 + mostAhead)
    throw new errors.InvalidClientAuth('the assertion comes from the future (iat)')
  if (exp > real / 1000 + longestAssertion)
    throw new errors.InvalidClientAuth('the assertion may be good for a day at most (exp)')
}
