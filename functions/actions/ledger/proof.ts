import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { findLegFault, Leg } from '#bank/ledger/leg.ts'
import { listPages } from '#store/list-pages.ts'
import type { Item } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { legKey } from './ledger.ts'

/**
 * What a proof finds. `digest` is the same wherever the same money moved, so that a test can hold a
 * whole world to one line.
 */
export type Proof = {
  readonly holds: boolean
  readonly accounts: number
  readonly legs: number
  readonly payments: number
  readonly digest: string
  readonly breaks?: Break
}
type Break = { account?: string; seq?: number; payment?: string; why: string }

/**
 * How many payments are summed up at a time, in some 25 MB. A world with more of them is gone over
 * as often as that takes.
 */
const paymentsAtOnce = 100_000
const mostShares = 2 ** 20

/**
 * Computes every sum and every chain of a world anew, and names the first thing that does not hold:
 * the first leg, in the order of accounts, that does not follow the one before it; else the first
 * payment, by name, whose legs do not add up to zero. Memory is bounded by `atOnce`, however large
 * the world is. Payments may go on meanwhile.
 */
export async function proveLedger(world: World, atOnce = paymentsAtOnce): Promise<Proof> {
  const chains = chainsOf(world)
  let unbalanced: Break | undefined
  let [payments, shares] = [0, 1]
  for (let share = 0; share < shares; share++) {
    const sums: Sums = new Map()
    for await (const page of legPages(world)) {
      const read = share === 0 ? chains.add(page) : page.map(legIn)
      for (const leg of read) if (leg && shareOf(leg.payment, shares) === share) addTo(sums, leg)
      // Shares are halved while the first of them is read: what stays in it was in it from the
      // beginning.
      while (share === 0 && sums.size > atOnce && shares < mostShares) {
        shares *= 2
        for (const payment of sums.keys()) if (shareOf(payment, shares) !== 0) sums.delete(payment)
      }
    }
    payments += sums.size
    const found = await firstUnbalanced(world, sums)
    if (found && (!unbalanced || found.payment < (unbalanced.payment as string))) unbalanced = found
  }
  const { breaks = unbalanced, ...counted } = chains.end()
  return { holds: breaks === undefined, ...counted, payments, ...(breaks && { breaks }) }
}

/** The chains of a world, leg by leg as they lie in the store. */
function chainsOf(world: World) {
  const digest = createHash('sha256')
  let [accounts, count] = [0, 0]
  let journal: { account: string; last: Leg | undefined } | undefined
  let breaks: Break | undefined
  function add(item: Item): { leg: Leg | undefined; told: string } {
    const { account, seq } = placeOf(item)
    const leg = legIn(item)
    if (journal?.account !== account) {
      journal = { account, last: undefined }
      accounts++
    }
    const why = wrongAt(world, item, journal.last, leg)
    if (why !== undefined) breaks ??= { account, seq, why }
    journal.last = leg
    count++
    // What is wrong is in the digest too: a client may look at nothing else.
    return { leg, told: `${leg && told(leg)}${why ?? ''}\n` }
  }
  return {
    /** The legs of some items; undefined where what lies there is none. */
    add(page: readonly Item[]): (Leg | undefined)[] {
      const read = page.map(add)
      digest.update(read.map((one) => one.told).join(''))
      return read.map(({ leg }) => leg)
    },
    end: () => ({ accounts, legs: count, digest: digest.digest('hex'), breaks }),
  }
}

/**
 * What a leg says, without what chance gave it (the payment's id, and so the hashes) and without
 * the moment it was booked.
 */
const told = ({ account, seq, currency, amount, balance, kind, party, reference }: Leg): string =>
  JSON.stringify([account, seq, currency, amount, balance, kind, party, reference])

function wrongAt(world: World, { key }: Item, last: Leg | undefined, leg: Leg | undefined): string | undefined {
  if (!leg) return 'what lies there is no leg'
  if (legKey(world, leg.account, leg.seq).path !== key.path) return `it is leg ${leg.seq} of ${leg.account}`
  return findLegFault(last, leg)
}

/** What the legs of each payment come to, by currency. */
type Sums = Map<string, Map<string, bigint>>

function addTo(sums: Sums, { payment, currency, amount }: Leg): void {
  const own = sums.get(payment) ?? new Map<string, bigint>()
  if (own.size === 0) sums.set(payment, own)
  own.set(currency, (own.get(currency) ?? 0n) + BigInt(amount))
}

/**
 * The first of some payments that does not add up. What was paid between two pages of legs looks
 * like half a payment; whoever looks again sees all of it, because it was written as one.
 */
async function firstUnbalanced(world: World, sums: Sums): Promise<(Break & { payment: string }) | undefined> {
  const doubtful: Sums = new Map()
  for (const [payment, own] of sums) if (isOff(own)) doubtful.set(payment, new Map())
  if (doubtful.size === 0) return undefined
  for await (const leg of listLegs(world)) if (doubtful.has(leg.payment)) addTo(doubtful, leg)
  const [first] = [...doubtful].filter(([, own]) => isOff(own)).sort(([a], [b]) => (a < b ? -1 : 1))
  if (!first) return undefined
  const [payment, own] = first
  const lost = [...own].filter(([, sum]) => sum !== 0n).map(([currency, sum]) => `${sum} ${currency}`)
  return { payment, why: `its legs add up to ${lost.join(' and ')}, not to zero` }
}

const isOff = (sums: Map<string, bigint>): boolean => sums.values().some((sum) => sum !== 0n)

/**
 * Which of so many shares (a power of two) a payment is in: those of half as many are put together
 * of these.
 */
function shareOf(payment: string, shares: number): number {
  let mixed = 0x811c9dc5
  for (let n = 0; n < payment.length; n++) mixed = Math.imul(mixed ^ payment.charCodeAt(n), 0x01000193)
  return (mixed ^ (mixed >>> 15)) & (shares - 1)
}

const perPage = 1_000
const place = /^account\/(.+)\/leg\/(\d+)$/

function placeOf({ key }: Item): { account: string; seq: number } {
  const [, account = '', seq] = place.exec(key.path) ?? []
  return { account, seq: Number(seq) }
}

/**
 * Legs of every account whose id begins so, oldest first within each account. All of a world's when
 * empty.
 */
export async function* listLegs(world: World, accountPrefix = ''): AsyncGenerator<Leg> {
  for await (const page of legPages(world, accountPrefix)) yield* page.flatMap((item) => legIn(item) ?? [])
}

/**
 * What lies where legs lie, journal by journal, oldest first within each. A large world leaves
 * others a turn between its pages.
 */
async function* legPages(world: World, accountPrefix = ''): AsyncGenerator<Item[]> {
  const { partition } = legKey(world, '', 0)
  const range = { prefix: `account/${accountPrefix}`, limit: perPage }
  for await (const items of listPages(world.sandbox.store, partition, range)) {
    yield items.filter(({ key }) => place.test(key.path))
    await nextTurn()
  }
}

/** The leg that an item holds, or undefined where somebody put something else there. */
const legIn = ({ value }: Item): Leg | undefined => Leg.safeParse(value).data
