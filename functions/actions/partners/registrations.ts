import { decodeJwt } from 'jose'
import { Problem } from '#bank/base/problem.ts'
import type { PartnerRecord } from '#bank/partners/partner.ts'
import { rejectMetadata } from '#bank/partners/registration-claims.ts'
import { buildRegistrationResponse } from '#bank/partners/registration-response.ts'
import { omitTokenClaims } from '#bank/partners/software.ts'
import { partners, registrations } from '#store/records.ts'
import { Conflict, type Write } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { addPartner, loadPartner, removePartner } from './partners.ts'
import { type RegistrationRequest, verifyRegistrationRequest } from './registration-requests.ts'

/** A client as DCR answers: its metadata, and the claims of its software statement beside them. */
export type Registration = Record<string, unknown>

/**
 * Registers a client by DCR v3.3: whoever holds a statement of this world's directory, and the key
 * that it names, may.
 */
export async function registerPartner(world: World, jws: string): Promise<Registration> {
  const { statement, asked, seen } = await verifyRegistrationRequest(world, jws)
  const { sandbox } = world
  const { terms, applicationType } = asked
  const partner: PartnerRecord = {
    id: `tpp_${sandbox.randomText(12)}`,
    ...terms,
    createdAt: new Date(sandbox.real()).toISOString(),
  }
  const registration = { statement, applicationType }
  const put: Write = { put: registrations.key(world.id, partner.id), expect: 'absent', value: registration }
  await commitOnce(seen, () => addPartner(world, partner, [seen, put]))
  return registrationOf(partner, registration)
}

/** A client as it is registered now. */
export async function getRegistration(world: World, partner: PartnerRecord): Promise<Registration> {
  const [item] = await world.sandbox.store.get([registrations.key(world.id, partner.id)])
  return registrationOf(partner, item && registrations.read(item))
}

/**
 * Registers a client anew in its own place: every claim is said again. It stays of the same
 * software and profile.
 */
export async function updateRegistration(world: World, partnerId: string, jws: string): Promise<Registration> {
  const { partner, version } = await loadPartner(world, partnerId)
  const { claims, statement, asked, seen } = await verifyRegistrationRequest(world, jws)
  const { terms, applicationType } = asked
  if (claims.client_id !== undefined && claims.client_id !== partnerId) rejectMetadata(`client_id must be ${partnerId}`)
  if (terms.softwareId !== partner.softwareId)
    rejectMetadata(`the software statement must be of the same software, ${partner.softwareId}`)
  if (terms.profile !== partner.profile)
    rejectMetadata(`a client stays of one profile, ${partner.profile}; register another for ${terms.profile}`)
  const { robot, signing, createdAt } = partner
  const kept = { ...(robot !== undefined && { robot }), ...(signing !== undefined && { signing }), createdAt }
  const next: PartnerRecord = { id: partnerId, ...terms, ...kept }
  const registration = { statement, applicationType }
  const writes: Write[] = [
    { put: partners.key(world.id, partnerId), expect: { version }, value: next },
    { put: registrations.key(world.id, partnerId), expect: 'anything', value: registration },
  ]
  await commitOnce(seen, () => world.sandbox.store.commit([seen, ...writes]))
  return registrationOf(next, registration)
}

/** A client takes itself away; its tokens die with this commit. */
export const deleteRegistration = (world: World, partner: PartnerRecord): Promise<void> =>
  removePartner(world, partner.id)

function registrationOf(
  partner: PartnerRecord,
  registration: { statement: string; applicationType: string } | undefined,
): Registration {
  if (!registration) return buildRegistrationResponse(partner, 'web')
  const { statement, applicationType } = registration
  return {
    ...omitTokenClaims(decodeJwt(statement)),
    ...buildRegistrationResponse(partner, applicationType),
    software_statement: statement,
  }
}

/** Commits what a request asks for, once. */
async function commitOnce(seen: RegistrationRequest['seen'], commit: () => Promise<void>): Promise<void> {
  try {
    await commit()
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
    if (error.failed.some(({ path }) => path === seen.put.path))
      rejectMetadata('this request was taken already (jti); sign a new one')
    throw new Problem('conflict', 'the client was changed at the same moment; sign a new request and try again')
  }
}
