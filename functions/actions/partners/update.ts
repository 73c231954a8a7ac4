import { decodeJwt } from 'jose'
import { parseRobot } from '#bank/authorization/robot.ts'
import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import type { PartnerChange, PartnerRecord } from '#bank/partners/partner.ts'
import { profileRules } from '#bank/partners/profile-rules.ts'
import { rsaKeyRequired, signingKeysOf } from '#bank/partners/signature.ts'
import { rolesOfScopes, StatementClaims, scopeByRole } from '#bank/partners/software.ts'
import { partners, registrations, software } from '#store/records.ts'
import type { Write } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { rejectPlainRedirects } from './directory.ts'
import { buildPartnerView, commitPartnerChange, loadPartner, type PartnerView } from './partners.ts'
import { findSoftware } from './software-certificates.ts'
import { signStatement } from './software-statements.ts'

/**
 * Changes a partner. If the sandbox created it in one call, its own software and statement change
 * with it. Otherwise the change must stay within the statement that it registered with.
 */
export async function updatePartner(
  world: World,
  _grant: Grant<'world'>,
  partnerId: string,
  { robot, signing, ...change }: PartnerChange,
): Promise<PartnerView> {
  if (robot !== undefined) parseRobot(robot, 'robot')
  rejectPlainRedirects(world.sandbox, change.redirectUris)
  const { partner, version } = await loadPartner(world, partnerId)
  change.redirectUris.forEach((uri, n) => {
    const fault = profileRules[partner.profile].redirectFault(uri)
    if (fault) throw new Problem('field-invalid', `redirectUris.${n}: ${fault}`, { path: `redirectUris.${n}` })
  })
  if (signing === 'required' && signingKeysOf(partner).length === 0)
    throw new Problem('field-invalid', `signing: ${rsaKeyRequired}`, { path: 'signing' })
  const { robot: _, signing: __, ...kept } = partner
  const next: PartnerRecord = {
    ...kept,
    ...change,
    ...(robot !== undefined && { robot }),
    ...(signing !== undefined && { signing }),
  }
  const followed = await buildDependentWrites(world, next)
  const put: Write = { put: partners.key(world.id, partnerId), expect: { version }, value: next }
  await commitPartnerChange(partnerId, () => world.sandbox.store.commit([put, ...followed]))
  return buildPartnerView(world, next)
}

/**
 * Builds the writes of a partner's software and registration that follow its change. Rejects what
 * its statement does not allow.
 */
async function buildDependentWrites(world: World, partner: PartnerRecord): Promise<Write[]> {
  const { id, softwareId, name, redirectUris, scopes } = partner
  const [found, [item]] = await Promise.all([
    softwareId === undefined ? undefined : findSoftware(world, softwareId),
    world.sandbox.store.get([registrations.key(world.id, id)]),
  ])
  const registration = item && registrations.read(item)
  if (found?.record.partner === id && registration) {
    const value = { ...found.record, name, redirectUris, roles: rolesOfScopes(scopes) }
    const statement = await signStatement(world, value)
    return [
      { put: software.key(world.id, value.id), expect: { version: found.version }, value },
      { put: registrations.key(world.id, id), expect: 'anything', value: { ...registration, statement } },
    ]
  }
  if (registration) checkAgainstStatement(StatementClaims.parse(decodeJwt(registration.statement)), partner)
  return []
}

function checkAgainstStatement(
  { software_redirect_uris: uris, software_roles: roles }: StatementClaims,
  { redirectUris, scopes }: PartnerRecord,
): void {
  const reject = (path: string, what: string) => {
    throw new Problem(
      'field-invalid',
      `${path}: ${what} is not in the software statement that this partner registered with; register again with a new statement`,
      { path },
    )
  }
  const uri = redirectUris.find((one) => !uris.includes(one))
  if (uri) reject('redirectUris', uri)
  const scope = scopes.find((one) => !roles.some((role) => scopeByRole[role] === one))
  if (scope) reject('scopes', scope)
}
