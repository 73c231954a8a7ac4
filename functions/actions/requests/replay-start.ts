import { exportWorld } from '#actions/snapshots/world-export.ts'
import { listItems, stateOfSnapshot } from '#actions/snapshots/world-state.ts'
import type { Grant } from '#bank/consents/grant.ts'
import type { Reproduction } from '#bank/requests/reproduction.ts'
import type { RequestRecord } from '#bank/requests/request-record.ts'
import { textOf } from '#bank/requests/views.ts'
import type { Fault } from '#bank/scenarios/fault.ts'
import { iso } from '#bank/time/clock.ts'
import type { SnapshotRecord } from '#bank/worlds/snapshot.ts'
import { faultCounts, faultLists } from '#store/records.ts'
import type { NumberedRequest, RequestLog } from '#store/requests/request-log.ts'
import type { World } from '#store/world.ts'
import { snapshotPartition, snapshots } from '#store/world-copy-records.ts'

/** The largest snapshot that a reproduction holds. */
export const mostSnapshotObjects = 5_000
const mostSnapshotBytes = 16_000_000

/** What a replay begins with: a snapshot, or the start of the world. */
export type ReplayStart = {
  readonly snapshot?: SnapshotRecord
  /** The number of the last logged request that the snapshot holds. */
  readonly after: number
  /** Whether the log began after the snapshot, as after a restart. */
  readonly hasGap?: boolean
}

/**
 * Finds the newest snapshot that the state of a logged request came from: the one that was made
 * last before it, or the one that the world was restored to. Snapshots of another epoch do not
 * count, because a reset or a restore has replaced what they led to.
 */
export async function findReplayStart(world: World, log: RequestLog, last: NumberedRequest): Promise<ReplayStart> {
  const { id, record, sandbox } = world
  const { partition, path: prefix } = snapshots.key(id, '')
  const stored = (await sandbox.store.list(partition, { prefix, limit: 100 })).map(snapshots.read)
  const find = (text: string | undefined) => stored.find((one) => one.id === text)
  for (const one of log.newest(id, record.epoch, last.number)) {
    const made = hasSucceeded(one.record, 'CreateSnapshot') ? find(idIn(one.record.answerBody)) : undefined
    // A repeated request answers a snapshot that was made earlier.
    if (made && Date.parse(made.createdAt) >= one.record.realAt) return { snapshot: made, after: one.number }
  }
  if (record.epoch > 0) {
    const restored = find(findRestored(world, log, last.number))
    return { ...(restored && { snapshot: restored }), after: 0 }
  }
  // The log began later, and nothing was replaced since.
  const [newest] = stored
    .filter(({ createdAt }) => Date.parse(createdAt) < last.record.realAt)
    .sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt))
  return newest ? { snapshot: newest, after: 0, hasGap: true } : { after: 0 }
}

const hasSucceeded = ({ operation, status = 0 }: RequestRecord, wanted: string): boolean =>
  operation === wanted && status > 0 && status < 300

/** Returns the id of the snapshot that the last restore of a world named, unless a reset came. */
function findRestored({ id, record }: World, log: RequestLog, before: number): string | undefined {
  let restored: string | undefined
  for (const { number, record: one } of log.all()) {
    if (number >= before) break
    // The request that begins an epoch was admitted to the one before.
    if (one.worldId !== id || one.epoch === record.epoch) continue
    if (hasSucceeded(one, 'RestoreWorld')) restored = idIn(one.body)
    if (hasSucceeded(one, 'ResetWorld')) restored = undefined
  }
  return restored
}

/** Returns the first id of a snapshot in a body. */
const idIn = (body: RequestRecord['body']): string | undefined =>
  /"(snp_[a-z0-9]{1,24})"/.exec((body && textOf(body)) ?? '')?.[1]

/** What a reproduction holds of a snapshot: the snapshot itself, and what was armed in it. */
type SnapshotPart = { readonly snapshot: NonNullable<Reproduction['snapshot']>; readonly faults: readonly Fault[] }

/**
 * Reads a snapshot for a reproduction: the lines of its export, its faults and its outages. Only
 * says why, if it is larger than a reproduction may be.
 */
export async function readSnapshotPart(
  world: World,
  grant: Grant<'world'>,
  { id, clock, createdAt, items, state }: SnapshotRecord,
): Promise<SnapshotPart> {
  const place = { id, at: iso(clock.world), realAt: createdAt }
  const leaveOut = (size: string): SnapshotPart => {
    const why = `it has ${size}; a document holds at most ${mostSnapshotObjects} objects and ${mostSnapshotBytes / 1_000_000} MB`
    return { snapshot: { ...place, leftOut: why }, faults: [] }
  }
  if (items > mostSnapshotObjects) return leaveOut(`${items} objects`)
  const exported = await exportWorld(await stateOfSnapshot(world, id, 'snapshot'), grant, undefined, mostSnapshotBytes)
  if (exported.next !== undefined) return leaveOut(`more than ${mostSnapshotBytes / 1_000_000} MB`)
  const { faults, counts } = await readFaults(world, id)
  return {
    snapshot: {
      ...place,
      ...(state.faultsArmed !== undefined && { faultsArmed: state.faultsArmed }),
      ...(Object.keys(counts).length > 0 && { faultCounts: counts }),
      ...(state.outages && { outages: state.outages }),
      lines: Buffer.from(exported.bytes)
        .toString()
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    },
    faults,
  }
}

/** Reads the armed faults of a snapshot, and how often they had been met. */
async function readFaults({ id, sandbox: { store } }: World, snapshotId: string) {
  const partition = snapshotPartition(id, snapshotId)
  const inWorld = { id, record: { epoch: 0 } }
  const [list] = await store.get([{ ...faultLists.key(inWorld), partition }])
  const faults = list ? faultLists.read(list).faults : []
  const counts: Record<string, number> = {}
  const { path: prefix } = faultCounts.key(inWorld, '')
  for await (const item of listItems(store, partition, prefix)) {
    const name = item.key.path.slice(prefix.length)
    if (faults.some((fault) => fault.id === name.split('/')[0])) counts[name] = faultCounts.read(item).count
  }
  return { faults, counts }
}
