import { perObject } from '#bank/base/per-object.ts'
import type { Access } from '#bank/consents/grant.ts'
import type { RequiredPermissions } from '#bank/consents/permission.ts'
import { type Cluster, clusterOf } from '#bank/consents/permission-clusters.ts'
import { consentUses } from '#store/records.ts'
import type { Store } from '#store/store.ts'
import type { World } from '#store/world.ts'

/*
 * The access log of a consent, which the customer sees. It has one item for each day (of the
 * world's clock) and each cluster of data that the partner read. It counts days, not calls. Each
 * day is written once, without a read.
 */

/** The last day that this process wrote, by consent and cluster. */
const lastDaysOf = perObject((_: Store) => new Map<string, string>())
/** Above this size the map is cleared. Writing a day again stores the same item. */
const maxRemembered = 10_000

/**
 * Records that a partner read data under a consent. Returns undefined if the day is already
 * recorded, so that the read need not wait. Otherwise returns the write. A failed write is logged
 * and does not fail the read.
 */
export function recordAccess(
  world: World,
  access: Access,
  requiredPermissions: RequiredPermissions,
): Promise<void> | undefined {
  const { consent: consentId } = access
  if (consentId === undefined) return undefined
  const { id, record, now, sandbox } = world
  const known = lastDaysOf(sandbox.store)
  const day = dayOf(now)
  const nameOf = (cluster: Cluster) => `${id}/${record.epoch}/${consentId}/${cluster}`
  const fresh = readClustersOf(requiredPermissions, access).filter((cluster) => known.get(nameOf(cluster)) !== day)
  if (fresh.length === 0) return undefined
  if (known.size >= maxRemembered) known.clear()
  // Set before the write, so that two concurrent reads write once.
  for (const cluster of fresh) known.set(nameOf(cluster), day)
  return sandbox.store
    .commit(
      fresh.map((cluster) => ({
        put: consentUses.key(world, consentId, day, cluster),
        expect: 'anything',
        value: {},
      })),
    )
    .catch((error: unknown) => {
      for (const cluster of fresh) known.delete(nameOf(cluster))
      sandbox.log({ level: 'error', message: `could not record access under ${consentId}`, error })
    })
}

/** The days on which the partner read a cluster, newest first, as `2026-11-24`. */
export type ClusterAccess = { readonly cluster: Cluster; readonly days: readonly string[] }

/**
 * How many of a consent's newest items are loaded. Covers more than a year of the clusters that
 * most partners read.
 */
const maxItems = 1_000

/**
 * Lists what the partner read under a consent, by cluster. `isAll` is false if older days may
 * exist.
 */
export async function listAccesses(
  world: World,
  consentId: string,
): Promise<{ uses: ClusterAccess[]; isAll: boolean }> {
  const items = await listItems(world, consentId, maxItems)
  const byCluster = new Map<Cluster, string[]>()
  for (const [day, cluster] of items) byCluster.set(cluster, [...(byCluster.get(cluster) ?? []), day])
  return { uses: [...byCluster].map(([cluster, days]) => ({ cluster, days })), isAll: items.length < maxItems }
}

/** Finds the last day on which the partner read anything, as `2026-11-24`. */
export async function findLastAccessDay(world: World, consentId: string): Promise<string | undefined> {
  const [last] = await listItems(world, consentId, 1)
  return last?.[0]
}

async function listItems(world: World, consentId: string, limit: number): Promise<[string, Cluster][]> {
  const { partition, path } = consentUses.key(world, consentId, '', '')
  // Drops the slash that would end an empty day.
  const prefix = path.slice(0, -1)
  const items = await world.sandbox.store.list(partition, { prefix, newestFirst: true, limit })
  return items.map(({ key }) => key.path.slice(prefix.length).split('/') as [string, Cluster])
}

const clustersOf = perObject((requiredPermissions: RequiredPermissions): readonly Cluster[] => [
  ...new Set(requiredPermissions.flat().map(clusterOf)),
])

/**
 * Returns the clusters that an operation reads, cached by its permissions: every read asks. No
 * operation requires the permission for whole card numbers (ReadPAN). It adds them to the details
 * of accounts, so the `card` cluster is added here.
 */
function readClustersOf(requiredPermissions: RequiredPermissions, { permissions }: Access): readonly Cluster[] {
  const found = clustersOf(requiredPermissions)
  const isWhole = permissions.has('ReadPAN') && permissions.has('ReadAccountsDetail')
  return isWhole && requiredPermissions.some((group) => group.includes('ReadAccountsDetail'))
    ? [...found, 'card']
    : found
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)
