import * as z from 'zod'
import { defineRecord } from '#store/record-kind.ts'
import { type InEpoch, overlayOf } from '#store/records.ts'

/** How far a partner has polled. */
const PollProgress = z.strictObject({
  /** The id of an event: none up to it waits. */
  cursor: z.string(),
  /** The events after the cursor that were acknowledged. */
  acknowledged: z.array(z.string()),
  /** What the partner could not process, by event. It waits until it is acknowledged. */
  errors: z.record(z.string(), z.strictObject({ err: z.string(), description: z.string() })),
})
export type PollProgress = z.output<typeof PollProgress>

/** It lies in the overlay, as the events do: a reset ends it, and no copy of the world has it. */
export const pollProgress = defineRecord(PollProgress, ({ id, record }: InEpoch, subscriptionId: string) => ({
  partition: overlayOf(id, record.epoch),
  path: `delivery/${subscriptionId}/polled`,
}))
