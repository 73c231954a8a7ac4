import { boundedCache } from '#bank/base/bounded-cache.ts'
import { perObject } from '#bank/base/per-object.ts'
import type { Leg } from '#bank/ledger/leg.ts'
import { legs } from '#store/records.ts'
import type { Item, Store } from '#store/store.ts'
import { cacheKeyOf, type World } from '#store/world.ts'
import { legKey } from './ledger.ts'

/** This many legs cost about one read unit, as a single leg does. */
export const legsPerUnit = 8
/**
 * What this process knows of one account's journal. Legs never change, so they stay valid. Without
 * this cache a page of an account with 200 payments costs 0.8 ms of CPU instead of 0.26.
 */
export type Journal = {
  readonly account: string
  readonly legs: Map<number, Leg>
  /** Runs of legs that were returned: the same legs are the same array, for caches by array. */
  readonly runs: Map<string, readonly Leg[]>
  /** The number of the newest leg that was read. Newer ones may exist. */
  newest: number
}

const [maxLegs, maxRuns] = [2_000, 100]
const journalsOf = perObject((_: Store) => boundedCache<{ journal?: Journal }>(500))

/** Returns what this process knows of an account's journal. */
export function journalOf(world: World, account: string): Journal {
  const cached = journalsOf(world.sandbox.store)(`${cacheKeyOf(world)}/${account}`, () => ({}))
  const isFull = cached.journal && (cached.journal.legs.size > maxLegs || cached.journal.runs.size > maxRuns)
  // A full one is replaced, not emptied, because another read may be using it.
  if (!cached.journal || isFull) cached.journal = { account, legs: new Map(), runs: new Map(), newest: 0 }
  return cached.journal
}

/** Returns the leg of a number; where it is missing, the last one before it. */
export async function legOrBelow(world: World, journal: Journal, seq: number): Promise<Leg | undefined> {
  if (seq <= 0) return undefined
  return journal.legs.get(seq) ?? readLegBelow(world, journal, seq, legsPerUnit)
}

/** Reads legs from a number downwards, and returns the first of them. */
export async function readLegBelow(
  world: World,
  journal: Journal,
  seq: number,
  limit: number,
): Promise<Leg | undefined> {
  const { partition, path: prefix } = legs.key(world, journal.account, '')
  const after = legKey(world, journal.account, seq + 1).path
  const items = await world.sandbox.store.list(partition, { prefix, after, newestFirst: true, limit })
  addLegs(journal, items)
  const [first] = items
  return first && legs.read(first)
}

/** Adds the legs of items to what the process knows. */
export function addLegs(journal: Journal, items: readonly Item[]): void {
  for (const item of items) {
    const leg = legs.read(item)
    if (!journal.legs.has(leg.seq)) journal.legs.set(leg.seq, leg)
    journal.newest = Math.max(journal.newest, leg.seq)
  }
}
