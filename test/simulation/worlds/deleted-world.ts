import { deleteWorld, lateWriteWindowMs } from '#actions/worlds/worlds.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { chance, drawInteger, stream } from '#mocks/base/chance.ts'
import { partitionsOf, worldDirectory } from '#store/records.ts'
import { findWorld } from '#store/world.ts'
import { type Bank, begin, openBank, worldId } from '#test/simulation/bank.ts'
import { historyOf } from '#test/simulation/history.ts'
import { perform } from '#test/simulation/perform.ts'
import { purgeDeletedWorlds } from '#worker/purge.ts'
import { sweepWorlds } from '#worker/wake.ts'

const streams = { end: stream('taken away') }

/**
 * The keys left in a world's partitions after each deletion: at once, and after the last request
 * has ended.
 */
export type Left = { readonly early: readonly string[]; readonly last: readonly string[] }

/**
 * Runs a history and deletes its world in the middle. The answers to its requests are not checked.
 */
export async function takenAway(seed: number): Promise<Left> {
  const bank = await openBank(seed, {})
  const { sandbox, schedule } = bank
  const named = { id: worldId, createdAt: new Date(begin).toISOString() }
  await sandbox.store.commit([{ put: worldDirectory.key(worldId), expect: 'absent', value: named }])
  const steps = historyOf(seed)
  const longest = Math.max(...steps.map(({ at }) => at)) + 1_000
  const end = async () => {
    await schedule.wait(drawInteger(chance(seed, 0, 0, streams.end), 0, longest))
    const world = await findWorld(sandbox, worldId)
    if (!world) throw new Error('the world is gone already')
    await deleteWorld(world, { scope: 'world' } as Grant<'world'>)
    await purgeDeletedWorlds(
      sandbox,
      (await sandbox.store.list(worldDirectory.key('').partition, { limit: 10 })).map(changed),
    )
  }
  await schedule.run(Promise.all([end(), ...steps.map((step) => perform(bank, step, []).catch(() => undefined))]))
  await schedule.run(schedule.wait(lateWriteWindowMs))
  const early = await pathsIn(bank)
  await sweepWorlds(sandbox)
  return { early, last: [...(await pathsIn(bank)), ...(await namesIn(bank))] }
}

const changed = ({ key, value }: { key: { partition: string; path: string }; value: unknown }) => ({ key, value })

async function pathsIn({ sandbox: { store } }: Bank): Promise<string[]> {
  const lists = partitionsOf(worldId, 0).map((partition) => store.list(partition, { limit: 1000 }))
  return (await Promise.all(lists)).flat().map(({ key }) => key.path)
}

/** Returns the keys outside a world's own partitions that still name the world. */
async function namesIn({ sandbox: { store } }: Bank): Promise<string[]> {
  const lists = ['worlds', 'waking'].map((partition) => store.list(partition, { limit: 10 }))
  return (await Promise.all(lists)).flat().map(({ key }) => `${key.partition} ${key.path}`)
}
