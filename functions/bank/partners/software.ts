import { hash } from 'node:crypto'
import * as z from 'zod'
import { PublicJwks } from './jwks.ts'
import { PartnerName, PartnerRequest, type partnerScopes } from './partner.ts'
import { RedirectUris, WebUri } from './redirect-uri.ts'

/** The regulatory roles of partners, and the scope that each role allows. */
const roles = ['AISP', 'PISP', 'CBPII'] as const
type Role = (typeof roles)[number]
export const scopeByRole = {
  AISP: 'accounts',
  PISP: 'payments',
  CBPII: 'fundsconfirmations',
} as const satisfies Record<Role, (typeof partnerScopes)[number]>
/** Returns the roles of scopes; each scope has one. */
export const rolesOfScopes = (scopes: readonly string[]): Role[] =>
  roles.filter((role) => scopes.includes(scopeByRole[role]))

/** The issuer of software statements. */
export const directoryName = 'Sandbank directory'

/**
 * This bank's id in the directory: a registration may be addressed to it instead of the issuer. It
 * has 18 characters, as in the UK.
 */
export const bankId = 'SandbankSandbank00'

/**
 * Returns the organisation of a world: a world is one organisation, and its id (18 characters) and
 * name derive from the world's id.
 */
export const organisationOf = (worldId: string): { id: string; name: string } => ({
  id: hash('sha256', worldId).slice(0, 18),
  name: `Organisation of ${worldId}`,
})

/** Returns the subject of a software's certificates (RFC 4514). Nothing in it needs escaping. */
export function certificateSubjectOf(worldId: string, softwareId: string): string {
  const { id, name } = organisationOf(worldId)
  return `CN=${softwareId},OU=${id},O=${name},C=GB`
}

/**
 * Returns whether two subjects are the same. Tools differ in the order of the parts and the blanks
 * between them.
 */
export const isSameSubject = (one: string, other: string): boolean => partsOf(one) === partsOf(other)
const partsOf = (subject: string) =>
  subject
    .split(/[,\n]/)
    .map((part) => part.trim().replace(/^(\w+)\s*=\s*/, (_, type: string) => `${type.toUpperCase()}=`))
    .sort()
    .join()

/** A stored certificate: DER in base64, and its validity. */
const Certificate = z.strictObject({ der: z.string(), from: z.iso.datetime(), expiresAt: z.iso.datetime() })
export type Certificate = z.output<typeof Certificate>

const PublicKey = z.looseObject({ kty: z.string() })

/**
 * The directory's record of a software: what its statements say, and its certificate. Public keys
 * only.
 */
export const SoftwareRecord = z.strictObject({
  id: z.string(),
  name: z.string(),
  redirectUris: z.array(z.string()).min(1),
  roles: z.array(z.enum(roles)).min(1),
  jwks: z.strictObject({ keys: z.array(PublicKey).min(1) }),
  /** The key of its certificates; a new certificate is for the same key. */
  transportKey: PublicKey,
  certificate: Certificate,
  logoUri: z.string().optional(),
  /** The partner that was created together with the software, which is deleted with it. */
  partner: z.string().optional(),
  createdAt: z.iso.datetime(),
})
export type SoftwareRecord = z.output<typeof SoftwareRecord>

/** The request to add a software to the directory. Every field is optional. */
export const SoftwareRequest = z.object({
  name: PartnerRequest.shape.name,
  redirectUris: PartnerRequest.shape.redirectUris,
  roles: z
    .array(z.enum(roles))
    .min(1)
    .default(['AISP'])
    .meta({ description: 'Its roles: AISP reads accounts, PISP initiates payments, CBPII confirms funds' }),
  algorithm: z
    .enum(['PS256', 'ES256'])
    .default('PS256')
    .meta({ description: 'The algorithm of the signing key that Sandbank creates' }),
  jwks: PartnerRequest.shape.jwks,
  logoUri: PartnerRequest.shape.logoUri,
})
export type SoftwareRequest = z.output<typeof SoftwareRequest>

/** The claims of a software statement, as the UK directory names them. */
export const StatementClaims = z.looseObject({
  iss: z.literal(directoryName),
  iat: z.int(),
  jti: z.string(),
  software_id: z.string().regex(/^[0-9a-zA-Z]{1,22}$/),
  software_client_name: PartnerName,
  software_redirect_uris: RedirectUris,
  software_roles: z.array(z.enum(roles)).min(1),
  software_jwks: PublicJwks,
  software_logo_uri: WebUri.optional(),
  org_id: z.string(),
  org_status: z.string(),
})
export type StatementClaims = z.output<typeof StatementClaims>

/**
 * Builds the claims of a statement about a software. The claims of the document itself (`iss`,
 * `iat`, `jti`) are added when it is signed.
 */
export function buildStatementClaims(worldId: string, software: SoftwareRecord) {
  const { id: org_id, name: org_name } = organisationOf(worldId)
  const { id, name, redirectUris, roles: held, jwks, logoUri } = software
  return {
    software_environment: 'sandbox',
    software_mode: 'Test',
    software_id: id,
    software_client_name: name,
    software_redirect_uris: redirectUris,
    software_roles: held,
    software_jwks: jwks,
    ...(logoUri !== undefined && { software_logo_uri: logoUri }),
    org_id,
    org_name,
    org_status: 'Active',
  }
}

/** The oldest accepted statement in days; the directory issues a new one on request. */
export const statementDays = 365

/**
 * Returns a statement's claims about its software, without those of the JWT, as DCR responses show
 * them.
 */
export function omitTokenClaims({ iss: _, iat: __, jti: ___, exp: ____, ...claims }: Record<string, unknown>) {
  return claims
}
