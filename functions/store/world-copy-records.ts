import * as z from 'zod'
import { SnapshotRecord } from '#bank/worlds/snapshot.ts'
import { defineRecord } from './record-kind.ts'
import { sortableInstant } from './records.ts'

/*
 * The records of resets, snapshots, restores, forks and imports. Their place is shown in
 * records.ts.
 */

/**
 * Partitions that no world reads, to be emptied from an instant on (`real`, epoch milliseconds of
 * real time): the overlay of an old epoch, a deleted snapshot, or a copy that was not finished.
 */
export const purges = defineRecord(
  z.strictObject({
    partitions: z.array(z.string()).min(1),
    /** Set when the sweep begins to delete: from then on, nothing may use the partitions. */
    hasBegun: z.boolean().optional(),
  }),
  (real: number, partition: string) => ({ partition: 'purging', path: `${sortableInstant(real)}/${partition}` }),
)
/** `digest` is of the body that came with the key, `id` of what the request made. */
export const worldRequests = defineRecord(
  z.strictObject({ digest: z.string(), id: z.string() }),
  (worldId: string, name: string) => ({ partition: `world/${worldId}`, path: `request/${name}` }),
)

/**
 * The target of a copy that is under way: the id of what will be made, its partitions, and the
 * instant at which they are emptied if the copy is not finished (epoch milliseconds of real time).
 */
export const worldCopies = defineRecord(
  z.strictObject({ id: z.string(), partitions: z.array(z.string()).min(1), purgedAt: z.int() }),
  (worldId: string, name: string) => ({ partition: `world/${worldId}`, path: `copying/${name}` }),
)

export const snapshots = defineRecord(SnapshotRecord, (worldId: string, snapshotId: string) => ({
  partition: `world/${worldId}`,
  path: `snapshot/${snapshotId}`,
}))

/** Returns the partition that holds the items of a snapshot. */
export const snapshotPartition = (worldId: string, snapshotId: string): string =>
  `world/${worldId}/snapshot/${snapshotId}`

/**
 * A document that is being imported under an idempotency key, or was. The keys of the new world
 * derive from `salt` and the idempotency key, so that a repeated request has the same answer.
 */
export const worldImports = defineRecord(
  z.strictObject({
    world: z.string(),
    salt: z.string(),
    /** Where the record stands that has the sweep remove what was stored of the document. */
    purgedAt: z.int(),
    /** How many parts were stored, and the SHA-256 of the last one. */
    parts: z.int().min(0),
    digest: z.string().optional(),
    /** The first line: its fields must keep their order. */
    header: z.string().optional(),
    /** How many lines were stored, and the path of the last one. */
    lines: z.int().min(0),
    last: z.string().optional(),
    isDone: z.boolean().optional(),
  }),
  (name: string) => ({ partition: 'importing', path: name }),
)
