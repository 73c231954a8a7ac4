import { afterAll, describe, expect, test } from 'vitest'
import { copyLifeMs } from '#actions/snapshots/copies.ts'
import { createSnapshot, deleteSnapshot, listSnapshots } from '#actions/snapshots/snapshots.ts'
import { lateWriteWindowMs } from '#actions/worlds/worlds.ts'
import { overlayOf } from '#store/records.ts'
import { sqliteStore } from '#store/sqlite.ts'
import type { Store } from '#store/store.ts'
import type { Sandbox } from '#store/world.ts'
import { purges, snapshotPartition, snapshots } from '#store/world-copy-records.ts'
import { engineAbsent, startEngine } from '#test/support/dynamodb-engine.ts'
import { externalPayee, paymentBankOf } from '#test/support/payment-bank.ts'
import { aisp, rejectionOf, testNow } from '#test/support/sandbox.ts'
import { Crash, crashing, withCommits } from '#test/support/stores.ts'
import {
  control,
  controlGrant as grant,
  itemsOf,
  lunch,
  openSyntheticBank as openBank,
  passed,
  pathsOf,
  tomorrow,
} from '#test/support/world-copies.ts'
import { purgeDeletedWorlds } from '#worker/purge.ts'
import { sweepWorlds } from '#worker/wake.ts'

const engine = await startEngine()
afterAll(() => engine?.stop())

describe.each<[string, (() => Promise<Store>) | undefined]>([
  ['SQLite', async () => sqliteStore({ now: () => Date.parse(testNow) })],
  ['DynamoDB', engine && (() => engine.openStore(() => Date.parse(testNow)))],
])('on %s', (_, open) => {
  if (!open) return test.skip(engineAbsent)

  test('a snapshot has all items of the overlay, and is listed with its name and its instant', async () => {
    const bank = await openBank({ store: await open() })
    await bank.place('acc_0_current', 'domestic-payment', lunch)
    await bank.place('acc_0_current', 'domestic-scheduled-payment', tomorrow)
    const made = await control(bank, 'POST', '/snapshots', { body: { name: 'before' } })
    const overlay = await itemsOf(bank, overlayOf(bank.newWorld.id, 0))
    expect(made.status).toBe(201)
    expect(made.body).toEqual({
      id: expect.stringMatching(/^snp_[a-z0-9]{12}$/),
      name: 'before',
      createdAt: testNow,
      now: testNow,
      items: overlay.length,
      generator: 2,
    })
    await bank.pay('acc_0_current', externalPayee, '1.00')
    expect(await itemsOf(bank, snapshotPartition(bank.newWorld.id, made.body.id))).toEqual(overlay)
    expect((await control(bank, 'GET', '/snapshots')).body).toEqual({ snapshots: [made.body] })
    expect(await bank.sandbox.store.list('purging', { limit: 10 })).toEqual([])
  })

  test('a deleted snapshot leaves nothing behind', async () => {
    const bank = await openBank({ store: await open() })
    await bank.pay('acc_0_current', externalPayee, '1.00')
    const { body } = await control(bank, 'POST', '/snapshots', { body: {} })
    expect((await control(bank, 'DELETE', `/snapshots/${body.id}`)).status).toBe(204)
    expect((await control(bank, 'GET', '/snapshots')).body).toEqual({ snapshots: [] })
    await sweepWorlds(bank.sandbox.sandbox)
    expect(await itemsOf(bank, snapshotPartition(bank.newWorld.id, body.id))).toEqual([])
    expect(await bank.sandbox.store.list('purging', { limit: 10 })).toEqual([])
  })

  test.each(['before', 'after'] as const)(
    'a snapshot that is interrupted %s any commit is made by a retry, and the sweep leaves nothing behind',
    async (when) => {
      for (let n = 1; ; n++) {
        const bank = await openBank({ store: await open() })
        for (let m = 0; m < 30; m++) await bank.pay('acc_0_current', externalPayee, '1.00')
        const world = await bank.world()
        const store = crashing(bank.sandbox.store, n, when)
        const make = (reached: Store) =>
          createSnapshot({ ...world, sandbox: { ...world.sandbox, store: reached } }, grant, {}, 'key')
        const hasCrashed = await make(store).then(
          () => false,
          (error) => error instanceof Crash,
        )
        if (!hasCrashed) break
        const isVisible = (await listSnapshots(world, grant)).length
        expect(isVisible, `commit ${n}`).toBe(when === 'after' && (await pathsOf(bank, 'request/')).length > 0 ? 1 : 0)
        const { id } = await make(bank.sandbox.store)
        expect(await itemsOf(bank, snapshotPartition(world.id, id))).toEqual(
          await itemsOf(bank, overlayOf(world.id, 0)),
        )
        expect(await listSnapshots(world, grant)).toHaveLength(1)
        await deleteSnapshot(world, grant, id, '')
        passed(bank, copyLifeMs)
        await sweepWorlds(bank.sandbox.sandbox)
        // A retry goes on in the partition of the first attempt, so there is no other one.
        expect(await itemsOf(bank, snapshotPartition(world.id, id)), `commit ${n}`).toEqual([])
        expect(await bank.sandbox.store.list('purging', { limit: 10 })).toEqual([])
        expect(n).toBeLessThan(10)
      }
    },
  )
})

