import { Problem } from '#bank/base/problem.ts'
import type { SnapshotRecord } from '#bank/worlds/snapshot.ts'
import type { Item } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { snapshots } from '#store/world-copy-records.ts'

/** Loads a snapshot of the world. Rejects any other with `snapshot-not-found` at `path`. */
export async function loadSnapshot(
  { sandbox, id }: World,
  snapshotId: string,
  path: string,
): Promise<{ snapshot: SnapshotRecord; item: Item }> {
  const [item] = /^snp_[a-z0-9]{1,24}$/.test(snapshotId) ? await sandbox.store.get([snapshots.key(id, snapshotId)]) : []
  if (item) return { snapshot: snapshots.read(item), item }
  throw new Problem(
    'snapshot-not-found',
    `${path}: ${id} has no snapshot ${snapshotId.slice(0, 60)}; GET /control/worlds/${id}/snapshots lists its snapshots`,
    { path },
  )
}
