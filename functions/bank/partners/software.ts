import { hash } from 'node:crypto'
import * as z from 'zod'
import { PublicJwks } from './jwks.ts'
import { PartnerName, PartnerRequest, type partnerScopes } from './partner.ts'
import { RedirectUris, WebUri } from './redirect-uri.ts'

/** What the regulator lets a partner do, and the scope that each role may ask for. */
const roles = ['AISP', 'PISP', 'CBPII'] as const
type Role = (typeof roles)[number]
export const scopeByRole = {
  AISP: 'accounts',
  PISP: 'payments',
  CBPII: 'fundsconfirmations',
} as const satisfies Record<Role, (typeof partnerScopes)[number]>
/** The roles that scopes come to: each has one. */
export const rolesOfScopes = (scopes: readonly string[]): Role[] =>
  roles.filter((role) => scopes.includes(scopeByRole[role]))

/** Who signs software statements. */
export const directoryName = 'Sandbank directory'

/**
 * This bank in the directory's books: what a registration may be addressed to instead of the
 * issuer. Of 18 characters, as the UK's are.
 */
export const bankId = 'SandbankSandbank00'

/** A world is one organisation: its id of 18 characters and its name follow from the world's. */
export const organisationOf = (worldId: string): { id: string; name: string } => ({
  id: hash('sha256', worldId).slice(0, 18),
  name: `Organisation of ${worldId}`,
})

/** The subject of a software's certificates (RFC 4514). Nothing in it needs to be escaped. */
export function certificateSubjectOf(worldId: string, softwareId: string): string {
  const { id, name } = organisationOf(worldId)
  return `CN=${softwareId},OU=${id},O=${name},C=GB`
}

/**
 * Whether two subjects name the same: tools differ in the order of the parts, and in the blanks
 * between them.
 */
export const isSameSubject = (one: string, other: string): boolean => partsOf(one) === partsOf(other)
const partsOf = (subject: string) =>
  subject
    .split(/[,\n]/)
    .map((part) => part.trim().replace(/^(\w+)\s*=\s*/, (_, type: string) => `${type.toUpperCase()}=`))
    .sort()
    .join()

/** A certificate as it is kept: DER in base64, and how long it holds. */
const Certificate = z.strictObject({ der: z.string(), from: z.iso.datetime(), expiresAt: z.iso.datetime() })
export type Certificate = z.output<typeof Certificate>

const PublicKey = z.looseObject({ kty: z.string() })

/**
 * What the directory keeps of a software: what its statements say, and the certificate that goes
 * with it. Public keys alone.
 */
export const SoftwareRecord = z.strictObject({
  id: z.string(),
  name: z.string(),
  redirectUris: z.array(z.string()).min(1),
  roles: z.array(z.enum(roles)).min(1),
  jwks: z.strictObject({ keys: z.array(PublicKey).min(1) }),
  /** The key that certificates name; a new certificate is for the same key. */
  transportKey: PublicKey,
  certificate: Certificate,
  logoUri: z.string().optional(),
  /** The partner that was made together with it, and takes it along when it goes. */
  partner: z.string().optional(),
  createdAt: z.iso.datetime(),
})
export type SoftwareRecord = z.output<typeof SoftwareRecord>

/** What one asks for when entering a software into the directory; everything may be left out. */
export const SoftwareRequest = z.object({
  name: PartnerRequest.shape.name,
  redirectUris: PartnerRequest.shape.redirectUris,
  roles: z
    .array(z.enum(roles))
    .min(1)
    .default(['AISP'])
    .meta({ description: 'What it may do: AISP reads accounts, PISP pays, CBPII asks whether funds are there' }),
  algorithm: z
    .enum(['PS256', 'ES256'])
    .default('PS256')
    .meta({ description: 'What the signing key that is made for you signs with' }),
  jwks: PartnerRequest.shape.jwks,
  logoUri: PartnerRequest.shape.logoUri,
})
export type SoftwareRequest = z.output<typeof SoftwareRequest>

/** Claims of a software statement, as the UK directory names them. */
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
 * What a statement says of a software: claims of the document itself (`iss`, `iat`, `jti`) come
 * with the signature.
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

/** A statement older than this, in days, is refused: ask the directory for a new one. */
export const statementDays = 365

/**
 * What a statement says of its software, beside what it says of itself: DCR answers show it
 * flattened.
 */
export function omitTokenClaims({ iss: _, iat: __, jti: ___, exp: ____, ...claims }: Record<string, unknown>) {
  return claims
}