describe('an idempotency key', () => {
  test('makes one snapshot of several requests, also of two at once', async () => {
    const bank = await openBank()
    const send = () =>
      control(bank, 'POST', '/snapshots', { body: { name: 'one' }, headers: { 'x-idempotency-key': 'k1' } })
    const [one, two] = await Promise.all([send(), send()])
    await bank.pay('acc_0_current', externalPayee, '1.00')
    const three = await send()
    expect([one.status, two.status, three.status]).toEqual([201, 201, 201])
    expect(two.body).toEqual(one.body)
    expect(three.body).toEqual(one.body)
    expect(await pathsOf(bank, 'snapshot/')).toHaveLength(1)
    expect(await pathsOf(bank, 'copying/')).toEqual([])
  })

  test('is rejected with another body', async () => {
    const bank = await openBank()
    const send = (name: string) =>
      control(bank, 'POST', '/snapshots', { body: { name }, headers: { 'x-idempotency-key': 'k1' } })
    await send('one')
    expect(rejectionOf(await send('two'))).toBe('400 idempotency-mismatch')
  })

  test('deletes a snapshot once: a retry is 204, another request is 404', async () => {
    const bank = await openBank()
    const { body } = await control(bank, 'POST', '/snapshots', { body: {} })
    const remove = (headers = {}) => control(bank, 'DELETE', `/snapshots/${body.id}`, { headers })
    const key = { 'x-idempotency-key': 'k1' }
    expect([(await remove(key)).status, (await remove(key)).status]).toEqual([204, 204])
    expect(rejectionOf(await remove())).toBe('404 snapshot-not-found')
  })
})

describe('a snapshot is rejected', () => {
  test('that is of another world, or of none, with the way to the right ones', async () => {
    const bank = await openBank()
    const other = paymentBankOf(bank.sandbox, await bank.sandbox.createWorld())
    const { body } = await control(other, 'POST', '/snapshots', { body: {} })
    for (const id of [body.id, 'snp_0', 'nonsense', '%20', 'snp_x/../y']) {
      const answer = await control(bank, 'DELETE', `/snapshots/${encodeURIComponent(id)}`)
      expect(rejectionOf(answer)).toBe('404 snapshot-not-found')
      expect(answer.body.detail).toContain(`GET /control/worlds/${bank.newWorld.id}/snapshots lists its snapshots`)
    }
    expect(await listSnapshots(await other.world(), grant)).toHaveLength(1)
  })

  test('beyond the hundredth, before anything is copied', async () => {
    const bank = await openBank()
    const { body } = await control(bank, 'POST', '/snapshots', { body: {} })
    const [item] = await bank.sandbox.store.get([snapshots.key(bank.newWorld.id, body.id)])
    for (let n = 1; n < 100; n++)
      await bank.sandbox.store.commit([
        {
          put: snapshots.key(bank.newWorld.id, `snp_${n}`),
          expect: 'absent',
          value: { ...(item?.value as object), id: `snp_${n}` },
        },
      ])
    const before = bank.sandbox.changes.length
    const answer = await control(bank, 'POST', '/snapshots', { body: {} })
    expect(rejectionOf(answer)).toBe('409 limit-reached')
    expect(bank.sandbox.changes.length).toBe(before)
  })

  test('with an unknown field', async () => {
    const bank = await openBank()
    expect(rejectionOf(await control(bank, 'POST', '/snapshots', { body: { nam: 'x' } }))).toBe('400 field-unexpected')
  })
})

