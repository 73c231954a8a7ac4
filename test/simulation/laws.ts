import { listLegs, proveLedger } from '#actions/ledger/proof.ts'
import type { Leg } from '#bank/ledger/leg.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import { tellTimedEvents } from '#store/events/timed.ts'
import { listPages } from '#store/list-pages.ts'
import { executions, orders } from '#store/records.ts'
import type { Item } from '#store/store.ts'
import { findWorld, type World } from '#store/world.ts'
import { everythingHeard } from '#test/simulation/laws/answers.ts'
import type { Told } from './answers.ts'
import { type Bank, worldId } from './bank.ts'
import { everythingTold } from './laws/events.ts'
import { everythingAtItsInstant } from './laws/instants.ts'
import { everyMonthsInterest } from './laws/interest.ts'
import { everyMandateKept } from './laws/mandates.ts'
import { everyOrderOnce, nothingBelowTheLine } from './laws/money.ts'
import { everyReturnOnce } from './laws/returns.ts'

/** Everything in the store after the last request has ended. */
export type Found = {
  readonly world: World
  readonly orders: ReadonlyMap<string, OrderRecord>
  /** The payments of standing orders and of files, by the name in their legs. */
  readonly executions: ReadonlyMap<string, OrderRecord>
  readonly legs: readonly Leg[]
  readonly items: readonly Item[]
  /** The records that tell the sweep which worlds have due items. */
  readonly wakings: readonly Item[]
}

/** A law returns, in words, each violation. */
export type Law = (found: Found, told: readonly Told[]) => Iterable<string>

/** The laws that hold after every simulation. */
const laws: readonly Law[] = [
  everyOrderOnce,
  nothingBelowTheLine,
  everyReturnOnce,
  everythingAtItsInstant,
  everyMonthsInterest,
  everyMandateKept,
  everythingHeard,
  everythingTold,
]

/** Returns every violation after a simulation: by a request, by the proof, and by a law. */
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
  const caughtUp = await findWorld(sandbox, worldId)
  if (!caughtUp) throw new Error('the world is gone')
  const world = await tellTimedEvents(caughtUp)
  const { partition } = orders.key({ id: worldId, record: { epoch: 0 } }, '')
  const items = (await Array.fromAsync(listPages(sandbox.store, partition, { limit: 1000 }))).flat()
  const under = (pattern: RegExp) => items.filter(({ key }) => pattern.test(key.path))
  return {
    world,
    items,
    wakings: (await sandbox.store.list('waking', { limit: 100 })).filter(({ key }) => key.path.endsWith(`/${worldId}`)),
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
