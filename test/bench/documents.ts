import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { orders } from '#store/records.ts'
import { sqliteStore } from '#store/sqlite.ts'
import { limits, type Write } from '#store/store.ts'
import { worldOf } from '#test/support/grants.ts'
import { externalPayee, paymentBankOf } from '#test/support/payment-bank.ts'
import { type TestSandbox, testNow, testSandbox } from '#test/support/sandbox.ts'
import type { Figure } from './http.ts'

/** The most seconds for a diff of two worlds, and for an export with its import, by items. */
const most = { diff: [10_000, 1], document: [100_000, 20] } as const
/** The most milliseconds for which an export or an import may hold the event loop. */
const mostBlocked = 500

/**
 * Measures the diff of two worlds that differ in each object, and documents, on the durable store.
 */
export async function documents(folder: string, quick: boolean): Promise<Figure[]> {
  const itemsOf = (items: number) => (quick ? 100 : items)
  const file = join(folder, 'documents.sqlite')
  const store = sqliteStore({ file, now: () => Date.parse(testNow) })
  const sandbox = await testSandbox({ store, baseUrl: 'http://localhost:4000' })
  try {
    const [one, other] = [await sandbox.createWorld(), await sandbox.createWorld()]
    await fill(sandbox, one, itemsOf(most.diff[0]), 1)
    await fill(sandbox, other, itemsOf(most.diff[0]), 2)
    await diffInFull(sandbox, other, one)
    const compared = await timed(() => diffInFull(sandbox, one, other))
    await fill(sandbox, one, itemsOf(most.document[0]), 1)
    const copied = await timed(() => copy(sandbox, one))
    return [
      {
        what: `diff of two worlds of ${itemsOf(most.diff[0])} items that all differ`,
        target: `<= ${most.diff[1]} s`,
        measured: `${compared.seconds.toFixed(2)} s`,
        passes: compared.seconds <= most.diff[1],
      },
      {
        what: `export and import of ${itemsOf(most.document[0])} items`,
        target: `<= ${most.document[1]} s, event loop held <= ${mostBlocked} ms`,
        measured: `${copied.seconds.toFixed(1)} s, ${Math.round(copied.blocked)} ms`,
        passes: copied.seconds <= most.document[1] && copied.blocked <= mostBlocked,
      },
    ]
  } finally {
    await store.close()
    for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true })
  }
}

async function timed(work: () => Promise<unknown>): Promise<{ seconds: number; blocked: number }> {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const before = performance.now()
  await work()
  const seconds = (performance.now() - before) / 1000
  delay.disable()
  return { seconds, blocked: delay.max / 1e6 }
}

/** Fills a world with rejected copies of one order, which move no money. */
async function fill(sandbox: TestSandbox, newWorld: NewWorld, count: number, at: number): Promise<void> {
  const world = await worldOf(sandbox, newWorld)
  const { id } = await paymentBankOf(sandbox, newWorld).pay('acc_0_current', externalPayee, '0.01')
  const [order] = await sandbox.store.get([orders.key(world, id)])
  const stopped = { state: 'RJCT', at, code: 'AM04', why: 'insufficient funds' }
  for (let n = 0; n < count; n += limits.writesPerCommit)
    await sandbox.store.commit(
      Array.from({ length: Math.min(limits.writesPerCommit, count - n) }, (_, m): Write => {
        const name = `pay_x${String(n + m).padStart(8, '0')}`
        const value = { ...(order?.value as object), id: name, stopped }
        return { put: orders.key(world, name), expect: 'anything', value }
      }),
    )
}

async function diffInFull({ request }: TestSandbox, one: NewWorld, other: NewWorld): Promise<void> {
  const headers = { 'x-other-control-key': other.controlKey }
  for (let page = ''; ; ) {
    const path = `/control/worlds/${one.id}/diff?with=${other.id}${page}`
    const { next } = await (await request(path, { token: one.controlKey, headers })).json()
    if (next === undefined) return
    page = `&page=${next}`
  }
}

async function copy({ request }: TestSandbox, world: NewWorld): Promise<void> {
  const exported = await request(`/control/worlds/${world.id}/export`, { token: world.controlKey })
  const headers = { 'content-type': 'application/x-ndjson' }
  const body = await exported.text()
  const imported = await request('/control/worlds/import', { method: 'POST', headers, body })
  if (imported.status !== 201) throw new Error(`the import was rejected: ${await imported.text()}`)
}