describe('a world that changes all the time', () => {
  /**
   * A bank in which a payment follows each read of a copy; `others` sees what other requests get.
   */
  async function openBusyBank(more: Partial<Sandbox> = {}) {
    const inner = sqliteStore({ now: () => Date.parse(testNow) })
    let busy: (() => Promise<void>) | undefined
    const store: Store = {
      ...inner,
      get: (keys) => inner.get(keys),
      commit: (writes) => inner.commit(writes),
      list: async (partition, range) => {
        const act = range.prefix === undefined && /^world\/wld_\w+\/\d+$/.test(partition) ? busy : undefined
        await act?.()
        return inner.list(partition, range)
      },
    }
    const bank = await openBank({ store, ...more })
    return {
      bank,
      setBusy: (work: typeof busy) => {
        busy = work
      },
    }
  }

  test('is frozen after five rounds: others get 503 with Retry-After, requests in progress end, and then it goes on', async () => {
    const { bank, setBusy } = await openBusyBank()
    await bank.pay('acc_0_current', externalPayee, '1.00')
    const entered = await bank.world()
    const seen: string[] = []
    let inProgress = 3
    setBusy(async () => {
      const answer = await bank.sandbox.send('GET', `${aisp}/accounts`, undefined, bank.newWorld.developerToken)
      seen.push(`${answer.status} ${answer.headers.get('retry-after') ?? ''}`.trim())
      const isFrozen = answer.status === 503
      if (!isFrozen || inProgress-- > 0) await bank.place('acc_0_current', 'domestic-payment', lunch, { in: entered })
    })
    const { status, body } = await control(bank, 'POST', '/snapshots', { body: {} })
    setBusy(undefined)
    expect(status).toBe(201)
    expect(seen).toEqual([...Array(6).fill('200'), ...Array(4).fill('503 2')])
    expect(await itemsOf(bank, snapshotPartition(bank.newWorld.id, body.id))).toEqual(
      await itemsOf(bank, overlayOf(bank.newWorld.id, 0)),
    )
    expect((await bank.world()).record.frozenUntil).toBeUndefined()
    expect((await bank.sandbox.send('GET', `${aisp}/accounts`, undefined, bank.newWorld.developerToken)).status).toBe(
      200,
    )
  })

  test('thaws by itself if the copy is interrupted', async () => {
    const { bank, setBusy } = await openBusyBank()
    const entered = await bank.world()
    let listings = 0
    setBusy(async () => {
      if (++listings === 9) throw new Crash()
      await bank.place('acc_0_current', 'domestic-payment', lunch, { in: entered })
    })
    await expect(createSnapshot(entered, grant, {}, '')).rejects.toThrow(Crash)
    setBusy(undefined)
    const read = () => bank.sandbox.send('GET', `${aisp}/accounts`, undefined, bank.newWorld.developerToken)
    expect(rejectionOf(await read())).toBe('503 unavailable')
    expect(await sweepWorlds(bank.sandbox.sandbox)).toBeUndefined()
    passed(bank, 60_000)
    expect((await read()).status).toBe(200)
  })
})

