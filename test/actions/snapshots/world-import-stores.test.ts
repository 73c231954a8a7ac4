import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { sqliteStore } from '#store/sqlite.ts'
import type { Store } from '#store/store.ts'
import { engineAbsent, startEngine } from '#test/support/dynamodb-engine.ts'
import { externalPayee, paymentBankOf, pounds } from '#test/support/payment-bank.ts'
import { type Json, type TestSandbox, testNow, testSandbox } from '#test/support/sandbox.ts'
import { Crash, crashing } from '#test/support/stores.ts'
import { purgePartitions } from '#worker/purge.ts'

const engine = await startEngine()
afterAll(() => engine?.stop())

const now = () => Date.parse(testNow)
const stores = {
  SQLite: async () => sqliteStore({ now }),
  DynamoDB: async () => (await engine?.openStore(now)) as Store,
}
type StoreName = keyof typeof stores

async function exported({ request }: TestSandbox, { id, controlKey }: NewWorld): Promise<string> {
  let text = ''
  for (let path: string | undefined = `/control/worlds/${id}/export`; path; ) {
    const response: Response = await request(path, { token: controlKey })
    expect(response.status).toBe(200)
    text += await response.text()
    path = /^<(.*)>/.exec(response.headers.get('link') ?? '')?.[1]
  }
  return text
}

async function imports(to: TestSandbox, body: string, key = 'import'): Promise<{ status: number; body: Json }> {
  const headers = { 'content-type': 'application/x-ndjson', 'x-idempotency-key': key }
  const response = await to.request('/control/worlds/import', { method: 'POST', headers, body })
  return { status: response.status, body: await response.json() }
}

/** A world in which some payments were made and time has passed. */
async function busyWorld(sandbox: TestSandbox, amounts: readonly number[], days: number): Promise<NewWorld> {
  const world = await sandbox.createWorld()
  const bank = paymentBankOf(sandbox, world)
  for (const [n, amount] of amounts.entries()) {
    const initiation = {
      InstructionIdentification: `I${n}`,
      InstructedAmount: pounds((amount / 100).toFixed(2)),
      CreditorAccount: n % 3 === 0 ? await bank.address('acc_2_current') : externalPayee,
    }
    const later = { ...initiation, RequestedExecutionDateTime: '2026-12-03T09:00:00Z' }
    if (n % 2 === 0) await bank.place('acc_0_current', 'domestic-payment', initiation)
    else await bank.place('acc_0_current', 'domestic-scheduled-payment', later)
  }
  await bank.advance({ days })
  return world
}

test('property: an import of an export has no difference, and exports the same bytes', async () => {
  const amounts = fc.array(fc.integer({ min: 1, max: 5_000 }), { maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(amounts, fc.integer({ min: 0, max: 40 }), async (paid, days) => {
      const sandbox = await testSandbox()
      const world = await busyWorld(sandbox, paid, days)
      const document = await exported(sandbox, world)
      const { body: copy } = await imports(sandbox, document)
      const path = `/control/worlds/${copy.id}/diff?with=${world.id}`
      const headers = { 'x-other-control-key': world.controlKey }
      const diff: Json = await (await sandbox.request(path, { token: copy.controlKey, headers })).json()
      expect([diff.changes, diff.balances, diff.next]).toEqual([[], [], undefined])
      expect(await exported(sandbox, copy)).toBe(document)
      // Both go on alike: nothing that a record says about its overlay is lost.
      const [one, other] = [paymentBankOf(sandbox, world), paymentBankOf(sandbox, copy)]
      for (const bank of [one, other]) await bank.advance({ days: 45 })
      expect(await other.proof()).toEqual(await one.proof())
    }),
    { numRuns: 8 },
  )
})

test.skipIf(!engine)(
  `a world goes from SQLite to DynamoDB and back without a changed byte${engine ? '' : `: ${engineAbsent}`}`,
  async () => {
    const laptop = await testSandbox()
    const cloud = await testSandbox({ store: await stores.DynamoDB() })
    const document = await exported(laptop, await busyWorld(laptop, [100, 250, 999, 4_200], 12))
    const there = await imports(cloud, document)
    expect(there.status).toBe(201)
    expect(await exported(cloud, there.body)).toBe(document)
    const back = await imports(await testSandbox(), await exported(cloud, there.body))
    expect(back.status).toBe(201)
  },
)

describe.each(Object.keys(stores) as StoreName[])('an import that dies at any commit on %s', (name) => {
  const isAbsent = name === 'DynamoDB' && !engine

  test.skipIf(isAbsent).each(['before', 'after'] as const)(
    `%s it was written: a retry makes one world, and nothing else is left`,
    async (when) => {
      const source = await testSandbox()
      const document = await exported(source, await busyWorld(source, [100, 250, 999], 3))
      for (let n = 1; ; n++) {
        const store = await stores[name]()
        const faulty = crashing(store, n, when)
        const dying = await testSandbox({ store: faulty })
        const first = await imports(dying, document)
        const isDone = faulty.commits() < n && first.status === 201
        if (isDone) {
          expect(n).toBeGreaterThan(3)
          return
        }
        expect([first.status, JSON.stringify(dying.logged)]).toEqual([500, expect.anything()])
        expect((dying.logged[0] as { error: unknown }).error).toBeInstanceOf(Crash)
        const retried = await testSandbox({ store })
        const { status, body } = await imports(retried, document)
        expect(status).toBe(201)
        expect(await exported(retried, body)).toBe(document)
        const { worlds } = (await retried.send('GET', '/control/worlds')).body
        expect(worlds.map(({ id }: Json) => id)).toEqual([body.id])
        // The sweep removes what the first attempt has left, and leaves the world alone.
        retried.setReal('2026-11-26T00:00:00.000Z')
        await purgePartitions(retried.sandbox)
        expect(await store.list('purging', { limit: 10 })).toEqual([])
        expect(await exported(retried, body)).toBe(document)
      }
    },
  )
})
