import type { DueItem } from '#bank/schedule/due.ts'
import type { WorldRecord } from '#bank/worlds/world.ts'
import { dueItems } from '#store/records.ts'
import type { Write } from '#store/store.ts'
import { buildRecordUpdate, type World } from '#store/world.ts'

/**
 * Builds a due item. Its `seq` is the version of the world's record. The commit of the item must
 * replace that record, so items are numbered in the order of their commits.
 */
export const buildDueItem = (world: World, due: Omit<DueItem, 'seq'>): DueItem => ({ ...due, seq: world.version })

/**
 * Builds the writes that store new due items. They always replace the world's record, which holds
 * the instant of the next due item. So catching up at the same time conflicts and cannot overlook
 * the new items. `changes` are other changes of that record.
 */
export function buildDueWrites(
  world: World,
  items: readonly DueItem[],
  changes: Partial<WorldRecord> = { dated: true },
): Write[] {
  const { nextDue = Number.POSITIVE_INFINITY } = world.record
  const record = { ...world.record, nextDue: Math.min(nextDue, ...items.map(({ at }) => at)), ...changes }
  return [...items.map((due) => buildDueWrite(world, due)), ...buildRecordUpdate(world, record).writes]
}

/** Builds the write that stores one new due item. The caller also updates the world's record. */
export const buildDueWrite = (world: World, due: DueItem): Write => ({
  put: dueItems.key(world, due),
  expect: 'absent',
  value: due,
})
