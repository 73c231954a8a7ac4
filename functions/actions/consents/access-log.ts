import type { Access } from '#bank/consents/grant.ts'
import type { RequiredPermissions } from '#bank/consents/permission.ts'
import { type Cluster, clusterOf } from '#bank/consents/permission-clusters.ts'
import { consentUses } from '#store/records.ts'
import type { Store } from '#store/store.ts'
import type { World } from '#store/world.ts'

/*
 * What a partner read under a consent, for the customer to see: one item for each day of the
 * world's clock and each cluster that was read on it. It counts days, not calls: however often a
 * partner reads on a day, the day is written once, without a read.
 */

/** What this process has written already: the day that was written last, by consent and cluster. */
const written = new WeakMap<Store, Map<string, string>>()
/** Beyond so many they are forgotten, and written again: the same item with the same value. */
const mostRemembered = 10_000

/**
 * Notes that a partner has read. Undefined where the day is known already, so that nobody waits;
 * otherwise the write, which never fails the read that it is about.
 */
export function recordAccess(world: World, access: Access, permits: RequiredPermissions): Promise<void> | undefined {
  const { consent: consentId } = access
  if (consentId === undefined) return undefined
  const { id, record, now, sandbox } = world
  const known = knownOf(sandbox.store)
  const day = dayOf(now)
  const nameOf = (cluster: Cluster) => `${id}/${record.epoch}/${consentId}/${cluster}`
  const fresh = clustersIn(permits, access).filter((cluster) => known.get(nameOf(cluster)) !== day)
  if (fresh.length === 0) return undefined
  if (known.size >= mostRemembered) known.clear()
  // Before it is written, so that two reads at once write once.
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
      sandbox.log({ level: 'error', message: `that ${consentId} was used could not be noted`, error })
    })
}

/** On which days a cluster was read, newest first, as `2026-11-24`. */
export type ClusterAccess = { readonly cluster: Cluster; readonly days: readonly string[] }

/**
 * The newest items of a consent that are looked at: more than a year's days of the clusters that
 * most partners read.
 */
const mostItems = 1_000

/**
 * What was read under a consent, by cluster; `isAll` says whether there may be older days than
 * those.
 */
export async function listAccesses(
  world: World,
  consentId: string,
): Promise<{ uses: ClusterAccess[]; isAll: boolean }> {
  const items = await list(world, consentId, mostItems)
  const byCluster = new Map<Cluster, string[]>()
  for (const [day, cluster] of items) byCluster.set(cluster, [...(byCluster.get(cluster) ?? []), day])
  return { uses: [...byCluster].map(([cluster, days]) => ({ cluster, days })), isAll: items.length < mostItems }
}

/** The last day on which anything was read under a consent, or undefined. */
export async function findLastAccessDay(world: World, consentId: string): Promise<string | undefined> {
  const [last] = await list(world, consentId, 1)
  return last?.[0]
}

async function list(world: World, consentId: string, limit: number): Promise<[string, Cluster][]> {
  const { partition, path } = consentUses.key(world, consentId, '', '')
  // Without the slash that would end an empty day.
  const prefix = path.slice(0, -1)
  const items = await world.sandbox.store.list(partition, { prefix, newestFirst: true, limit })
  return items.map(({ key }) => key.path.slice(prefix.length).split('/') as [string, Cluster])
}

const clusters = new WeakMap<RequiredPermissions, readonly Cluster[]>()

/**
 * What an operation reads, by what it asks for: the same list for the same operation, which is
 * asked at every read. No operation asks for whole card numbers; they come with the details of
 * accounts, to who may see them.
 */
function clustersIn(permits: RequiredPermissions, { permissions }: Access): readonly Cluster[] {
  let found = clusters.get(permits)
  if (!found) {
    found = [...new Set(permits.flat().map(clusterOf))]
    clusters.set(permits, found)
  }
  const isWhole = permissions.has('ReadPAN') && permissions.has('ReadAccountsDetail')
  return isWhole && permits.some((group) => group.includes('ReadAccountsDetail')) ? [...found, 'card'] : found
}

function knownOf(store: Store): Map<string, string> {
  const known = written.get(store) ?? new Map<string, string>()
  written.set(store, known)
  return known
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)
