import { inTurn } from '#actions/concurrency/keyed-lock.ts'
import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import type { PartnerRecord } from '#bank/partners/partner.ts'
import type { WorldRecord } from '#bank/worlds/world.ts'
import { partners, registrations, software } from '#store/records.ts'
import { rejectOnConflict } from '#store/retry-on-conflict.ts'
import type { Write } from '#store/store.ts'
import { commitWithRecord, type World } from '#store/world.ts'
import { issuerOf } from './issuer.ts'
import { type CertificateView, currentCertificate, findSoftware, renewCertificate } from './software-certificates.ts'

/** A world has no more partners than this, so that one answer lists them all. */
const mostPartners = 100

/** A partner as its owner sees it: what is kept of it, and where it works. */
export type PartnerView = Omit<PartnerRecord, 'id'> & {
  clientId: string
  issuer: string
  discovery: string
  openBanking: string
}

/** The partner of an id, or undefined. */
export async function findPartner(world: World, partnerId: string): Promise<PartnerRecord | undefined> {
  return (await findWithVersion(world, partnerId))?.partner
}

type LoadedPartner = { readonly partner: PartnerRecord; readonly version: number }

async function findWithVersion(world: World, partnerId: string): Promise<LoadedPartner | undefined> {
  // An id comes from anybody; the store takes no path that is too long or has no end.
  if (!/^[\w-]{1,64}$/.test(partnerId)) return undefined
  const [item] = await world.sandbox.store.get([partners.key(world.id, partnerId)])
  return item && { partner: partners.read(item), version: item.version }
}

/** A partner and the version that was read, or a refusal. */
export async function loadPartner(world: World, partnerId: string): Promise<LoadedPartner> {
  const found = await findWithVersion(world, partnerId)
  if (found) return found
  throw new Problem(
    'partner-not-found',
    `there is no partner ${partnerId.slice(0, 40)} in this world; GET /control/partners lists what there is`,
    { path: 'path PartnerId' },
  )
}

/** One partner, without anything secret: nothing secret is kept. */
export async function getPartner(world: World, _grant: Grant<'world'>, partnerId: string): Promise<PartnerView> {
  return buildPartnerView(world, (await loadPartner(world, partnerId)).partner)
}

/** All partners of a world, by their ids. */
export async function listPartners(world: World, _grant: Grant<'world'>): Promise<PartnerView[]> {
  return (await recordsOf(world)).map((partner) => buildPartnerView(world, partner))
}

async function recordsOf({ id, sandbox }: World): Promise<PartnerRecord[]> {
  const { partition, path } = partners.key(id, '')
  return (await sandbox.store.list(partition, { prefix: path, limit: mostPartners })).map(partners.read)
}

/**
 * Adds a partner and whatever else is kept of it, or refuses where the world has as many as it may
 * have. The world's record is written with it, so that no two take the last place. Throws
 * `Conflict` where anything else was changed meanwhile.
 */
export function addPartner(world: World, partner: PartnerRecord, more: readonly Write[]): Promise<void> {
  const put: Write = { put: partners.key(world.id, partner.id), expect: 'absent', value: partner }
  const add = () => commitWithRecord(world, roomIn, [put, ...more])
  return inTurn(world.sandbox, `partners of ${world.id}`, add)
}

/** The record of a world that has room for one more partner. */
async function roomIn(world: World): Promise<WorldRecord> {
  if ((await recordsOf(world)).length < mostPartners) return world.record
  throw new Problem(
    'limit-reached',
    `a world has at most ${mostPartners} partners; delete one that is not used any more`,
  )
}

/**
 * From this commit on the client is unknown, so its tokens are good for nothing. What customers
 * consented to stays as it is.
 */
export const deletePartner = (world: World, _grant: Grant<'world'>, partnerId: string): Promise<void> =>
  removePartner(world, partnerId)

/** The same, for who has shown in another way that it may. */
export async function removePartner(world: World, partnerId: string): Promise<void> {
  const { partner, version } = await loadPartner(world, partnerId)
  const { softwareId } = partner
  const own = softwareId === undefined ? undefined : await findSoftware(world, softwareId)
  // Whoever reads with one of its tokens sees by the world's record that it must look for its
  // partner.
  const counted = ({ record }: World) => ({ ...record, partnersGone: (record.partnersGone ?? 0) + 1 })
  const remove = () =>
    commitWithRecord(world, counted, [
      { delete: partners.key(world.id, partnerId), expect: { version } },
      { delete: registrations.key(world.id, partnerId), expect: 'anything' },
      ...(own?.record.partner === partnerId
        ? [{ delete: software.key(world.id, own.record.id), expect: 'anything' } as const]
        : []),
    ])
  await commitPartnerChange(partnerId, remove)
}

/**
 * A partner's client certificate; a new one for the same key where the old one has expired, or soon
 * will.
 */
export async function partnerCertificate(
  world: World,
  _grant: Grant<'world'>,
  partnerId: string,
): Promise<CertificateView> {
  return currentCertificate(world, await softwareIdOf(world, partnerId))
}

/** A new client certificate for the same key; the old one holds until it expires. */
export async function renewPartnerCertificate(
  world: World,
  _grant: Grant<'world'>,
  partnerId: string,
): Promise<CertificateView> {
  return renewCertificate(world, await softwareIdOf(world, partnerId))
}

async function softwareIdOf(world: World, partnerId: string): Promise<string> {
  const { softwareId } = (await loadPartner(world, partnerId)).partner
  if (softwareId !== undefined) return softwareId
  throw new Problem('software-not-found', `${partnerId} was registered without the directory, so it has no certificate`)
}

/** Commits a change of a partner, or refuses because somebody else changed it meanwhile. */
export const commitPartnerChange = (partnerId: string, commit: () => Promise<void>): Promise<void> =>
  rejectOnConflict(`${partnerId} was changed at the same moment; read it and try again`, commit)

/** A partner as its owner sees it. */
export function buildPartnerView(world: World, { id, ...partner }: PartnerRecord): PartnerView {
  const issuer = issuerOf(world)
  const { baseUrl, mtlsUrl = baseUrl } = world.sandbox
  return {
    clientId: id,
    ...partner,
    issuer,
    discovery: `${issuer}/.well-known/openid-configuration`,
    openBanking: `${partner.binding === 'mtls' ? mtlsUrl : baseUrl}/open-banking/v4.0`,
  }
}
