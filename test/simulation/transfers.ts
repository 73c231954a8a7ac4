import { proveLedger } from '#actions/ledger/proof.ts'
import { Problem } from '#bank/base/problem.ts'
import type { Leg, Posting } from '#bank/ledger/leg.ts'
import { generator } from '#bank/worlds/world.ts'
import { chance, drawInteger, pick, stream } from '#mocks/base/chance.ts'
import { worlds } from '#store/records.ts'
import { Conflict, type Store } from '#store/store.ts'
import { findWorld, type Sandbox, type World } from '#store/world.ts'
import { book, buildOrderWrite } from '#test/support/book.ts'
import { type Faults, faultsOf, Mishap, unreliable } from './faults.ts'
import { memoryStore } from './memory-store.ts'
import { Schedule } from './schedule.ts'

/*
 * Bare transfers, for large numbers: only `book`, between accounts that must not go below zero, by
 * many clients at once over the same unreliable store. Each client retries an act until its outcome
 * is known. An act moves money several times in one commit, as a file of payments does, or the
 * clock when many items are due.
 */

const begin = Date.parse('2026-11-24T09:30:00Z')
const worldId = 'wld_transfers'
const streams = { faults: stream('faults'), ties: stream('ties'), process: stream('process'), act: stream('act') }

type Transferred = { readonly booked: number; readonly broken: readonly string[] }
/** A deliberate fault: another store under the ledger, or another ledger. */
export type Changed = { readonly store?: (store: Store) => Store; readonly book?: typeof book }

type Move = { readonly from: string; readonly to: string; readonly pence: bigint }
/**
 * The number of transfers of an act that were booked, as its client heard. Transfers without funds
 * are left out.
 */
type Heard = number | 'nothing'

/** Sends acts with a total number of transfers. Returns the broken laws. */
export async function transfers(seed: number, count: number, changed: Changed = {}): Promise<Transferred> {
  const schedule = new Schedule(chance(seed, 0, 0, streams.ties))
  const next = chance(seed, 1, 0, streams.ties)
  const faults = faultsOf(chance(seed, 0, 0, streams.faults))
  const real = () => begin + schedule.now
  const base = memoryStore({ now: real })
  const clock = { real: begin, world: begin, rate: pick(next, [0, 1]) }
  const record = { id: worldId, epoch: 0, seed, size: 1, start: begin, clock, generator, controlDigest: 'none' }
  await base.commit([{ put: worlds.key(worldId), expect: 'absent', value: record }])

  const around = { schedule, faults, seed, many: drawInteger(next, 1, 3) }
  const serve = processes(changed.store?.(base) ?? base, around)
  const [accounts, clients, most] = [
    pick(next, [3, 30, 300]),
    drawInteger(next, 4, 48),
    pick(next, [1, 8, 40, 40, 40, 40, 40, 40]),
  ]
  const heard: Heard[] = []
  let [sent, acts] = [0, 0]
  const client = async () => {
    while (sent < count) {
      const n = acts++
      const moves = actOf(seed, n, { accounts, most })
      sent += moves.length
      heard[n] = await send(n, moves, serve, changed.book ?? book)
    }
  }
  await schedule.run(Promise.all(Array.from({ length: clients }, client)))
  await schedule.run(schedule.wait(10_000))
  const broken = await wrong(await enter(sandboxOn(base, real)), heard)
  return { booked: heard.reduce<number>((sum, one) => sum + (one === 'nothing' ? 0 : one), 0), broken }
}

const sandboxOn = (store: Store, real: () => number) => ({ store, real }) as Sandbox

type Around = { schedule: Schedule; faults: Faults; seed: number; many: number }

/** Returns the world from each process that is alive, in turn. */
function processes(store: Store, { schedule, faults, seed, many }: Around): () => Promise<World> {
  let started = 0
  const start = () => {
    const next = chance(seed, started++, 0, streams.process)
    const { store: reached, hasDied } = unreliable(store, { schedule, faults, chance: () => next })
    return { sandbox: sandboxOn(reached, () => begin + schedule.now), hasDied, world: undefined as World | undefined }
  }
  const alive = Array.from({ length: many }, start)
  let turn = 0
  return async () => {
    const n = turn++ % many
    if (alive[n]?.hasDied()) alive[n] = start()
    const process = alive[n] as ReturnType<typeof start>
    // Nothing else happens in this world, so a process that has seen moved money need not check
    // again.
    if (!process.world?.record.moved) process.world = await enter(process.sandbox)
    return process.world
  }
}

async function enter(sandbox: Sandbox): Promise<World> {
  const world = await findWorld(sandbox, worldId)
  if (!world) throw new Error('the world is gone')
  return world
}

/** Returns whether an account issues money: only such accounts may go below zero. */
const isMint = (account: string): boolean => account.startsWith('mint_')

