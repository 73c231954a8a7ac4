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

/** How far ahead a request may expire, in seconds: until then its `jti` is remembered. */
const longestLife = 86_400
/** How far ahead of ours the clock of a partner may be, in seconds. */
const leeway = 60

/**
 * A registration request whose signatures hold, and the write that remembers it, so that none is
 * taken twice.
 */
export type RegistrationRequest = {
  readonly claims: JWTPayload & { client_id?: unknown }
  readonly statement: string
  readonly asked: DecidedRegistration
  readonly seen: Extract<Write, { readonly put: Key }>
}

/**
 * Reads a request from the outside in: the statement by the directory's key, then the request by a
 * key of the statement.
 */
export async function verifyRegistrationRequest(world: World, jws: string): Promise<RegistrationRequest> {
  const statement = peek(jws).software_statement
  const said = await verifyStatement(world, statement)
  const known = await findSoftware(world, said.software_id)
  if (!known || said.org_status !== 'Active')
    throw new RegistrationRejection(
      'unapproved_software_statement',
      `the directory has struck off the software ${said.software_id}`,
    )
  const claims = await verified(world, jws, said)
  const certificateSubject = certificateSubjectOf(world.id, said.software_id)
  const asked = decideRegistration(claims, { statement: said, certificateSubject, baseUrl: world.sandbox.baseUrl })
  const { jti, exp } = claims as { jti: string; exp: number }
  return {
    claims,
    statement: statement as string,
    asked,
    seen: {
      put: usedRegistrationRequests.key(world.id, said.software_id, jti.toLowerCase()),
      expect: 'absent',
      value: {},
      expiresAt: Math.ceil(exp) + 1,
    },
  }
}

/** What a request says of itself before anything was checked. */
function peek(jws: string): JWTPayload {
  try {
    const header = decodeProtectedHeader(jws)
    const embedded = ['jwk', 'jku', 'x5c', 'x5u'].filter((name) => name in header)
    if (embedded.length > 0)
      rejectMetadata(
        `the request must not bring its own key (${embedded.join(', ')}); it is signed by one of software_jwks`,
      )
    return decodeJwt(jws)
  } catch (error) {
    if (error instanceof RegistrationRejection) throw error
    return rejectMetadata('the body must be a signed JWT')
  }
}

/** The claims of a request that a key of the statement signed, for this bank and this hour. */
async function verified(world: World, jws: string, said: StatementClaims): Promise<JWTPayload> {
  const real = world.sandbox.real()
  const now = Math.floor(real / 1000)
  const { payload } = await jwtVerify(jws, createLocalJWKSet(said.software_jwks as { keys: JWK[] }), {
    algorithms: ['PS256', 'ES256'],
    issuer: said.software_id,
    audience: [issuerOf(world), bankId],
    requiredClaims: ['iss', 'aud', 'exp', 'iat', 'jti'],
    currentDate: new Date(real),
  }).catch((error: unknown) => rejectMetadata(faultOf(error, world, said)))
  const { iat = 0, exp = 0, jti } = payload
  if (iat > now + leeway) rejectMetadata(`iat lies in the future: ${iat}, and here it is ${now}`)
  if (exp > now + longestLife) rejectMetadata(`exp may be ${longestLife} seconds ahead; here it is ${now}`)
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i.test(String(jti)))
    rejectMetadata('jti must be a UUID of version 4')
  return payload
}

function faultOf(error: unknown, world: World, said: StatementClaims): string {
  if (error instanceof errors.JWTExpired) return 'the request has expired (exp)'
  if (error instanceof errors.JWTClaimValidationFailed) {
    const wanted: Record<string, string> = {
      iss: `it must be the software_id, ${said.software_id}`,
      aud: `it must be ${issuerOf(world)} or ${bankId}`,
    }
    return `${error.claim} does not hold: ${wanted[error.claim] ?? error.message}`
  }
  if (error instanceof errors.JOSEAlgNotAllowed) return 'the request must be signed with PS256 or ES256'
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
    return 'kid of the header must name one of the keys of the software statement (software_jwks)'
  return 'the request does not carry the signature of a key of the software statement (software_jwks)'
}
