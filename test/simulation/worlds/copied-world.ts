import { proveLedger } from '#actions/ledger/proof.ts'
import { copyLifeMs } from '#actions/snapshots/copies.ts'
import { forkWorld } from '#actions/snapshots/fork.ts'
import { restoreWorld } from '#actions/snapshots/restore.ts'
import { createSnapshot } from '#actions/snapshots/snapshots.ts'
import { resetWorld } from '#actions/worlds/reset.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { isInterest } from '#bank/schedule/due.ts'
import type { OverlayState } from '#bank/worlds/world.ts'
import { chance, drawInteger, pick, stream } from '#mocks/base/chance.ts'
import { listPages } from '#store/list-pages.ts'
import { dueItems, orders, overlayOf, partitionsOf, worldDirectory } from '#store/records.ts'
import { findWorld, loadWorldAsStored, type Sandbox, type World } from '#store/world.ts'
import { snapshotPartition, snapshots } from '#store/world-copy-records.ts'
import type { Told } from '#test/simulation/answers.ts'
import { type Bank, openBank, worldId } from '#test/simulation/bank.ts'
import { ask } from '#test/simulation/client.ts'
import { historyOf } from '#test/simulation/history.ts'
import { broken } from '#test/simulation/laws.ts'
import { perform } from '#test/simulation/perform.ts'
import { sweepWorlds } from '#worker/wake.ts'

const streams = { copies: stream('copies') }
const control = { scope: 'world' } as Grant<'world'>

/** What a simulation with copies did, and what is wrong after it. */
export type CopiedWorld = { readonly done: Readonly<Record<string, number>>; readonly broken: readonly string[] }

/**
 * Runs a history while an owner makes snapshots and forks of its world, from any process and under
 * the faults of the store. In every other seed the owner also resets and restores the world; then
 * the answers to the other requests are not checked.
 */
export async function copiedWorld(seed: number): Promise<CopiedWorld> {
  const bank = await openBank(seed, {})
  const { schedule } = bank
  const next = chance(seed, 0, 0, streams.copies)
  const goesBack = seed % 2 === 0
  const steps = historyOf(seed)
  const longest = Math.max(...steps.map(({ at }) => at)) + 1_000
  const done: Record<string, number> = {}
  const told: Told[] = []
  const taken: string[] = []
  /** Sends requests one after the other, some of them twice at once with the same key. */
  const owner = async (name: string) => {
    for (let n = 0; n < 4; n++) {
      await schedule.wait(drawInteger(next, 0, longest / 3))
      const deed = pick(next, goesBack ? deeds : deeds.slice(0, 2))
      const plan = { deed, key: `${name}${n}`, snapshot: taken.length > 0 ? pick(next, taken) : undefined }
      if (deed === 'restore' && plan.snapshot === undefined) continue
      const senders = next() < 0.3 ? ['', 'b'] : ['']
      const ids = (await Promise.all(senders.map((sender) => act(bank, plan, sender)))).filter((id) => id !== undefined)
      if (new Set(ids).size > 1) bank.wrong.push(`one key made ${ids}`)
      if (ids.length > 0) done[deed] = (done[deed] ?? 0) + 1
      if (deed === 'snapshot') taken.push(...ids.slice(0, 1))
    }
  }
  const performed = steps.map((step) =>
    perform(bank, step, told).catch((error) => {
      if (!goesBack) throw error
    }),
  )
  await schedule.run(Promise.all([owner('k'), owner('l'), ...performed]))
  await schedule.run(schedule.wait(60_000))
  const wrong = goesBack ? bank.wrong.filter((what) => !isOfAnswer.test(what)) : await broken(bank, told)
  wrong.push(...(await checkCopies(bank)))
  await schedule.run(schedule.wait(copyLifeMs))
  await sweepWorlds(bank.sandbox)
  wrong.push(...(await listRemains(bank)))
  return { done, broken: wrong }
}

/** What partners miss after the world went back: their own orders, and customers of custom data. */
const isOfAnswer = /^step \d+|was acknowledged|there is no acc_x_|^acc_\S+ says|^entries of/

const deeds = ['snapshot', 'fork', 'reset', 'restore', 'restore'] as const

type Plan = { readonly deed: (typeof deeds)[number]; readonly key: string; readonly snapshot: string | undefined }

/**
 * Sends one request of an owner, with an idempotency key, until there is an answer. Returns the id
 * of what it made.
 */