/** Draws the moves of one act: between few accounts, some with new money. */
function actOf(seed: number, n: number, { accounts, most }: { accounts: number; most: number }): Move[] {
  const next = chance(seed, n, 0, streams.act)
  const names = Array.from({ length: 4 }, () => `acc_${Math.floor(next() * accounts)}`)
  const mint = `mint_${names[0]}`
  return Array.from({ length: drawInteger(next, 1, most) }, () => {
    const from = next() < 0.3 ? mint : pick(next, names)
    return { from, to: pick(next, names), pence: BigInt(drawInteger(next, 1, from === mint ? 50_000 : 9_000)) }
  })
}

/** Sends an act until its outcome is known. */
async function send(n: number, moves: readonly Move[], serve: () => Promise<World>, bookWith: typeof book) {
  const accounts = [...new Set(moves.flatMap(({ from, to }) => [from, to]))]
  for (let attempt = 0; attempt < 20; attempt++) {
    try {
      const world = await serve()
      // Without an answer, or after a conflict, the act may already be stored.
      const before = attempt > 0 ? await foundOf(world, n) : undefined
      return (
        before ??
        (await bookOrFind(world, n, () => bookWith(world, accounts, (last) => decided(world, n, moves, last))))
      )
    } catch (error) {
      if (!(error instanceof Mishap || error instanceof Conflict)) throw error
    }
  }
  return 'nothing'
}

/**
 * Books an act, or finds it where the decision was a rejection: a late commit of an earlier attempt
 * may have landed after the act was looked up, and the decision then saw its legs.
 */
async function bookOrFind(world: World, n: number, book: () => Promise<number>): Promise<number> {
  try {
    return await book()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return (await foundOf(world, n)) ?? 0
  }
}

/** Decides an act: its transfers with enough funds, in order. */
function decided(world: World, n: number, moves: readonly Move[], last: ReadonlyMap<string, Leg>) {
  const left = new Map<string, bigint>()
  const leftOn = (name: string) => left.get(name) ?? BigInt(last.get(name)?.balance ?? 0)
  const postings: Posting[] = []
  for (const { from, to, pence } of moves) {
    if (!isMint(from) && leftOn(from) < pence) continue
    left.set(from, leftOn(from) - pence)
    left.set(to, leftOn(to) + pence)
    postings.push({ account: from, currency: 'GBP', amount: -pence, kind: 'transfer-out' })
    postings.push({ account: to, currency: 'GBP', amount: pence, kind: 'transfer-in' })
  }
  if (postings.length === 0) throw new Problem('limit-reached', 'there is no money for any of it')
  const made = postings.length / 2
  const movement = { payment: `pay_${n}`, at: world.now, postings }
  // The proof wants an order; its partner keeps how many transfers were made.
  const order = buildOrderWrite(world, movement)
  const kept = { ...order, value: { ...order.value, partner: String(made) } }
  return { movement, writes: [kept], result: made }
}

const placeOf = (n: number) => ({ partition: `world/${worldId}/0`, path: `order/pay_${n}` })
async function foundOf({ sandbox }: World, n: number): Promise<number | undefined> {
  const [item] = await sandbox.store.get([placeOf(n)])
  return item && Number((item.value as { partner: string }).partner)
}

/**
 * Returns the violations at the end: every act is stored once or not at all, as its client heard,
 * and no account is below zero.
 */
async function wrong(world: World, heard: readonly Heard[]): Promise<string[]> {
  const broken: string[] = []
  const { holds, breaks } = await proveLedger(world)
  if (!holds) broken.push(`the proof does not hold: ${JSON.stringify(breaks)}`)
  const seen = new Map<string, number>()
  let total = 0n
  for (const { account, amount, balance, payment } of await legsIn(world)) {
    seen.set(payment, (seen.get(payment) ?? 0) + 1)
    total += BigInt(amount)
    if (!isMint(account) && balance.startsWith('-')) broken.push(`${payment} leaves ${balance} on ${account}`)
  }
  if (total !== 0n) broken.push(`all accounts together come to ${total}`)
  for (const [n, made] of heard.entries()) {
    const own = (seen.get(`pay_${n}`) ?? 0) / 2
    if (made !== 'nothing' && own !== made)
      broken.push(`pay_${n} moved money ${own} times, and its client heard ${made}`)
    if (own !== ((await foundOf(world, n)) ?? 0)) broken.push(`pay_${n} moved money ${own} times, and not as it says`)
  }
  return broken
}

async function legsIn({ sandbox }: World): Promise<Leg[]> {
  const all: Leg[] = []
  for (let after = ''; ; ) {
    const page = await sandbox.store.list(`world/${worldId}/0`, { prefix: 'account/', after, limit: 1000 })
    for (const item of page) all.push(item.value as Leg)
    if (page.length < 1000) return all
    after = page.at(-1)?.key.path as string
  }
}
