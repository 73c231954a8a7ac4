import { errors } from 'oidc-provider'

/**
 * How far ahead a client's clock may be, in seconds (FAPI 2.0 Security Profile, section 5.3.2.1).
 */
const maxClockSkew = 60

/** The longest lifetime of an assertion, in seconds. Its use must be remembered as long. */
const maxAssertionSeconds = 86_400

type Assertion = { aud?: unknown; iat?: unknown; exp?: number }

/**
 * Rejects an assertion whose audience is not the issuer (FAPI 2.0), that comes from the future, or
 * that lives too long. The provider checks the rest.
 */
export function checkAssertion({ aud, iat, exp = 0 }: Assertion, audience: string | undefined, real: number) {
  if (audience !== undefined && aud !== audience)
    throw new errors.InvalidClientAuth(`the audience (aud) must be ${audience}`)
  if (typeof iat === 'number' && iat > real / 1000 + maxClockSkew)
    throw new errors.InvalidClientAuth(
      `the assertion (iat) is more than ${maxClockSkew} seconds in the future; check your clock`,
    )
  if (exp > real / 1000 + maxAssertionSeconds)
    throw new errors.InvalidClientAuth('the assertion (exp) must expire within 24 hours')
}
