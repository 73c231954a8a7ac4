import { Problem } from '#bank/base/problem.ts'
import { buildListening } from '#bank/events/listening.ts'
import { Subscription } from '#bank/events/subscription.ts'
import type { WorldRecord } from '#bank/worlds/world.ts'
import { withLock } from '#store/keyed-lock.ts'
import { defineRecord } from '#store/record-kind.ts'
import { retryOnConflict } from '#store/retry-on-conflict.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import type { Key, Write } from '#store/store.ts'
import { buildRecordUpdate, isWorldRecordKey, loadWorldAsStored, type World } from '#store/world.ts'

/**
 * Subscriptions belong to the world itself, as partners do: a reset and a restore keep them, and a
 * fork does not copy them.
 */
export const subscriptions = defineRecord(Subscription, (worldId: string, id: string) => ({
  partition: `world/${worldId}`,
  path: `subscription/${id}`,
}))

/** A subscription and the version that was read. */
export type StoredSubscription = { readonly subscription: Subscription; readonly version: number }

/** Lists the subscriptions of a world, by id. */
export async function listSubscriptions(world: World): Promise<Subscription[]> {
  return (await loadSubscriptions(world)).map(({ subscription }) => subscription)
}

async function loadSubscriptions({ id, sandbox }: World): Promise<StoredSubscription[]> {
  const { partition, path: prefix } = subscriptions.key(id, '')
  const items = await sandbox.store.list(partition, { prefix, limit: 200 })
  return items.map((item) => ({ subscription: subscriptions.read(item), version: item.version }))
}

/** Finds a subscription by its id, which may be any text. */
export async function findSubscription({ id, sandbox }: World, sent: string): Promise<Subscription | undefined> {
  if (!/^[\w-]{1,64}$/.test(sent)) return undefined
  const [item] = await sandbox.store.get([subscriptions.key(id, sent)])
  return item && subscriptions.read(item)
}

/** What changes in the subscriptions of a world: those that are stored, and those that end. */
export type SubscriptionChange = {
  readonly put?: readonly Subscription[]
  readonly ended?: readonly Subscription[]
  /** What else the commit writes. */
  readonly writes?: readonly Write[]
  /** What else changes in the world's record. */
  readonly record?: (record: WorldRecord) => WorldRecord
}

/**
 * Commits a change of a world's subscriptions with the kinds of events that are then recorded.
 * Every change that adds or ends one, or changes its kinds, must come this way. The change is
 * decided again if another request wrote the world's record or a subscription first. Throws
 * `Conflict` if another write failed its expectation, and the problem `conflict` if the world was
 * deleted.
 */
export async function commitSubscriptions(
  world: World,
  decide: (held: readonly Subscription[], current: World) => SubscriptionChange | Promise<SubscriptionChange>,
): Promise<void> {
  const { sandbox, id } = world
  const commit = async (attempt: number) => {
    const current = attempt === 1 ? world : await loadWorldAsStored(sandbox, id)
    if (!current) throw new Problem('conflict', `${id} was deleted by another request at the same time`)
    const held = await loadSubscriptions(current)
    const list = held.map(({ subscription }) => subscription)
    const { put = [], ended = [], writes = [], record = same } = await decide(list, current)
    const changed = new Set([...put, ...ended].map((one) => one.id))
    const kept = [...list.filter((one) => !changed.has(one.id)), ...put]
    const expectOf = (one: Subscription) => {
      const before = held.find(({ subscription }) => subscription.id === one.id)
      return before ? { version: before.version } : 'absent'
    }
    const update = buildRecordUpdate(current, buildListening(record(current.record), kept, readSteadyTime(sandbox)))
    await sandbox.store.commit([
      ...put.map((one): Write => ({ put: subscriptions.key(id, one.id), expect: expectOf(one), value: one })),
      ...ended.map((one): Write => ({ delete: subscriptions.key(id, one.id), expect: expectOf(one) })),
      ...writes,
      ...update.writes,
    ])
  }
  await withLock(sandbox, `subscriptions of ${id}`, () => retryOnConflict(commit, ({ failed }) => failed.every(isOurs)))
}

const same = (record: WorldRecord): WorldRecord => record

/** Whether a failed expectation is of a record that each attempt loads again. */
const isOurs = (key: Key): boolean => isWorldRecordKey(key) || key.path.startsWith('subscription/')
