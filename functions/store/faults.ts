import { boundedCache } from '#bank/base/bounded-cache.ts'
import { perObject } from '#bank/base/per-object.ts'
import { drawFrom, type Fault, type RequestFacts, reaches } from '#bank/scenarios/fault.ts'
import type { ScenarioUse } from '#bank/scenarios/scenario.ts'
import { scenarios } from '#bank/scenarios/scenarios.ts'
import { faultCounts, faultLists } from './records.ts'
import { retryOnConflict } from './retry-on-conflict.ts'
import type { Store } from './store.ts'
import { cacheKeyOf, type World } from './world.ts'

/** The lists of faults that a process knows, by world and digest. */
const listsOf = perObject((_: Store) => boundedCache<readonly Fault[]>(500))

/**
 * Loads the faults that a world has armed. Costs nothing if it has none, and one unit for each list
 * and process otherwise.
 */
export async function loadFaults(world: World): Promise<readonly Fault[]> {
  const digest = world.record.faults
  if (digest === undefined) return []
  const lists = listsOf(world.sandbox.store)
  const known = lists.get(`${cacheKeyOf(world)}/${digest}`)
  if (known) return known
  const [item] = await world.sandbox.store.get([faultLists.key(world)])
  if (!item) return []
  // The list may be newer than the record, so it is cached by its own digest.
  const { digest: own, faults } = faultLists.read(item)
  return lists(`${cacheKeyOf(world)}/${own}`, () => faults)
}

/** How long a world remembers how often a request was sent, in seconds of real time. */
const remembersFor = 86_400

/**
 * Returns the armed faults that apply to a request, in the order in which they were armed. `key` is
 * the request's idempotency key, or its path and query: what a retry repeats. A fault without count
 * and probability writes nothing.
 */
export async function chooseFaults(world: World, facts: RequestFacts, key: string): Promise<ScenarioUse[]> {
  const uses: ScenarioUse[] = []
  for (const fault of await loadFaults(world)) {
    const scenario = scenarios[fault.scenario]
    if (!scenario?.appliesTo(facts.place) || !reaches(fault, facts)) continue
    const draw = await drawFor(world, fault, facts, key)
    if (draw === undefined) continue
    const defaults = Object.entries(scenario.parameters ?? {}).map(([name, one]) => [name, one.default])
    const values = { ...Object.fromEntries(defaults), ...fault.parameters }
    uses.push({ name: fault.scenario, scenario, values, draw, isQuiet: fault.quiet ?? false })
  }
  return uses
}

/**
 * Draws for one fault and request; undefined if its probability or its count spares the request.
 */
async function drawFor(world: World, fault: Fault, facts: RequestFacts, key: string): Promise<number | undefined> {
  const { probability, count } = fault.when ?? {}
  const texts = [world.record.seed, fault.id, facts.partner ?? '', facts.place.operation ?? '', key]
  const asked = probability === undefined ? 0 : await countUp(world, `${fault.id}/${drawFrom(texts)}`)
  if (asked === undefined) return undefined
  if (probability !== undefined && drawFrom([...texts, asked, 'applies']) >= probability) return undefined
  if (count !== undefined && (await countUp(world, fault.id, count)) === undefined) return undefined
  return drawFrom([...texts, asked, 'value'])
}

/**
 * Counts an event, and returns how many there were before; undefined if there were `most` already.
 */
function countUp(world: World, name: string, most = Number.POSITIVE_INFINITY): Promise<number | undefined> {
  const { store, real } = world.sandbox
  const key = faultCounts.key(world, name)
  return retryOnConflict(async () => {
    const [item] = await store.get([key])
    const before = item ? faultCounts.read(item).count : 0
    if (before >= most) return undefined
    const expect = item ? { version: item.version } : 'absent'
    const expiresAt = Math.floor(real() / 1000) + remembersFor
    // The count of a fault stays as long as the fault.
    const lasting = most === Number.POSITIVE_INFINITY ? { expiresAt } : {}
    await store.commit([{ put: key, expect, value: { count: before + 1 }, ...lasting }])
    return before
  })
}
