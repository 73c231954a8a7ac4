import type { Leg } from '#bank/ledger/leg.ts'
import { monthAt, startOf } from '#mocks/base/calendar.ts'
import { legs } from '#store/records.ts'
import type { Item } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { addLegs, type Journal, journalOf, legOrBelow, legsPerUnit, readLegBelow } from './journal-cache.ts'
import { hasMoved, legKey } from './ledger.ts'

/*
 * Reads of journals. Every read costs the same after 100 legs as after 100,000: a leg holds the
 * sums of all legs before it, and the number of the last leg of an earlier month.
 */

/**
 * How many legs the first, the second and each next list of one read take. A page shows up to 50.
 */
const listSizes = [8, 8, 8, 16, 12, 100]
const largestList = 1_000

/** When a leg was booked, in epoch seconds. */
export const secondOf = ({ at }: Leg): number => Math.floor(at / 1000)

/**
 * Reads the last leg that an account had at an instant (epoch seconds, included). Costs nothing if
 * no money has moved in the world.
 */
export async function readLegAt(world: World, account: string, at: number): Promise<Leg | undefined> {
  if (!hasMoved(world)) return undefined
  const journal = journalOf(world, account)
  const newest = await readNewest(world, journal)
  return !newest || secondOf(newest) <= at ? newest : findLegAt(world, journal, newest, at)
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

/** Reads the legs of an account one by one, newest first, beginning with number `top`. */
export class LegReader {
  /** The leg that was read last; undefined before the first one and after the last one. */
  leg: Leg | undefined
  readonly account: string
  private readonly world: World
  private readonly journal: Journal
  private readonly read: Leg[] = []
  private seq: number
  private lists = 0

  constructor(world: World, account: string, top: number) {
    this.world = world
    this.account = account
    this.journal = journalOf(world, account)
    this.seq = top
  }

  /** Reads the next leg, if that costs nothing: this process knows it, or the journal ends. */
  readKnown(): boolean {
    const known = this.journal.legs.get(this.seq)
    if (!known && this.seq > 0) return false
    this.take(known)
    return true
  }

  /** Reads the next leg. */
  async readNext(): Promise<void> {
    if (this.readKnown()) return
    const limit = listSizes[this.lists++] ?? largestList
    this.take(await readLegBelow(this.world, this.journal, this.seq, limit))
  }

  private take(leg: Leg | undefined): void {
    this.leg = leg
    if (leg) this.read.push(leg)
    this.seq = (leg?.seq ?? 0) - 1
  }

  /** Returns all legs that were read, oldest first. The same legs are the same array. */
  legs(): readonly Leg[] {
    const { runs } = this.journal
    const name = `${this.read.at(-1)?.seq}-${this.read[0]?.seq}`
    const known = runs.get(name) ?? this.read.toReversed()
    runs.set(name, known)
    return known
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
  const reader = new LegReader(world, account, last?.seq ?? 0)
  do await reader.readNext()
  while (reader.leg && secondOf(reader.leg) >= from)
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
 * Reads the newest leg of an account, and the last one at each of some instants (epoch seconds,
 * ascending). Returns each leg once, oldest first.
 */
export async function readLegsAtEach(world: World, account: string, instants: readonly number[]): Promise<Leg[]> {
  const newest = await readNewest(world, journalOf(world, account))
  return newest ? readLegsBelow(world, newest, instants) : []
}

/** Does the same from a leg downwards, as if it were the newest. */
export async function readLegsBelow(world: World, newest: Leg, instants: readonly number[]): Promise<Leg[]> {
  const journal = journalOf(world, newest.account)
  const found = [newest]
  let leg: Leg | undefined = newest
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

/** The account of a leg's item: `account/<account>/leg/<seq>`. */
const accountOf = ({ key }: Item): string => key.path.split('/')[1] as string
