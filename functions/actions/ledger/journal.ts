import { boundedCache } from '#bank/base/bounded-cache.ts'
import { perObject } from '#bank/base/per-object.ts'
import type { Leg } from '#bank/ledger/leg.ts'
import { monthAt, startOf } from '#mocks/base/calendar.ts'
import { legs } from '#store/records.ts'
import type { Item, Store } from '#store/store.ts'
import { cacheKeyOf, type World } from '#store/world.ts'
import { hasMoved, legKey } from './ledger.ts'

/*
 * Reads of journals. Every read costs the same after 100 legs as after 100,000: a leg holds the
 * sums of all legs before it, and the number of the last leg of an earlier month.
 */

/** This many legs cost about one read unit, as a single leg does. */
const legsPerUnit = 8
/**
 * How many legs the first, the second and each next list of one read take. A page shows up to 50.
 */
const listSizes = [8, 8, 8, 16, 12, 100]
const largestList = 1_000

/**
 * What this process knows of one account's journal. Legs never change, so they stay valid. Without
 * this cache a page of an account with 200 payments costs 0.8 ms of CPU instead of 0.26.
 */
type Journal = {
  readonly account: string
  readonly legs: Map<number, Leg>
  /** Runs of legs that were returned: the same legs are the same array, for caches by array. */
  readonly runs: Map<string, readonly Leg[]>
  /** The number of the newest leg that was read. Newer ones may exist. */
  newest: number
}

const [maxLegs, maxRuns] = [2_000, 100]
const journalsOf = perObject((_: Store) => boundedCache<{ journal?: Journal }>(500))

function journalOf(world: World, account: string): Journal {
  const cached = journalsOf(world.sandbox.store)(`${cacheKeyOf(world)}/${account}`, () => ({}))
  const isFull = cached.journal && (cached.journal.legs.size > maxLegs || cached.journal.runs.size > maxRuns)
  // A full one is replaced, not emptied, because another read may be using it.
  if (!cached.journal || isFull) cached.journal = { account, legs: new Map(), runs: new Map(), newest: 0 }
  return cached.journal
}

/** When a leg was booked, in epoch seconds. */
export const secondOf = ({ at }: Leg): number => Math.floor(at / 1000)

/**
 * Reads the last leg that an account had at an instant (epoch seconds, included). Costs nothing if
 * no money has moved in the world.
 */
export async function readLegAt(world: World, account: string, at: number): Promise<Leg | undefined> {
  if (!hasMoved(world)) return undefined
  const journal = journalOf(world, account)
  return findLegAt(world, journal, await readNewest(world, journal), at)
}

/**
 * Reads the last legs that accounts had at an instant (epoch seconds, included), by account: of all
 * accounts whose id begins with one of the prefixes, such as `acc_42_`.
 */
export async function readLegsAt(world: World, prefixes: readonly string[], at: number): Promise<Map<string, Leg>> {
  if (!hasMoved(world)) return new Map()
  const journals = (await Promise.all(prefixes.map((prefix) => findJournals(world, prefix)))).flat()
  const found = await Promise.all(
    journals.map((journal) => findLegAt(world, journal, journal.legs.get(journal.newest), at)),
  )
  return new Map(found.flatMap((leg) => (leg ? [[leg.account, leg] as const] : [])))
}

/** Reads the legs of an account one by one, newest first. */
export type LegReader = {
  readonly account: string
  /** The leg that was read last; undefined before the first one and after the last one. */
  readonly leg: Leg | undefined
  next(): Promise<Leg | undefined>
  /** Returns all legs that were read, oldest first. The same legs are the same array. */
  legs(): readonly Leg[]
}

/** Opens a reader of an account's legs that begins with number `top`. */
export function openLegReader(world: World, account: string, top: number): LegReader {
  const journal = journalOf(world, account)
  const read: Leg[] = []
  let leg: Leg | undefined
  let [seq, lists] = [top, 0]
  return {
    account,
    get leg() {
      return leg
    },
    async next() {
      leg = journal.legs.get(seq)
      if (!leg && seq > 0) leg = await readLegBelow(world, journal, seq, listSizes[lists++] ?? largestList)
      if (leg) read.push(leg)
      seq = (leg?.seq ?? 0) - 1
      return leg
    },
    legs() {
      const name = `${read.at(-1)?.seq}-${read[0]?.seq}`
      const known = journal.runs.get(name) ?? read.toReversed()
      journal.runs.set(name, known)
      return known
    },
  }
}

/**
 * Reads the legs of a range (epoch seconds, both ends included), oldest first, and the last one
 * before it.
 */
