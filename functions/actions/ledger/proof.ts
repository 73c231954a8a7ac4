import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { findLegFault, Leg } from '#bank/ledger/leg.ts'
import { listPages } from '#store/list-pages.ts'
import type { Item } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { legKey } from './ledger.ts'

/**
 * The result of a proof. `digest` is equal for worlds in which the same money moved, so a test can
 * compare whole worlds by one line.
 */
export type Proof = {
  readonly holds: boolean
  readonly accounts: number
  readonly legs: number
  readonly payments: number
  readonly digest: string
  readonly breaks?: Break
}
/** The first fault of a world: of a leg (`account`, `seq`), or of a payment. */
type Break = { account?: string; seq?: number; payment?: string; why: string }

/**
 * How many payments are summed at a time, in about 25 MB of memory. A world with more payments is
 * read several times.
 */
const paymentsAtOnce = 100_000
const maxShares = 2 ** 20

/**
 * Recomputes every sum and every chain of legs of a world. `breaks` is the first leg, by account,
 * that does not follow the one before it. If there is none, it is the first payment, by name, whose
 * legs do not add up to zero. `atOnce` bounds the memory for a world of any size. Payments may be
 * made at the same time.
 */
export async function proveLedger(world: World, atOnce = paymentsAtOnce): Promise<Proof> {
  const chains = startChains(world)
  let unbalanced: Break | undefined
  let [payments, shares] = [0, 1]
  for (let share = 0; share < shares; share++) {
    const sums: Sums = new Map()
    for await (const page of listLegPages(world)) {
      const read = share === 0 ? chains.add(page) : page.map(parseLeg)
      for (const leg of read) if (leg && shareOf(leg.payment, shares) === share) addTo(sums, leg)
      // While the first share is read, shares are halved if it is too large. What stays in the
      // first share was in it from the start, so its sums are complete.
      while (share === 0 && sums.size > atOnce && shares < maxShares) {
        shares *= 2
        for (const payment of sums.keys()) if (shareOf(payment, shares) !== 0) sums.delete(payment)
      }
    }
    payments += sums.size
    const found = await findUnbalanced(world, sums)
    if (found && (!unbalanced || found.payment < (unbalanced.payment as string))) unbalanced = found
  }
  const { breaks = unbalanced, ...counted } = chains.end()
  return { holds: breaks === undefined, ...counted, payments, ...(breaks && { breaks }) }
}

/** Starts the check of the chains of a world. Items are added in the order of the store. */
function startChains(world: World) {
  const digest = createHash('sha256')
  let [accounts, count] = [0, 0]
  let journal: { account: string; last: Leg | undefined } | undefined
  let breaks: Break | undefined
  function add(item: Item): { leg: Leg | undefined; line: string } {
    const { account, seq } = positionOf(item)
    const leg = parseLeg(item)
    if (journal?.account !== account) {
      journal = { account, last: undefined }
      accounts++
    }
    const why = findFault(world, item, journal.last, leg)
    if (why !== undefined) breaks ??= { account, seq, why }
    journal.last = leg
    count++
    // The digest contains faults too, because a client may compare the digest only.
    return { leg, line: `${leg && describeLeg(leg)}${why ?? ''}\n` }
  }
  return {
    /** Checks a page of items and returns their legs; undefined for an item that is not a leg. */
    add(page: readonly Item[]): (Leg | undefined)[] {
      const read = page.map(add)
      digest.update(read.map((one) => one.line).join(''))
      return read.map(({ leg }) => leg)
    },
    end: () => ({ accounts, legs: count, digest: digest.digest('hex'), breaks }),
  }
}

/**
 * Describes a leg for the digest, without its random parts (the payment's id, and so the hashes)
 * and without its instant.
 */
const describeLeg = ({ account, seq, currency, amount, balance, kind, party, reference }: Leg): string =>
  JSON.stringify([account, seq, currency, amount, balance, kind, party, reference])

/** Finds what is wrong with an item that follows leg `last`. */
function findFault(world: World, { key }: Item, last: Leg | undefined, leg: Leg | undefined): string | undefined {
  if (!leg) return 'the item is not a leg'
  if (legKey(world, leg.account, leg.seq).path !== key.path)
    return `the item is leg ${leg.seq} of ${leg.account}, stored under another key`
  return findLegFault(last, leg)
}

/** The sum of the legs of each payment, by currency. */
type Sums = Map<string, Map<string, bigint>>

function addTo(sums: Sums, { payment, currency, amount }: Leg): void {
  const own = sums.get(payment) ?? new Map<string, bigint>()
  if (own.size === 0) sums.set(payment, own)
  own.set(currency, (own.get(currency) ?? 0n) + BigInt(amount))
}

/**
 * Finds the first payment whose legs do not add up to zero. A payment that was made between two
 * pages of legs was read by half, so the legs of such payments are read a second time.
 */
async function findUnbalanced(world: World, sums: Sums): Promise<(Break & { payment: string }) | undefined> {
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
 * Returns the share of a payment, out of a power of two. Doubling the shares splits each one, so a
 * payment of the first share was in the first share before.
 */
function shareOf(payment: string, shares: number): number {
  let mixed = 0x811c9dc5
  for (let n = 0; n < payment.length; n++) mixed = Math.imul(mixed ^ payment.charCodeAt(n), 0x01000193)
  return (mixed ^ (mixed >>> 15)) & (shares - 1)
}

const legsPerPage = 1_000
const legPath = /^account\/(.+)\/leg\/(\d+)$/

function positionOf({ key }: Item): { account: string; seq: number } {
  const [, account = '', seq] = legPath.exec(key.path) ?? []
  return { account, seq: Number(seq) }
}

/**
 * Lists the legs of every account whose id starts with a prefix, oldest first within each account.
 * Without a prefix it lists all legs of the world.
 */
export async function* listLegs(world: World, accountPrefix = ''): AsyncGenerator<Leg> {
  for await (const page of listLegPages(world, accountPrefix)) yield* page.flatMap((item) => parseLeg(item) ?? [])
}

/**
 * Lists the items under the keys of legs, by account, oldest first within each. Other requests can
 * run between two pages of a large world.
 */
async function* listLegPages(world: World, accountPrefix = ''): AsyncGenerator<Item[]> {
  const { partition } = legKey(world, '', 0)
  const range = { prefix: `account/${accountPrefix}`, limit: legsPerPage }
  for await (const items of listPages(world.sandbox.store, partition, range)) {
    yield items.filter(({ key }) => legPath.test(key.path))
    await nextTurn()
  }
}

/** Parses the leg of an item; undefined if the item is not a leg. */
const parseLeg = ({ value }: Item): Leg | undefined => Leg.safeParse(value).data
