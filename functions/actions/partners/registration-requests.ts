import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, errors, type JWK, type JWTPayload, jwtVerify } from 'jose'
import { type DecidedRegistration, decideRegistration } from '#bank/partners/registration.ts'
import { RegistrationRejection, rejectMetadata } from '#bank/partners/registration-claims.ts'
import { bankId, certificateSubjectOf, type StatementClaims } from '#bank/partners/software.ts'
import { usedRegistrationRequests } from '#store/records.ts'
import type { Key, Write } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { issuerOf } from './issuer.ts'
import { findSoftware } from './software-certificates.ts'
import { verifyStatement } from './software-statements.ts'

/** How many seconds ahead a request may expire. Its `jti` is stored until then. */
const maxLifetime = 86_400
/** How many seconds a partner's clock may be ahead of ours. */
const leeway = 60

/**
 * A verified registration request. `markUsed` is the write that stores its `jti`, so that it cannot
 * be used twice.
 */
export type RegistrationRequest = {
  readonly claims: JWTPayload & { client_id?: unknown }
  readonly statement: string
  readonly decided: DecidedRegistration
  readonly markUsed: Extract<Write, { readonly put: Key }>
}

/**
 * Verifies a request from the outside in: the statement with the directory's key, then the request
 * with a key from the statement.
 */
export async function verifyRegistrationRequest(world: World, jws: string): Promise<RegistrationRequest> {
  const statement = decodeUnverified(jws).software_statement
  const statementClaims = await verifyStatement(world, statement)
  const known = await findSoftware(world, statementClaims.software_id)
  if (!known || statementClaims.org_status !== 'Active')
    throw new RegistrationRejection(
      'unapproved_software_statement',
      `the directory no longer lists the software ${statementClaims.software_id}`,
    )
  const claims = await verifyClaims(world, jws, statementClaims)
  const certificateSubject = certificateSubjectOf(world.id, statementClaims.software_id)
  const decided = decideRegistration(claims, {
    statement: statementClaims,
    certificateSubject,
    isLocal: world.sandbox.isLocal === true,
  })
  const { jti, exp } = claims as { jti: string; exp: number }
  return {
    claims,
    statement: statement as string,
    decided,
    markUsed: {
      put: usedRegistrationRequests.key(world.id, statementClaims.software_id, jti.toLowerCase()),
      expect: 'absent',
      value: {},
      expiresAt: Math.ceil(exp) + 1,
    },
  }
}

/** Decodes a request before verification. Rejects keys in the header. */
function decodeUnverified(jws: string): JWTPayload {
  try {
    const header = decodeProtectedHeader(jws)
    const embedded = ['jwk', 'jku', 'x5c', 'x5u'].filter((name) => name in header)
    if (embedded.length > 0)
      rejectMetadata(
        `the request must not bring its own key (${embedded.join(', ')}); sign it with a key of software_jwks`,
      )
    return decodeJwt(jws)
  } catch (error) {
    if (error instanceof RegistrationRejection) throw error
    return rejectMetadata('the body must be a signed JWT')
  }
}

/**
 * Verifies the signature of a request with the keys of its statement, its audience and its times,
 * and returns its claims.
 */
async function verifyClaims(world: World, jws: string, statementClaims: StatementClaims): Promise<JWTPayload> {
  const real = world.sandbox.real()
  const now = Math.floor(real / 1000)
  const { payload } = await jwtVerify(jws, createLocalJWKSet(statementClaims.software_jwks as { keys: JWK[] }), {
    algorithms: ['PS256', 'ES256'],
    issuer: statementClaims.software_id,
    audience: [issuerOf(world), bankId],
    requiredClaims: ['iss', 'aud', 'exp', 'iat', 'jti'],
    currentDate: new Date(real),
  }).catch((error: unknown) => rejectMetadata(describeFault(error, world, statementClaims)))
  const { iat = 0, exp = 0, jti } = payload
  if (iat > now + leeway) rejectMetadata(`iat must not be in the future: it is ${iat}, and the time here is ${now}`)
  if (exp > now + maxLifetime)
    rejectMetadata(`exp must be at most ${maxLifetime} seconds ahead: it is ${exp}, and the time here is ${now}`)
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i.test(String(jti)))
    rejectMetadata('jti must be a UUID of version 4')
  return payload
}

function describeFault(error: unknown, world: World, statementClaims: StatementClaims): string {
  if (error instanceof errors.JWTExpired) return 'the request has expired (exp)'
  if (error instanceof errors.JWTClaimValidationFailed) {
    const wanted: Record<string, string> = {
      iss: `it must be the software_id, ${statementClaims.software_id}`,
      aud: `it must be ${issuerOf(world)} or ${bankId}`,
    }
    return `${error.claim} is not valid: ${wanted[error.claim] ?? error.message}`
  }
  if (error instanceof errors.JOSEAlgNotAllowed) return 'the request must be signed with PS256 or ES256'
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
    return 'kid of the header must name one of the keys of the software statement (software_jwks)'
  return 'the signature must be by a key of the software statement (software_jwks)'
}