async function act(bank: Bank, { deed, key, snapshot }: Plan, sender: string): Promise<string | undefined> {
  const outcome = await ask(bank, `${key}${sender}`, async (sandbox: Sandbox) => {
    const world = await loadWorldAsStored(sandbox, worldId)
    if (!world) throw new Error('the world is gone')
    if (deed === 'snapshot') return (await createSnapshot(world, control, {}, key)).id
    if (deed === 'reset') return (await resetWorld(world, control, key)).id
    if (deed === 'restore') return (await restoreWorld(world, control, snapshot as string, key)).id
    return (
      await forkWorld(world, control, { request: snapshot ? { snapshot } : {}, idempotencyKey: key, secret: 'x' })
    ).id
  })
  return 'answer' in outcome ? outcome.answer : undefined
}

/** Returns what is wrong with the world, its snapshots and its forks. */
async function checkCopies({ sandbox }: Bank): Promise<string[]> {
  const { store } = sandbox
  const wrong: string[] = []
  const source = (await loadWorldAsStored(sandbox, worldId)) as World
  wrong.push(...(await findContradictions(sandbox, overlayOf(worldId, source.record.epoch), source.record)))
  const { partition, path: prefix } = snapshots.key(worldId, '')
  for (const item of await store.list(partition, { prefix, limit: 100 })) {
    const { id, items, state } = snapshots.read(item)
    const own = snapshotPartition(worldId, id)
    wrong.push(...(await findContradictions(sandbox, own, state, items)))
  }
  const worldIds = [worldId, ...(await listForks(sandbox))]
  for (const id of worldIds) {
    const stored = (await loadWorldAsStored(sandbox, id)) as World
    wrong.push(...(await findContradictions(sandbox, overlayOf(id, stored.record.epoch), stored.record)))
    const world = await findWorld(sandbox, id)
    const proof = world && (await proveLedger(world))
    if (!proof?.holds) wrong.push(`the proof of ${id} does not hold: ${JSON.stringify(proof?.breaks)}`)
  }
  return wrong
}

const listForks = async ({ store }: Sandbox): Promise<string[]> =>
  (await store.list(worldDirectory.key('').partition, { limit: 100 })).map(({ key }) => key.path)

/** Returns what in an overlay cannot have existed at one instant, together with its record. */
async function findContradictions(
  { store }: Sandbox,
  partition: string,
  { moved = false, nextDue = Number.POSITIVE_INFINITY }: OverlayState,
  count?: number,
): Promise<string[]> {
  const items = (await Array.fromAsync(listPages(store, partition, { limit: 1000 }))).flat()
  const wrong: string[] = []
  if (count !== undefined && items.length !== count) wrong.push(`has ${items.length} items, not ${count}`)
  const due = items.filter(({ key }) => key.path.startsWith('due/')).map(dueItems.read)
  const known = new Map(
    items
      .filter(({ key }) => /^order\/[^/]+$/.test(key.path))
      .map((item) => [item.key.path.slice(6), orders.read(item)]),
  )
  if (items.some(({ key }) => key.path.includes('/leg/')) !== moved)
    wrong.push(`has legs, or none, and moved is ${moved}`)
  const first = Math.min(...due.map(({ at }) => at))
  if (first < nextDue) wrong.push(`has an item due at ${first}, before its nextDue ${nextDue}`)
  for (const one of due)
    if (!isInterest(one) && !known.has(one.order)) wrong.push(`has a due item of ${one.order}, and not the order`)
  for (const [id, { waits }] of known)
    if (waits && !due.some(({ order, at, n }) => order === id && at === waits.at && n === waits.n))
      wrong.push(`has ${id}, which waits, and not its due item`)
  return wrong.map((what) => `${partition} ${what}`)
}

/** Returns the partitions that belong to nothing, after the sweep. */
async function listRemains({ sandbox, data }: Bank): Promise<string[]> {
  const { store } = sandbox
  const ids = [worldId, ...(await listForks(sandbox))]
  const worlds = (await Promise.all(ids.map((id) => loadWorldAsStored(sandbox, id)))) as World[]
  const { partition, path: prefix } = snapshots.key(worldId, '')
  const ofSnapshots = (await store.list(partition, { prefix, limit: 100 })).map(({ key }) =>
    snapshotPartition(worldId, key.path.slice(prefix.length)),
  )
  const expected = new Set([
    ...worlds.flatMap(({ id, record }) => [partitionsOf(id, 0).at(-1), overlayOf(id, record.epoch)]),
    ...ofSnapshots,
  ])
  const filled = [...data].filter(([name, { rows }]) => rows.size > 0 && /^(world\/|purging)/.test(name))
  return filled.flatMap(([name]) => (expected.has(name) ? [] : [`${name} is left`]))
}
