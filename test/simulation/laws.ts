import { listLegs, proveLedger } from '#actions/ledger/proof.ts'
import type { Leg } from '#bank/ledger/leg.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import { listPages } from '#store/list-pages.ts'
import { executions, orders } from '#store/records.ts'
import type { Item } from '#store/store.ts'
import { findWorld, type World } from '#store/world.ts'
import { everythingHeard } from '#test/simulation/laws/answers.ts'
import type { Told } from './answers.ts'
import { type Bank, worldId } from './bank.ts'
import { everythingAtItsInstant } from './laws/instants.ts'
import { everyMonthsInterest } from './laws/interest.ts'
import { everyMandateKept } from './laws/mandates.ts'
import { everyOrderOnce, nothingBelowTheLine } from './laws/money.ts'
import { everyReturnOnce } from './laws/returns.ts'

/** Everything that lies in the store when all is quiet again. */
export type Found = {
  readonly world: World
  readonly orders: ReadonlyMap<string, OrderRecord>
  /** Payments of standing orders and of files, by the name that their legs carry. */
  readonly executions: ReadonlyMap<string, OrderRecord>
  readonly legs: readonly Leg[]
  readonly items: readonly Item[]
  /** Where the sweep is told to look. */
  readonly wakings: readonly Item[]
}

/** A law says, in words, what does not hold. */
export type Law = (found: Found, told: readonly Told[]) => Iterable<string>

/** What must be so after any simulation. */
const laws: readonly Law[] = [
  everyOrderOnce,
  nothingBelowTheLine,
  everyReturnOnce,
  everythingAtItsInstant,
  everyMonthsInterest,
  everyMandateKept,
  everythingHeard,
]

/**
 * Returns all that is broken after a simulation: what requests saw, the proof, and every law.
 */
export async function broken(bank: Bank, told: readonly Told[]): Promise<string[]> {
  const found = await everything(bank)
  const { holds, breaks } = await proveLedger(found.world)
  return [
    ...bank.wrong,
    ...(holds ? [] : [`the proof does not hold: ${JSON.stringify(breaks)}`]),
    ...laws.flatMap((law) => [...law(found, told)]),
  ]
}

async function everything({ sandbox }: Bank): Promise<Found> {
  const world = await findWorld(sandbox, worldId)
  if (!world) throw new Error('the world is gone')
  const { partition } = orders.key({ id: worldId, record: { epoch: 0 } }, '')
  const items = (await Array.fromAsync(listPages(sandbox.store, partition, { limit: 1000 }))).flat()
  const under = (pattern: RegExp) => items.filter(({ key }) => pattern.test(key.path))
  return {
    world,
    items,
    wakings: await sandbox.store.list('waking', { limit: 100 }),
    legs: await Array.fromAsync(listLegs(world)),
    orders: new Map(under(/^order\/[^/]+$/).map((item) => [item.key.path.slice('order/'.length), orders.read(item)])),
    executions: new Map(
      under(/^order\/[^/]+\/\d+$/).map((item) => {
        const [, id, n] = item.key.path.split('/') as [string, string, string]
        return [`${id}.${Number(n)}`, executions.read(item)]
      }),
    ),
  }
}
