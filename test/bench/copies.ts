import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { forkWorld } from '#actions/snapshots/fork.ts'
import { createSnapshot } from '#actions/snapshots/snapshots.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { orders } from '#store/records.ts'
import { sqliteStore } from '#store/sqlite.ts'
import { limits, type Write } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { externalPayee, paymentBankOf, pounds } from '#test/support/payment-bank.ts'
import { testSandbox } from '#test/support/sandbox.ts'
import type { Figure } from './http.ts'

/** The most seconds for a snapshot or a fork of a world, by its stored items. */
const mostSeconds = [
  [100, 0.05],
  [10_000, 1],
  [100_000, 10],
] as const
/** The write units of an item in the cloud, with its share of what each commit costs more. */
const mostUnitsPerItem = 2.5

/** Measures snapshots and forks of worlds with many orders, on the durable store. */
export async function copies(folder: string, quick: boolean): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const [items, most] of quick ? mostSeconds.slice(0, 1) : mostSeconds) {
    const file = join(folder, 'copies.sqlite')
    const sandbox = await testSandbox({ store: sqliteStore({ file, now: Date.now }) })
    try {
      const bank = paymentBankOf(sandbox, await sandbox.createWorld())
      await bank.pay('acc_0_current', externalPayee, pounds('1.00').Amount)
      const world = await bank.world()
      await fill(world, items)
      const grant = { scope: 'world' } as Grant<'world'>
      const timed = async (work: () => Promise<unknown>) => {
        const [before, written] = [performance.now(), sandbox.store.units.write]
        await work()
        return { seconds: (performance.now() - before) / 1000, units: sandbox.store.units.write - written }
      }
      // The first copy of a process pays for its compilation.
      if (items === mostSeconds[0][0]) await createSnapshot(world, grant, {}, '')
      const made = await timed(() => createSnapshot(world, grant, {}, ''))
      const forked = await timed(() => forkWorld(world, grant, { request: {}, idempotencyKey: '', secret: '' }))
      const units = Math.max(made.units, forked.units) / items
      figures.push({
        what: `snapshot and fork of ${items} items`,
        target: `<= ${most} s each, <= ${mostUnitsPerItem} write units an item`,
        measured: `${made.seconds.toFixed(3)} s, ${forked.seconds.toFixed(3)} s, ${units.toFixed(2)} units`,
        passes: made.seconds <= most && forked.seconds <= most && units <= mostUnitsPerItem,
      })
    } finally {
      await sandbox.store.close()
      for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true })
    }
  }
  return figures
}

/** Repeats the only order of a world until the world has a number of items. */
async function fill(world: World, count: number): Promise<void> {
  const { store } = world.sandbox
  const { partition, path: prefix } = orders.key(world, '')
  const [order] = await store.list(partition, { prefix, limit: 1 })
  const before = (await store.list(partition, { limit: limits.itemsPerList })).length
  for (let n = before; n < count; n += limits.writesPerCommit)
    await store.commit(
      Array.from({ length: Math.min(limits.writesPerCommit, count - n) }, (_, m): Write => {
        const id = `pay_${String(n + m).padStart(8, '0')}`
        return { put: orders.key(world, id), expect: 'absent', value: { ...(order?.value as object), id } }
      }),
    )
}
