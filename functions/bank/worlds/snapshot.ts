import * as z from 'zod'
import { Clock } from '#bank/time/clock.ts'
import { NewName, WorldName, worldLifeRequest } from './life.ts'
import { OverlayState } from './world.ts'

/** The stored record of a snapshot. Its items are in a partition of their own. */
export const SnapshotRecord = z.strictObject({
  id: z.string(),
  name: WorldName.optional(),
  generator: z.int().min(1),
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
  name: NewName.optional().meta({ description: 'A name for people', examples: ['before the migration'] }),
})
export type SnapshotRequest = z.output<typeof SnapshotRequest>

/** The request to fork a world. Every field is optional. */
export const ForkRequest = z.object({
  snapshot: z
    .string()
    .min(1)
    .max(40)
    .optional()
    .meta({ description: 'The snapshot to fork; the world as it is now if absent', examples: ['snp_1f2e3d4c5b6a'] }),
  ...worldLifeRequest,
})
export type ForkRequest = z.output<typeof ForkRequest>
