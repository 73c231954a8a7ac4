import { createHash } from 'node:crypto'
import { findLegFault, type Leg } from '#bank/ledger/leg.ts'
import { isReturnPayment } from '#bank/payments/payment-return.ts'
import { listPages } from '#store/list-pages.ts'
import { legs } from '#store/records.ts'
import type { Item } from '#store/store.ts'
import { DamagedRecord } from '#store/store-failure.ts'
import type { World } from '#store/world.ts'
import {
  type ExpectedLegs,
  isLegWithoutOrder,
  isWithoutOrder,
  listExpectedLegs,
  loadExpectedLegs,
} from './expected-legs.ts'
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
  /** The number of settled orders. Each payment of a standing order or a file counts as one. */
  readonly orders: number
  readonly digest: string
  readonly breaks?: Break
}
/** The first fault of a world: of a leg (`account`, `seq`), or of a payment. */
type Break = { account?: string; seq?: number; payment?: string; why: string }
type PaymentBreak = Break & { payment: string }

/**
 * How many payments are summed at a time, in about 50 MB of memory. A world with more payments is
 * read several times.
 */
const paymentsAtOnce = 100_000
const maxShares = 2 ** 20

/**
 * Recomputes every sum and every chain of legs of a world, and compares the legs with the orders,
 * both ways. `breaks` is the first fault: the first leg, by account, that does not follow the one
 * before it; else the first payment, by name, whose legs are wrong. `atOnce` bounds the memory for
 * a world of any size. Payments may be made at the same time.
 */
export async function proveLedger(world: World, atOnce = paymentsAtOnce): Promise<Proof> {
  const chains = startChains(world)
  let wrong: PaymentBreak | undefined
  let [payments, orders, shares] = [0, 0, 1]
  for (let share = 0; share < shares; share++) {
    const sums: Sums = new Map()
    // While the first share is read, shares are halved if it is too large. What stays in the first
    // share was in it from the start, so its sums are complete.
    const halveIfTooLarge = () => {
      while (share === 0 && sums.size > atOnce && shares < maxShares) {
        shares *= 2
        for (const payment of sums.keys()) if (shareOf(payment, shares) !== 0) sums.delete(payment)
      }
    }
    // The orders come first: the legs of an order that was read are there to be read.
    for await (const expected of listExpectedLegs(world)) {
      if (shareOf(expected.payment, shares) === share) sumOf(sums, expected.payment).expected = expected
      halveIfTooLarge()
    }
    for await (const page of listLegPages(world)) {
      const read = share === 0 ? chains.add(page) : page.map(parseLeg)
      for (const leg of read) if (leg && shareOf(leg.payment, shares) === share) addTo(sums, leg)
      halveIfTooLarge()
    }
    for (const { legs, expected } of sums.values()) {
      if (legs > 0) payments++
      if (expected?.isDue && !isReturnPayment(expected.payment)) orders++
    }
    const found = await findWrongPayment(world, sums)
    if (found && (!wrong || found.payment < wrong.payment)) wrong = found
  }
  const { breaks = wrong, ...counted } = chains.end(wrong)
  return { holds: breaks === undefined, ...counted, payments, orders, ...(breaks && { breaks }) }
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
    /** Ends the check. The digest contains the fault of a payment too. */
    end(wrong: PaymentBreak | undefined) {
      if (wrong) digest.update(wrong.why)
      return { accounts, legs: count, digest: digest.digest('hex'), breaks }
    },
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

/** What the legs of a payment add up to, and what its order expects of them. */
type PaymentSum = {
  legs: number
  /** By currency. */
  readonly byCurrency: Map<string, bigint>
  /** What was booked on the account that the order names, in the order's currency. */
  onAccount: bigint
  /** Whether every leg may belong to the payment without an order that the name says. */
  hasNoOrder: boolean
  expected?: ExpectedLegs
}
type Sums = Map<string, PaymentSum>

function sumOf(sums: Sums, payment: string): PaymentSum {
  const known = sums.get(payment)
  if (known) return known
  const sum = { legs: 0, byCurrency: new Map(), onAccount: 0n, hasNoOrder: isWithoutOrder(payment) }
  sums.set(payment, sum)
  return sum
}

function addTo(sums: Sums, leg: Leg): void {
  const sum = sumOf(sums, leg.payment)
  const amount = BigInt(leg.amount)
  sum.legs++
  sum.byCurrency.set(leg.currency, (sum.byCurrency.get(leg.currency) ?? 0n) + amount)
  if (sum.expected?.account === leg.account && sum.expected.currency === leg.currency) sum.onAccount += amount
  if (sum.hasNoOrder && !isLegWithoutOrder(leg)) sum.hasNoOrder = false
}

/**
 * Finds the first payment whose legs do not add up to zero, or differ from its order. A payment
 * that was made between two pages was read by half, so such payments are read a second time.
 */
async function findWrongPayment(world: World, sums: Sums): Promise<PaymentBreak | undefined> {
  const names = [...sums].flatMap(([payment, sum]) => (findSumFault(sum) === undefined ? [] : [payment]))
  if (names.length === 0) return undefined
  const expected = await loadExpectedLegs(world, names)
  const doubtful: Sums = new Map()
  for (const payment of names) {
    const own = expected.get(payment)
    const sum = sumOf(doubtful, payment)
    if (own) sum.expected = own
  }
  for await (const leg of listLegs(world)) if (doubtful.has(leg.payment)) addTo(doubtful, leg)
  return [...doubtful]
    .flatMap(([payment, sum]) => {
      const why = findSumFault(sum)
      return why === undefined ? [] : [{ payment, why }]
    })
    .sort((a, b) => (a.payment < b.payment ? -1 : 1))[0]
}

/** Finds what is wrong with the legs of a payment. */
function findSumFault({ legs, byCurrency, onAccount, hasNoOrder, expected }: PaymentSum): string | undefined {
  const lost = [...byCurrency].filter(([, sum]) => sum !== 0n).map(([currency, sum]) => `${sum} ${currency}`)
  if (lost.length > 0) return `its legs add up to ${lost.join(' and ')}, not to zero`
  if (!expected) return legs === 0 || hasNoOrder ? undefined : 'it has legs, but no settled order'
  const { account, currency, sum, isDue } = expected
  if (legs === 0)
    return isDue ? `its order is settled, but it has no legs: ${sum} ${currency} on ${account}` : undefined
  if (onAccount === sum) return undefined
  return `its legs book ${onAccount} ${currency} on ${account}, but its order says ${sum} ${currency}`
}

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
  for await (const items of listPages(world.sandbox.store, partition, range))
    yield items.filter(({ key }) => legPath.test(key.path))
}

/** Parses the leg of an item; undefined if the item is not a leg: the proof says so. */
function parseLeg(item: Item): Leg | undefined {
  try {
    return legs.read(item)
  } catch (error) {
    if (!(error instanceof DamagedRecord)) throw error
    return undefined
  }
}