export async function readLegsBetween(
  world: World,
  account: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<readonly Leg[]> {
  const last = await readLegAt(world, account, to)
  const reader = openLegReader(world, account, last?.seq ?? 0)
  for (let leg = await reader.next(); leg && secondOf(leg) >= from; ) leg = await reader.next()
  return reader.legs()
}

/** Returns the last of some legs, oldest first, at an instant (epoch seconds, included). */
export const lastLegAt = (legs: readonly Leg[], at: number): Leg | undefined =>
  legs.findLast((leg) => secondOf(leg) <= at)

/** Reads the leg of a number, or undefined if the journal is shorter. */
export async function readLeg(world: World, account: string, seq: number): Promise<Leg | undefined> {
  const leg = await legOrBelow(world, journalOf(world, account), seq)
  return leg?.seq === seq ? leg : undefined
}

/**
 * Reads the last leg at each of some instants (epoch seconds, ascending), and the newest of all.
 * Returns each leg once, oldest first.
 */
export async function readLegsAtEach(world: World, account: string, instants: readonly number[]): Promise<Leg[]> {
  const journal = journalOf(world, account)
  let leg = await readNewest(world, journal)
  const found = leg ? [leg] : []
  for (const at of instants.toReversed()) {
    if (!leg || secondOf(leg) <= at) continue
    leg = await findLegAt(world, journal, leg, at)
    if (leg) found.push(leg)
  }
  return found.reverse()
}

/** Reads the newest leg of a journal, and up to seven before it. */
async function readNewest(world: World, journal: Journal): Promise<Leg | undefined> {
  const { partition, path: prefix } = legs.key(world, journal.account, '')
  const { store } = world.sandbox
  if (journal.newest > 0) {
    const after = legKey(world, journal.account, journal.newest).path
    const items = await store.list(partition, { prefix, after, limit: legsPerUnit })
    addLegs(journal, items)
    if (items.length < legsPerUnit) return journal.legs.get(journal.newest)
  }
  addLegs(journal, await store.list(partition, { prefix, newestFirst: true, limit: legsPerUnit }))
  return journal.legs.get(journal.newest)
}

/**
 * Finds the journals of all accounts whose id has a prefix, each with its newest leg. A list ends
 * within a journal or contains all of it; the next list begins at the next account.
 */
async function findJournals(world: World, prefix: string): Promise<Journal[]> {
  const { partition } = legKey(world, '', 0)
  const found = new Map<string, Journal>()
  // In the order of keys `~` comes after every account id.
  for (let to = `account/${prefix}~`; ; ) {
    const range = { from: `account/${prefix}`, to, newestFirst: true, limit: legsPerUnit }
    const items = await world.sandbox.store.list(partition, range)
    for (const [account, own] of Map.groupBy(items, accountOf)) {
      const journal = journalOf(world, account)
      addLegs(journal, own)
      found.set(account, journal)
    }
    if (items.length < legsPerUnit) return [...found.values()]
    to = `account/${accountOf(items.at(-1) as Item)}/leg/`
  }
}

/**
 * Finds the last leg at an instant, from a leg downwards: month by month, then by halving within
 * the month.
 */
async function findLegAt(world: World, journal: Journal, from: Leg | undefined, at: number): Promise<Leg | undefined> {
  let leg = from
  while (leg && at < startOf(monthAt(secondOf(leg)))) leg = await legOrBelow(world, journal, leg.carriedFrom)
  if (!leg || secondOf(leg) <= at) return leg
  // `low` is booked by then, or is 0; `high` is booked later.
  let [low, high] = [leg.carriedFrom, leg.seq]
  for (let next = high - 1; high - low > 1; next = (low + high) >> 1) {
    const probe = await legOrBelow(world, journal, next)
    if (!probe) break
    if (secondOf(probe) <= at) {
      low = Math.max(low, probe.seq)
      continue
    }
    high = probe.seq
    // The same list has read the legs before it.
    const first = journal.legs.get(Math.max(low + 1, high - legsPerUnit + 1))
    if (first && secondOf(first) > at) high = first.seq
  }
  return legOrBelow(world, journal, low)
}

/** Returns the leg of a number; where it is missing, the last one before it. */
async function legOrBelow(world: World, journal: Journal, seq: number): Promise<Leg | undefined> {
  if (seq <= 0) return undefined
  return journal.legs.get(seq) ?? readLegBelow(world, journal, seq, legsPerUnit)
}

/** Reads legs from a number downwards, and returns the first of them. */
async function readLegBelow(world: World, journal: Journal, seq: number, limit: number): Promise<Leg | undefined> {
  const { partition, path: prefix } = legs.key(world, journal.account, '')
  const after = legKey(world, journal.account, seq + 1).path
  const items = await world.sandbox.store.list(partition, { prefix, after, newestFirst: true, limit })
  addLegs(journal, items)
  const [first] = items
  return first && legs.read(first)
}

function addLegs(journal: Journal, items: readonly Item[]): void {
  for (const item of items) {
    const leg = legs.read(item)
    if (!journal.legs.has(leg.seq)) journal.legs.set(leg.seq, leg)
    journal.newest = Math.max(journal.newest, leg.seq)
  }
}

/** The account of a leg's item: `account/<account>/leg/<seq>`. */
const accountOf = ({ key }: Item): string => key.path.split('/')[1] as string
