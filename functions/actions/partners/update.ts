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
import { buildPartnerView, commitPartnerChange, loadPartner, type PartnerView } from './partners.ts'
import { findSoftware } from './software-certificates.ts'
import { signStatement } from './software-statements.ts'

/**
 * Changes a partner. One that was made in one call has a software of its own, whose statement
 * follows; another cannot go beyond the statement that it registered with.
 */
export async function updatePartner(
  world: World,
  _grant: Grant<'world'>,
  partnerId: string,
  { robot, signing, ...change }: PartnerChange,
): Promise<PartnerView> {
  if (robot !== undefined) parseRobot(robot, 'robot')
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
  const followed = await followingWrites(world, next)
  const put: Write = { put: partners.key(world.id, partnerId), expect: { version }, value: next }
  await commitPartnerChange(partnerId, () => world.sandbox.store.commit([put, ...followed]))
  return buildPartnerView(world, next)
}

/**
 * What a partner's software and registration become when it changes; or a refusal of what its
 * statement does not hold.
 */
async function followingWrites(world: World, partner: PartnerRecord): Promise<Write[]> {
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
  if (registration) checkWithin(StatementClaims.parse(decodeJwt(registration.statement)), partner)
  return []
}

function checkWithin(
  { software_redirect_uris: uris, software_roles: roles }: StatementClaims,
  { redirectUris, scopes }: PartnerRecord,
): void {
  const refuse = (path: string, what: string) => {
    throw new Problem(
      'field-invalid',
      `${path}: the software statement that this partner registered with does not hold ${what}; register again with another`,
      { path },
    )
  }
  const uri = redirectUris.find((one) => !uris.includes(one))
  if (uri) refuse('redirectUris', uri)
  const scope = scopes.find((one) => !roles.some((role) => scopeByRole[role] === one))
  if (scope) refuse('scopes', scope)
}