describe('an interrupted snapshot', () => {
  test('is removed by the sweep after an hour, and a retry then begins again', async () => {
    const bank = await openBank()
    for (let m = 0; m < 40; m++) await bank.pay('acc_0_current', externalPayee, '1.00')
    const world = await bank.world()
    const dying = { ...world, sandbox: { ...world.sandbox, store: crashing(bank.sandbox.store, 3, 'before') } }
    await expect(createSnapshot(dying, grant, {}, 'key')).rejects.toThrow(Crash)
    const [purge] = await bank.sandbox.store.list('purging', { limit: 10 })
    const [partition = '?'] = purge ? purges.read(purge).partitions : []
    expect(await itemsOf(bank, partition)).not.toEqual([])
    passed(bank, copyLifeMs)
    await sweepWorlds(bank.sandbox.sandbox)
    expect(await itemsOf(bank, partition)).toEqual([])
    const { id } = await createSnapshot(world, grant, {}, 'key')
    expect(snapshotPartition(world.id, id)).not.toBe(partition)
  })

  test('cannot go on once the sweep has begun to remove it', async () => {
    const bank = await openBank()
    for (let m = 0; m < 80; m++) await bank.pay('acc_0_current', externalPayee, '1.00')
    const world = await bank.world()
    let commits = 0
    const slow = withCommits(bank.sandbox.store, async (commit) => {
      if (++commits === 3) {
        passed(bank, copyLifeMs)
        await sweepWorlds(bank.sandbox.sandbox)
      }
      await commit()
    })
    const made = createSnapshot({ ...world, sandbox: { ...world.sandbox, store: slow } }, grant, {}, '')
    await expect(made).rejects.toMatchObject({ code: 'conflict' })
    expect(await listSnapshots(world, grant)).toEqual([])
    const partitions = new Set(
      bank.sandbox.changes.map(({ key }) => key.partition).filter((one) => one.includes('snapshot')),
    )
    for (const partition of partitions) expect(await itemsOf(bank, partition)).toEqual([])
  })

  test('of a world with more items than one request may copy is continued by retries with the same key', async () => {
    let real = Date.parse(testNow)
    const inner = sqliteStore({ now: () => real })
    // Each commit takes a second of a budget of two and a half.
    const store = withCommits(inner, async (commit) => {
      real += 1_000
      await commit()
    })
    const bank = await openBank({ store, real: () => real, catchUpBudgetMs: 2_500 })
    for (let m = 0; m < 150; m++) await bank.pay('acc_0_current', externalPayee, '1.00')
    const send = () => control(bank, 'POST', '/snapshots', { body: {}, headers: { 'x-idempotency-key': 'k' } })
    const answers: string[] = []
    let answer = await send()
    for (; answer.status === 503; answer = await send())
      answers.push(`${answer.headers.get('retry-after')} ${answer.body.detail}`)
    expect(answer.status).toBe(201)
    expect(answers.length).toBeGreaterThan(1)
    expect(new Set(answers)).toEqual(
      new Set([
        '1 the copy takes longer than one request may; repeat it with the same x-idempotency-key until it is done',
      ]),
    )
    expect(await itemsOf(bank, snapshotPartition(bank.newWorld.id, answer.body.id))).toEqual(
      await itemsOf(bank, overlayOf(bank.newWorld.id, 0)),
    )
  })
})

describe('the deletion of a world', () => {
  test('removes its snapshots', async () => {
    const bank = await openBank()
    await bank.pay('acc_0_current', externalPayee, '1.00')
    const { body } = await control(bank, 'POST', '/snapshots', { body: {} })
    const partition = snapshotPartition(bank.newWorld.id, body.id)
    expect(await itemsOf(bank, partition)).not.toEqual([])
    await control(bank, 'DELETE', '')
    await purgeDeletedWorlds(bank.sandbox.sandbox, bank.sandbox.changes)
    expect(await itemsOf(bank, partition)).toEqual([])
    expect(rejectionOf(await control(bank, 'GET', '/snapshots'))).toBe('401 token-invalid')
  })

  test('removes a snapshot that is being made, which then fails', async () => {
    const bank = await openBank()
    await bank.pay('acc_0_current', externalPayee, '1.00')
    const world = await bank.world()
    let commits = 0
    const slow = withCommits(bank.sandbox.store, async (commit) => {
      if (++commits === 2) {
        await control(bank, 'DELETE', '')
        await purgeDeletedWorlds(bank.sandbox.sandbox, bank.sandbox.changes)
      }
      await commit()
    })
    const made = createSnapshot({ ...world, sandbox: { ...world.sandbox, store: slow } }, grant, {}, '')
    await expect(made).rejects.toMatchObject({ code: 'conflict' })
    passed(bank, lateWriteWindowMs)
    await sweepWorlds(bank.sandbox.sandbox)
    const partitions = new Set(bank.sandbox.changes.map(({ key }) => key.partition))
    for (const partition of partitions)
      if (partition.includes(world.id)) expect(await itemsOf(bank, partition), partition).toEqual([])
    expect(await bank.sandbox.store.list('purging', { limit: 10 })).toEqual([])
  })
})
