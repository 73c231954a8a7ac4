import * as z from 'zod'
import { Clock } from '#bank/time/clock.ts'
import { generator, OverlayState } from './world.ts'

/** A name that people give to a snapshot or a fork. */
const Name = z.string().min(1).max(100)

/** The stored record of a snapshot. Its items are in a partition of their own. */
export const SnapshotRecord = z.strictObject({
  id: z.string(),
  name: Name.optional(),
  generator: z.literal(generator),
  createdAt: z.iso.datetime(),
  /** The clock of the world, which showed `world` at the instant of the snapshot. */
  clock: Clock,
  /** How many items it has. */
  items: z.int().min(0),
  state: OverlayState,
})
export type SnapshotRecord = z.output<typeof SnapshotRecord>

/** The request to make a snapshot. */
export const SnapshotRequest = z.object({
  name: Name.optional().meta({ description: 'A name for people', examples: ['before the migration'] }),
})
export type SnapshotRequest = z.output<typeof SnapshotRequest>
