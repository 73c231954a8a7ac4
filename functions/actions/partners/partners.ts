import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import type { PartnerRecord } from '#bank/partners/partner.ts'
import type { WorldRecord } from '#bank/worlds/world.ts'
import { commitSubscriptions } from '#store/events/subscriptions.ts'
import { withLock } from '#store/keyed-lock.ts'
import { partners, registrations, software } from '#store/records.ts'
import { rejectOnConflict } from '#store/retry-on-conflict.ts'
import type { Write } from '#store/store.ts'
import { commitWithRecord, type World } from '#store/world.ts'
import { issuerOf } from './issuer.ts'
import { type CertificateView, currentCertificate, findSoftware, renewCertificate } from './software-certificates.ts'

/** How many partners a world may have, so that one answer lists them all. */
const maxPartners = 100

/** A partner as its owner sees it: its record and the URLs that it uses. */
export type PartnerView = Omit<PartnerRecord, 'id'> & {
  clientId: string
  issuer: string
  discovery: string
  openBanking: string
}

/** Finds a partner by id. */
export async function findPartner(world: World, partnerId: string): Promise<PartnerRecord | undefined> {
  return (await findLoadedPartner(world, partnerId))?.partner
}

type LoadedPartner = { readonly partner: PartnerRecord; readonly version: number }

async function findLoadedPartner(world: World, partnerId: string): Promise<LoadedPartner | undefined> {
  // The id is untrusted input, and the store accepts only short, non-empty paths.
  if (!/^[\w-]{1,64}$/.test(partnerId)) return undefined
  const [item] = await world.sandbox.store.get([partners.key(world.id, partnerId)])
  return item && { partner: partners.read(item), version: item.version }
}

/** Loads a partner and its version. Rejects an unknown id with `partner-not-found`. */
export async function loadPartner(world: World, partnerId: string): Promise<LoadedPartner> {
  const found = await findLoadedPartner(world, partnerId)
  if (found) return found
  throw new Problem(
    'partner-not-found',
    `path PartnerId: there is no partner ${partnerId.slice(0, 40)} in this world; GET /control/partners lists the partners`,
    { path: 'path PartnerId' },
  )
}

/** Returns one partner. Partner records hold no secrets. */
export async function getPartner(world: World, _grant: Grant<'world'>, partnerId: string): Promise<PartnerView> {
  return buildPartnerView(world, (await loadPartner(world, partnerId)).partner)
}

/** Lists the partners of a world by id. */
export async function listPartners(world: World, _grant: Grant<'world'>): Promise<PartnerView[]> {
  return (await loadPartners(world)).map((partner) => buildPartnerView(world, partner))
}

async function loadPartners({ id, sandbox }: World): Promise<PartnerRecord[]> {
  const { partition, path } = partners.key(id, '')
  return (await sandbox.store.list(partition, { prefix: path, limit: maxPartners })).map(partners.read)
}

/**
 * Adds a partner, in one commit with other writes. Rejects it with `limit-reached` if the world is
 * full. The commit writes the world's record, so two requests cannot take the last place. Throws
 * `Conflict` if another write failed its expectation.
 */
export async function addPartner(world: World, partner: PartnerRecord, more: readonly Write[]): Promise<void> {
  const put: Write = { put: partners.key(world.id, partner.id), expect: 'absent', value: partner }
  const add = () => commitWithRecord(world, checkPartnerLimit, [put, ...more])
  await withLock(world.sandbox, `partners of ${world.id}`, add)
}

/** Returns the world's record, or rejects if the world has the maximum number of partners. */
async function checkPartnerLimit(world: World): Promise<WorldRecord> {
  if ((await loadPartners(world)).length < maxPartners) return world.record
  throw new Problem('limit-reached', `a world has at most ${maxPartners} partners; delete one that is no longer used`)
}

/**
 * Deletes a partner and its event subscriptions. Its tokens stop working with this commit. Its
 * consents stay as they are.
 */
export const deletePartner = (world: World, _grant: Grant<'world'>, partnerId: string): Promise<void> =>
  removePartner(world, partnerId)

/** Deletes a partner for a caller who is authorised otherwise, such as the client itself. */
export async function removePartner(world: World, partnerId: string): Promise<void> {
  const { partner, version } = await loadPartner(world, partnerId)
  const { softwareId } = partner
  const own = softwareId === undefined ? undefined : await findSoftware(world, softwareId)
  // By the count, a reader with a partner's token detects that it must check whether the partner
  // still exists.
  const count = (record: WorldRecord) => ({ ...record, partnersGone: (record.partnersGone ?? 0) + 1 })
  const remove = () =>
    commitSubscriptions(world, (held) => ({
      ended: held.filter((one) => one.way === 'standard' && one.partner === partnerId),
      record: count,
      writes: [
        { delete: partners.key(world.id, partnerId), expect: { version } },
        { delete: registrations.key(world.id, partnerId), expect: 'anything' },
        ...(own?.record.partner === partnerId
          ? [{ delete: software.key(world.id, own.record.id), expect: 'anything' } as const]
          : []),
      ],
    }))
  await commitPartnerChange(partnerId, remove)
}

/**
 * Returns a partner's client certificate. Issues a new one for the same key if the old one has
 * expired or is about to.
 */
export async function partnerCertificate(
  world: World,
  _grant: Grant<'world'>,
  partnerId: string,
): Promise<CertificateView> {
  return currentCertificate(world, await requireSoftwareId(world, partnerId))
}

/** Issues a new client certificate for the same key. The old one stays valid until it expires. */
export async function renewPartnerCertificate(
  world: World,
  _grant: Grant<'world'>,
  partnerId: string,
): Promise<CertificateView> {
  return renewCertificate(world, await requireSoftwareId(world, partnerId))
}

async function requireSoftwareId(world: World, partnerId: string): Promise<string> {
  const { softwareId } = (await loadPartner(world, partnerId)).partner
  if (softwareId !== undefined) return softwareId
  throw new Problem('software-not-found', `${partnerId} was registered without the directory, so it has no certificate`)
}

/** Commits a change of a partner. Rejects with `conflict` if another request changed it. */
export async function commitPartnerChange(partnerId: string, commit: () => Promise<unknown>): Promise<void> {
  await rejectOnConflict(`${partnerId} was changed by another request at the same time; read it and retry`, commit)
}

/** Builds the owner's view of a partner. */
export function buildPartnerView(world: World, { id, ...partner }: PartnerRecord): PartnerView {
  const issuer = issuerOf(world)
  return {
    clientId: id,
    ...partner,
    issuer,
    discovery: `${issuer}/.well-known/openid-configuration`,
    openBanking: openBankingUrlOf(world, partner),
  }
}

/** Returns the base URL of the Read/Write API as a partner reaches it. */
export function openBankingUrlOf({ sandbox }: World, partner: Pick<PartnerRecord, 'binding'> | undefined): string {
  const { baseUrl, mtlsUrl = baseUrl } = sandbox
  return `${partner?.binding === 'mtls' ? mtlsUrl : baseUrl}/open-banking/v4.0`
}
