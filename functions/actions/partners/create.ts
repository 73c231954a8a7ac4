import { parseRobot } from '#bank/authorization/robot.ts'
import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { canSign } from '#bank/partners/jwks.ts'
import type { PartnerRecord, PartnerRequest } from '#bank/partners/partner.ts'
import { type Binding, chooseBinding, profileRules } from '#bank/partners/profile-rules.ts'
import { rsaKeyRequired } from '#bank/partners/signature.ts'
import { certificateSubjectOf, rolesOfScopes } from '#bank/partners/software.ts'
import { registrations } from '#store/records.ts'
import type { Write } from '#store/store.ts'
import type { Sandbox, World } from '#store/world.ts'
import { buildSoftware, type IssuedKeys } from './directory.ts'
import { addPartner, buildPartnerView, commitPartnerChange, type PartnerView } from './partners.ts'
import { signStatement } from './software-statements.ts'

/**
 * A new partner with all that its client needs to start. Its private keys are returned only once.
 */
type NewPartner = PartnerView & IssuedKeys & { softwareStatement: string; hint: string }

/** How a client uses its tokens, by what they are bound to. */
const hints: Readonly<Record<Binding, (sandbox: Sandbox) => string>> = {
  dpop: () =>
    'Send a DPoP proof (RFC 9449) with each token request and each API call. Generate any ES256 or PS256 key for it; the key is not registered.',
  mtls: ({ isLocal, mtlsUrl }) =>
    mtlsUrl !== undefined || isLocal
      ? `Present the certificate from transport on each connection${mtlsUrl ? ` to ${mtlsUrl}` : ''}: tokens are bound to it.`
      : 'This sandbox was deployed without a domain for client certificates (see docs/deploy.md), so it cannot issue tokens that are bound to one.',
  none: () => 'Tokens are not bound to a key or certificate. Only a sandbox outside the cloud allows this.',
}

/**
 * Creates a partner in one call: keys, a directory entry with a certificate and a software
 * statement, and the registration.
 */
export async function createPartner(
  world: World,
  _grant: Grant<'world'>,
  request: PartnerRequest,
): Promise<NewPartner> {
  const binding = checkPartnerRequest(world, request)
  const { profile, name, redirectUris, scopes, authentication, signing, robot, jwks, logoUri } = request
  const { sandbox } = world
  const id = `tpp_${sandbox.randomText(12)}`
  const { record, made, write } = await buildSoftware(world, {
    name,
    redirectUris,
    roles: rolesOfScopes(scopes),
    algorithm: signing === 'required' ? 'PS256' : profileRules[profile].keyAlgorithm,
    jwks,
    logoUri,
    partner: id,
  })
  const partner: PartnerRecord = {
    id,
    name,
    profile,
    redirectUris,
    scopes,
    jwks: { keys: record.jwks.keys.filter(({ use }) => use !== 'tls') },
    authentication,
    binding,
    ...(authentication === 'tls_client_auth' && { certificateSubject: certificateSubjectOf(world.id, record.id) }),
    ...(logoUri !== undefined && { logoUri }),
    ...(signing !== undefined && { signing }),
    softwareId: record.id,
    ...(robot !== undefined && { robot }),
    createdAt: record.createdAt,
  }
  const statement = await signStatement(world, record)
  const [applicationType] = profileRules[profile].applicationTypes
  const registration = { statement, applicationType }
  const put: Write = { put: registrations.key(world.id, id), expect: 'absent', value: registration }
  await commitPartnerChange(id, () => addPartner(world, partner, [put, write]))
  return { ...buildPartnerView(world, partner), ...made, softwareStatement: statement, hint: hints[binding](sandbox) }
}

/**
 * Rejects what does not fit the profile, which the schema cannot check. Returns what the tokens are
 * bound to.
 */
function checkPartnerRequest({ sandbox }: World, request: PartnerRequest): Binding {
  const { profile, binding: requestedBinding, redirectUris, robot, jwks, signing } = request
  const reject = (path: string, why: string): never => {
    throw new Problem('field-invalid', `${path}: ${why}`, { path })
  }
  if (robot !== undefined) parseRobot(robot, 'robot')
  const rules = profileRules[profile]
  redirectUris.forEach((uri, n) => {
    const fault = rules.redirectFault(uri)
    if (fault) reject(`redirectUris.${n}`, fault)
  })
  const algorithms = rules.requestObjectAlgorithms
  if (jwks && !algorithms.some((alg) => canSign(jwks, alg)))
    reject('jwks', `a client of ${profile} needs a key that signs with ${algorithms.join(' or ')}`)
  if (jwks && signing === 'required' && !canSign(jwks, 'PS256')) reject('signing', rsaKeyRequired)
  const binding = chooseBinding(profile, requestedBinding, sandbox.isLocal === true)
  return typeof binding === 'string' ? binding : reject('binding', binding.fault)
}
