import { dueItems, worlds } from '#store/kinds.ts'
import type { Write } from '#store/store.ts'
import type { World } from '#store/world.ts'

/** What must happen at an instant: the payment number `n` of an order. */
export type Due = { readonly at: number; readonly order: string; readonly n: number }

/**
 * The writes that remember what is due. Where it comes before all else, the world's record says so: it is read with every request,
 * so that nobody has to look for what is due before anything is.
 */
export async function dueWrites(world: World, due: Due): Promise<Write[]> {
  const { id, record, version } = world
  const put: Write = { put: dueItems.key(id, record.epoch, due.at, due.order, due.n), expect: 'absent', value: due }
  if (record.nextDue !== undefined && record.nextDue <= due.at) return [put]
  return [put, { put: worlds.key(id), expect: { version }, value: { ...record, nextDue: due.at } }]
}
