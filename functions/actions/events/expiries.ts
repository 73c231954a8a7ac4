import type { EventRecord } from '#bank/events/event.ts'
import { iso } from '#bank/time/clock.ts'
import { partners, software } from '#store/records.ts'
import { limits } from '#store/store.ts'
import type { World } from '#store/world.ts'

/** How long before its end a certificate and a world are told, in milliseconds. */
export const certificateWarning = 30 * 86_400_000
export const worldWarning = 3_600_000

/** Instants of real time, in epoch milliseconds: after `from`, up to `to`. */
type RealRange = { readonly from: number; readonly to: number }

/**
 * Lists the events of certificates and of a world whose end came near in a range of real time.
 * Certificates and worlds end by real time, so the events happen at the world's now.
 */
export async function listExpiries(world: World, range: RealRange): Promise<EventRecord[]> {
  const { id, now, record } = world
  const isNear = (end: number, warning: number) => range.from < end - warning && end - warning <= range.to
  const events: EventRecord[] = []
  const { expiresAt } = record
  if (expiresAt !== undefined && isNear(expiresAt, worldWarning)) {
    const data = { kind: 'world', WorldId: id, ExpirationDateTime: iso(expiresAt) }
    events.push({ kind: 'world.expiring', object: id, at: now, data })
  }
  for (const { id: SoftwareId, partner, certificate } of await listAll(world, software, software.key(id, ''))) {
    if (!isNear(Date.parse(certificate.expiresAt), certificateWarning)) continue
    for (const owner of await findPartners(world, SoftwareId, partner))
      events.push(buildCertificateEvent({ partner: owner, SoftwareId, expiresAt: certificate.expiresAt, at: now }))
  }
  return events
}

/** Builds the event of a partner's certificate that expires soon. */
export const buildCertificateEvent = (of: {
  readonly partner: string
  readonly SoftwareId: string
  readonly expiresAt: string
  readonly at: number
}): EventRecord => ({
  kind: 'partner.certificate-expiring',
  partner: of.partner,
  object: of.SoftwareId,
  at: of.at,
  data: { kind: 'certificate', SoftwareId: of.SoftwareId, ExpirationDateTime: of.expiresAt },
})

/**
 * Finds the partners of a software: the one that it was created with, and those that registered.
 */
export async function findPartners(world: World, softwareId: string, own: string | undefined): Promise<string[]> {
  const registered = (await listAll(world, partners, partners.key(world.id, '')))
    .filter((partner) => partner.softwareId === softwareId)
    .map(({ id }) => id)
  return [...new Set([...(own === undefined ? [] : [own]), ...registered])]
}

async function listAll<R>(
  { sandbox: { store } }: World,
  { read }: { read(item: Awaited<ReturnType<typeof store.list>>[number]): R },
  { partition, path: prefix }: { partition: string; path: string },
): Promise<R[]> {
  return (await store.list(partition, { prefix, limit: limits.itemsPerList })).map(read)
}
