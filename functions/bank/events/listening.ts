import type { WorldRecord } from '#bank/worlds/world.ts'
import { eventKindNames } from './kinds.ts'
import { type Subscription, wantsKind } from './subscription.ts'

/**
 * Builds a world's record with the kinds of events that its subscriptions want, paused ones too: a
 * subscription that resumes gets what happened during its pause. A kind that was recorded before
 * keeps its instant; a new one is recorded from `now` on (epoch milliseconds of real time).
 */
export function buildListening(record: WorldRecord, subscriptions: readonly Subscription[], now: number): WorldRecord {
  const { listening: before, ...rest } = record
  const wanted = eventKindNames.filter((kind) => subscriptions.some((one) => wantsKind(one, kind)))
  if (wanted.length === 0) return rest
  const sinceOf = (kind: string) => (before && Object.hasOwn(before, kind) ? (before[kind] as number) : now)
  return { ...rest, listening: Object.fromEntries(wanted.map((kind) => [kind, sinceOf(kind)])) }
}
