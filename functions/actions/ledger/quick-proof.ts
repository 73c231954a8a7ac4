import type { World } from '#store/world.ts'
import { legKey } from './ledger.ts'
import { type Proof, proveLedger } from './proof.ts'

/** Proves a ledger that has fewer legs than `most`, so that a page need not wait long for it. */
export async function proveSmallLedger(world: World, most: number): Promise<Proof | undefined> {
  const { partition } = legKey(world, '', 0)
  const items = await world.sandbox.store.list(partition, { prefix: 'account/', limit: most })
  return items.length < most ? proveLedger(world) : undefined
}
