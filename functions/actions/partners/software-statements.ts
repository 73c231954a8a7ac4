import { errors, importJWK, jwtVerify, SignJWT } from 'jose'
import { buildFaults } from '#bank/base/parse-strict.ts'
import { validationMessages } from '#bank/base/validation-messages.ts'
import type { KeyRing } from '#bank/partners/key-ring.ts'
import { RegistrationRejection } from '#bank/partners/registration-claims.ts'
import {
  buildStatementClaims,
  directoryName,
  type SoftwareRecord,
  StatementClaims,
  statementDays,
} from '#bank/partners/software.ts'
import type { World } from '#store/world.ts'
import { loadAuthority, loadKeyRing } from './key-ring.ts'

const algorithm = 'ES256'

/** Returns the directory's public key, which verifies its statements. */
export function authorityJwk({ authority }: KeyRing) {
  const { d: _, ...jwk } = authority.jwk
  return { ...jwk, kty: jwk.kty, kid: authority.kid, alg: algorithm, use: 'sig' }
}

/** Signs a new software statement (SSA) of this instant. */
export async function signStatement(world: World, software: SoftwareRecord): Promise<string> {
  const { real, randomText } = world.sandbox
  const { ring } = await loadKeyRing(world)
  const { key } = await loadAuthority(ring)
  return new SignJWT(buildStatementClaims(world.id, software))
    .setProtectedHeader({ alg: algorithm, typ: 'JWT', kid: ring.authority.kid })
    .setIssuer(directoryName)
    .setIssuedAt(Math.floor(real() / 1000))
    .setJti(randomText(22))
    .sign(key)
}

/**
 * Verifies a software statement and returns its claims. The world's directory must have signed it
 * within the last year.
 */
export async function verifyStatement(world: World, text: unknown): Promise<StatementClaims> {
  const invalid = (why: string) => new RegistrationRejection('invalid_software_statement', `software_statement ${why}`)
  if (typeof text !== 'string') throw invalid('is missing')
  const { ring } = await loadKeyRing(world)
  const verified = await jwtVerify(text, await importJWK(authorityJwk(ring), algorithm), {
    algorithms: [algorithm],
    issuer: directoryName,
    maxTokenAge: `${statementDays} days`,
    currentDate: new Date(world.sandbox.real()),
  }).catch((error: unknown) => {
    if (error instanceof errors.JWTExpired)
      throw new RegistrationRejection(
        'unapproved_software_statement',
        `software_statement is older than ${statementDays} days; ask the directory for a new one`,
      )
    throw invalid('must carry the signature of the directory of this world')
  })
  const { data, error } = StatementClaims.safeParse(verified.payload, validationMessages)
  if (data) return data
  const [fault] = error.issues.flatMap((issue) => buildFaults(issue, verified.payload))
  throw invalid(`is not valid: ${fault?.message}`)
}
