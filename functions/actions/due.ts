import { dueItems, worlds } from '#store/kinds.ts'
import type { Write } from '#store/store.ts'
import type { World } from '#store/world.ts'

/** What must happen at an instant (epoch milliseconds of the world's clock): the payment number `n` of an order. */
export type Due = { readonly at: number; readonly order: string; readonly n: number }

export const dueKey = ({ id, record }: World, { at, order, n }: Due) => dueItems.key(id, record.epoch, at, order, n)

/**
 * The writes that remember what is due. Where it comes before all else, the world's record says so: it is read with every request,
 * so that nobody looks for what is due before anything is. The record is held to its version in any case: whoever works out anew
 * what comes first must not miss this.
 */
export function dueWrites(world: World, due: Due): Write[] {
  const { id, record, version } = world
  const put: Write = { put: dueKey(world, due), expect: 'absent', value: due }
  const isFirst = record.nextDue === undefined || due.at < record.nextDue
  const key = worlds.key(id)
  if (isFirst) return [put, { put: key, expect: { version }, value: { ...record, nextDue: due.at } }]
  return [put, { check: key, expect: { version } }]
}
