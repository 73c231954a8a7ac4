import type { DueItem } from '#bank/schedule/due.ts'
import type { WorldRecord } from '#bank/worlds/world.ts'
import { dueItems } from '#store/records.ts'
import type { Write } from '#store/store.ts'
import { buildRecordUpdate, type World } from '#store/world.ts'

/**
 * Something new that is due. Whoever remembers it changes the world's record, whose versions put
 * all of them in order.
 */
export const buildDueItem = (world: World, due: Omit<DueItem, 'seq'>): DueItem => ({ ...due, seq: world.version })

/**
 * The writes that remember something new that is due. The world's record is always among them: it
 * says when to look for what is due, and whoever works that out anew at the same moment must not
 * miss this. `more` is what else it says from then on.
 */
export function buildDueWrites(
  world: World,
  fresh: readonly DueItem[],
  more: Partial<WorldRecord> = { dated: true },
): Write[] {
  const { nextDue = Number.POSITIVE_INFINITY } = world.record
  const record = { ...world.record, nextDue: Math.min(nextDue, ...fresh.map(({ at }) => at)), ...more }
  return [...fresh.map((due) => buildDueWrite(world, due)), ...buildRecordUpdate(world, record).writes]
}

/** The write that something is due which was not. */
export const buildDueWrite = (world: World, due: DueItem): Write => ({
  put: dueItems.key(world, due),
  expect: 'absent',
  value: due,
})
