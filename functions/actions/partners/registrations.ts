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

/** A client in a DCR response: its metadata and the claims of its software statement. */
export type Registration = Record<string, unknown>

/**
 * Registers a client by DCR v3.3. The request carries a software statement of this world's
 * directory and is signed with a key that the statement names.
 */
export async function registerPartner(world: World, jws: string): Promise<Registration> {
  const { statement, decided, markUsed } = await verifyRegistrationRequest(world, jws)
  const { sandbox } = world
  const { terms, applicationType } = decided
  const partner: PartnerRecord = {
    id: `tpp_${sandbox.randomText(12)}`,
    ...terms,
    createdAt: new Date(sandbox.real()).toISOString(),
  }
  const registration = { statement, applicationType }
  const put: Write = { put: registrations.key(world.id, partner.id), expect: 'absent', value: registration }
  await commitOnce(markUsed, () => addPartner(world, partner, [markUsed, put]))
  return buildRegistration(partner, registration)
}

/** Returns the current registration of a client. */
export async function getRegistration(world: World, partner: PartnerRecord): Promise<Registration> {
  const [item] = await world.sandbox.store.get([registrations.key(world.id, partner.id)])
  return buildRegistration(partner, item && registrations.read(item))
}

/**
 * Replaces the registration of a client: the request repeats every claim. The software and the
 * profile cannot change.
 */
export async function updateRegistration(world: World, partnerId: string, jws: string): Promise<Registration> {
  const { partner, version } = await loadPartner(world, partnerId)
  const { claims, statement, decided, markUsed } = await verifyRegistrationRequest(world, jws)
  const { terms, applicationType } = decided
  if (claims.client_id !== undefined && claims.client_id !== partnerId) rejectMetadata(`client_id must be ${partnerId}`)
  if (terms.softwareId !== partner.softwareId)
    rejectMetadata(`the software statement must be of the same software, ${partner.softwareId}`)
  if (terms.profile !== partner.profile)
    rejectMetadata(
      `a client cannot change its profile, ${partner.profile}; register another client for ${terms.profile}`,
    )
  const { robot, signing, createdAt } = partner
  const kept = { ...(robot !== undefined && { robot }), ...(signing !== undefined && { signing }), createdAt }
  const next: PartnerRecord = { id: partnerId, ...terms, ...kept }
  const registration = { statement, applicationType }
  const writes: Write[] = [
    { put: partners.key(world.id, partnerId), expect: { version }, value: next },
    { put: registrations.key(world.id, partnerId), expect: 'anything', value: registration },
  ]
  await commitOnce(markUsed, () => world.sandbox.store.commit([markUsed, ...writes]))
  return buildRegistration(next, registration)
}

/** Deletes a client at its own request. Its tokens stop working with this commit. */
export const deleteRegistration = (world: World, partner: PartnerRecord): Promise<void> =>
  removePartner(world, partner.id)

function buildRegistration(
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

/** Commits a registration request once. Rejects a request that was used before. */
async function commitOnce(markUsed: RegistrationRequest['markUsed'], commit: () => Promise<void>): Promise<void> {
  try {
    await commit()
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
    if (error.failed.some(({ path }) => path === markUsed.put.path))
      rejectMetadata('this request was used already (jti); sign a new one')
    throw new Problem(
      'conflict',
      'the client was changed by another request at the same time; sign a new request and retry',
    )
  }
}
