import { afterAll, describe, expect, test } from 'vitest'
import { copyLifeMs } from '#actions/snapshots/copies.ts'
import { forkWorld } from '#actions/snapshots/fork.ts'
import { createSnapshot } from '#actions/snapshots/snapshots.ts'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { overlayOf } from '#store/records.ts'
import { sqliteStore } from '#store/sqlite.ts'
import type { Store } from '#store/store.ts'
import { findWorld } from '#store/world.ts'
import { engineAbsent, startEngine } from '#test/support/dynamodb-engine.ts'
import { externalPayee, openPaymentBank, type PaymentBank, paymentBankOf } from '#test/support/payment-bank.ts'
import { aisp, type Json, rejectionOf, testNow } from '#test/support/sandbox.ts'
import { Crash, crashing, withCommits } from '#test/support/stores.ts'
import {
  control,
  controlGrant as grant,
  itemsOf,
  lunch,
  openSyntheticBank as openBank,
  passed,
  tomorrow,
} from '#test/support/world-copies.ts'
import { sweepWorlds } from '#worker/wake.ts'

const engine = await startEngine()
afterAll(() => engine?.stop())

const fork = (bank: PaymentBank, body: object = {}, headers: Record<string, string> = {}) =>
  control(bank, 'POST', '/fork', { body, headers })
const forkOf = async (bank: PaymentBank, body: object = {}): Promise<PaymentBank> => {
  const answer = await fork(bank, body)
  if (answer.status !== 201) throw new Error(`the fork was refused: ${JSON.stringify(answer.body)}`)
  return paymentBankOf(bank.sandbox, answer.body)
}
const diff = async (before: PaymentBank, after: PaymentBank): Promise<Json> =>
  (
    await control(after, 'GET', `/diff?with=${before.newWorld.id}`, {
      headers: { 'x-other-control-key': before.newWorld.controlKey },
    })
  ).body
const overlay = async (bank: PaymentBank) => {
  const { id, record } = await bank.world()
  return itemsOf(bank, overlayOf(id, record.epoch))
}

describe.each<[string, (() => Promise<Store>) | undefined]>([
  ['SQLite', async () => sqliteStore({ now: () => Date.parse(testNow) })],
  ['DynamoDB', engine && (() => engine.openStore(() => Date.parse(testNow)))],
])('on %s', (_, open) => {
  if (!open) return test.skip(engineAbsent)

  test('a fork has the bank, the ids and the balances of its world, and each goes its own way', async () => {
    const bank = await openPaymentBank(
      { ada: '100.00' },
      { store: await open(), world: { robot: 'approve', theme: { name: 'Blue' } } },
    )
    await bank.pay('ada', externalPayee, '12.00')
    await bank.place('ada', 'domestic-scheduled-payment', tomorrow)
    const twin = await forkOf(bank, { name: 'an attempt', labels: { pr: '7' } })
    expect(twin.newWorld).toEqual({
      ...(await control(bank, 'GET', '')).body,
      id: expect.stringMatching(/^wld_[a-z0-9]{10}$/),
      name: 'an attempt',
      labels: { pr: '7' },
      controlKey: expect.stringMatching(/^ctl_/),
      developerToken: expect.stringMatching(/^dev_/),
      customer: 'cus_0',
    })
    expect(await overlay(twin)).toEqual(await overlay(bank))
    expect(await diff(bank, twin)).toMatchObject({ changes: [], balances: [] })

    await twin.advance({ days: 2 })
    await bank.pay('ada', externalPayee, '5.00')
    expect([await bank.balance('ada'), await twin.balance('ada')]).toEqual(['83.00', '75.66'])
    expect([(await bank.proof()).holds, (await twin.proof()).holds]).toEqual([true, true])
    const { changes, balances } = await diff(bank, twin)
    const said = changes.map(({ kind, change }: Json) => `${change} ${kind}`)
    expect(new Set(said)).toEqual(
      new Set(['gone consent', 'gone order', 'changed order', 'gone due-item', 'changed leg']),
    )
    expect(balances.find(({ account }: Json) => account === 'acc_x_ada_current')).toMatchObject({
      before: '-17.00',
      after: '-24.34',
    })
    expect(await bank.sandbox.store.list('purging', { limit: 10 })).toEqual([])
  })

  test.each(['before', 'after'] as const)(
    'a fork that is interrupted %s any commit is not there or whole; a retry ends it',
    async (when) => {
      for (let n = 1; ; n++) {
        const bank = await openBank({ store: await open() })
        for (let m = 0; m < 30; m++) await bank.place('acc_0_current', 'domestic-payment', lunch)
        const world = await bank.world()
        const run = (store: Store) =>
          forkWorld({ ...world, sandbox: { ...world.sandbox, store } }, grant, {
            request: {},
            idempotencyKey: 'key',
            secret: 's3cret',
          })
        const hasCrashed = await run(crashing(bank.sandbox.store, n, when)).then(
          () => false,
          (error) => error instanceof Crash,
        )
        if (!hasCrashed) break
        const listed = async () => (await bank.sandbox.send('GET', '/control/worlds')).body.worlds.length
        const before = await listed()
        const made = await run(bank.sandbox.store)
        const twin = paymentBankOf(bank.sandbox, made)
        expect([before, await listed()], `commit ${n}`).toEqual([expect.any(Number), 2])
        expect(await overlay(twin), `commit ${n}`).toEqual(await overlay(bank))
        expect((await twin.proof()).holds).toBe(true)
        expect((await control(twin, 'GET', '')).status).toBe(200)
        passed(bank, copyLifeMs)
        await sweepWorlds(bank.sandbox.sandbox)
        expect(await overlay(twin), `commit ${n}`).toEqual(await overlay(bank))
        expect(await bank.sandbox.store.list('purging', { limit: 10 })).toEqual([])
        expect(n).toBeLessThan(10)
      }
    },
  )
})

describe('a fork', () => {
  test('of a snapshot begins at the instant of the snapshot', async () => {
    const bank = await openBank()
    await bank.pay('acc_0_current', externalPayee, '1.00')
    const then = { items: await overlay(bank), balance: await bank.balance('acc_0_current') }
    const { id } = await createSnapshot(await bank.world(), grant, {}, '')
    await bank.pay('acc_0_current', externalPayee, '2.00')
    await bank.advance({ days: 3 })
    const twin = await forkOf(bank, { snapshot: id })
    expect(twin.newWorld.now).toBe(testNow)
    expect({ items: await overlay(twin), balance: await twin.balance('acc_0_current') }).toEqual(then)
  })

  test('of a fork is a fork', async () => {
    const bank = await openBank()
    await bank.pay('acc_0_current', externalPayee, '1.00')
    const grandchild = await forkOf(await forkOf(bank))
    expect(await overlay(grandchild)).toEqual(await overlay(bank))
  })

  test('of a world after a reset is in its first epoch', async () => {
    const bank = await openBank()
    await control(bank, 'POST', '/reset')
    await bank.pay('acc_0_current', externalPayee, '1.00')
    const twin = await forkOf(bank)
    expect((await twin.world()).record).toMatchObject({ epoch: 0, moved: true })
    expect(await overlay(twin)).toEqual(await overlay(bank))
  })

  test('executes what was due in its world, without a request to it', async () => {
    const bank = await openBank({}, { rate: 1 })
    await bank.place('acc_0_current', 'domestic-scheduled-payment', tomorrow)
    const twin = await forkOf(bank)
    passed(bank, 3 * 86_400_000)
    await sweepWorlds(bank.sandbox.sandbox)
    expect((await overlay(twin)).filter(([path]) => path.includes('/leg/'))).toHaveLength(2)
  })

  test('has keys of its own: those of one world open nothing in the other', async () => {
    const bank = await openBank()
    const twin = await forkOf(bank)
    const [one, other] = [bank.newWorld, twin.newWorld]
    expect(rejectionOf(await control(twin, 'GET', '', { token: one.controlKey }))).toBe('403 world-foreign')
    expect(rejectionOf(await control(bank, 'GET', '', { token: other.controlKey }))).toBe('403 world-foreign')
    const secretOf = (token: string) => token.slice(token.lastIndexOf('_') + 1)
    const swapped: [NewWorld, string][] = [
      [one, secretOf(other.developerToken)],
      [other, secretOf(one.developerToken)],
    ]
    for (const [world, secret] of swapped) {
      const token = world.developerToken.replace(/[^_]*$/, secret)
      expect(rejectionOf(await bank.sandbox.send('GET', `${aisp}/accounts`, undefined, token))).toBe(
        '401 token-invalid',
      )
    }
  })

  test('is one for each idempotency key, with the same keys, none of which is stored', async () => {
    const bank = await openBank()
    const headers = { 'x-idempotency-key': 'pull request 7' }
    const [one, two] = await Promise.all([fork(bank, {}, headers), fork(bank, {}, headers)])
    const three = await fork(bank, {}, headers)
    expect([one.status, two.status, three.status]).toEqual([201, 201, 201])
    expect([two.body, three.body]).toEqual([one.body, one.body])
    expect((await control(paymentBankOf(bank.sandbox, one.body), 'GET', '')).status).toBe(200)
    expect((await bank.sandbox.send('GET', `${aisp}/accounts`, undefined, one.body.developerToken)).status).toBe(200)
    const other = await fork(bank, {}, { 'x-idempotency-key': 'pull request 8' })
    const secrets = [one, other]
      .flatMap(({ body }) => [body.controlKey, body.developerToken])
      .map((token) => token.replace(/.*_/, ''))
    expect(new Set(secrets).size).toBe(4)
    const stored = JSON.stringify(bank.sandbox.changes.map(({ value }) => value))
    for (const secret of secrets) expect(stored).not.toContain(secret)
    expect(rejectionOf(await fork(bank, { name: 'x' }, headers))).toBe('400 idempotency-mismatch')
  })

  test('that was deleted since is not made again under its key', async () => {
    const bank = await openBank()
    const headers = { 'x-idempotency-key': 'k' }
    const { body } = await fork(bank, {}, headers)
    await control(paymentBankOf(bank.sandbox, body), 'DELETE', '')
    const answer = await fork(bank, {}, headers)
    expect(rejectionOf(answer)).toBe('409 conflict')
    expect(answer.body.detail).toBe(
      `the fork ${body.id} was deleted since; send a new x-idempotency-key for another fork`,
    )
  })

  test('takes none of the sessions, codes, wrong passcodes and requests in progress of its world', async () => {
    const bank = await openBank()
    const partition = overlayOf(bank.newWorld.id, 0)
    const secret = [
      'oidc/RefreshToken/a',
      'oidc-of/grant/a/b/c',
      'session/a',
      'authorising/a',
      'elsewhere/a/b',
      'signing-off/a/b',
      'attempts/a',
      'unknown/a',
    ]
    await bank.sandbox.store.commit(secret.map((path) => ({ put: { partition, path }, expect: 'absent', value: {} })))
    await bank.pay('acc_0_current', externalPayee, '1.00')
    const paths = (await overlay(await forkOf(bank))).map(([path]) => path)
    expect(paths.length).toBeGreaterThan(3)
    expect(paths.filter((path) => secret.includes(path))).toEqual([])
  })

  test('is rejected beyond the limit of worlds, before anything is copied', async () => {
    const bank = await openBank({ mostWorlds: 1 })
    const before = bank.sandbox.changes.length
    expect(rejectionOf(await fork(bank))).toBe('409 limit-reached')
    expect(bank.sandbox.changes.length).toBe(before)
  })

  test('of an unknown snapshot, of a snapshot of another world, and with an unknown field is rejected', async () => {
    const bank = await openBank()
    const other = paymentBankOf(bank.sandbox, await bank.sandbox.createWorld())
    const { id } = await createSnapshot(await other.world(), grant, {}, '')
    for (const snapshot of ['snp_0', id, 'nonsense']) {
      const answer = await fork(bank, { snapshot })
      expect(rejectionOf(answer)).toBe('404 snapshot-not-found')
      expect(answer.body.errors[0].path).toBe('snapshot')
    }
    expect(rejectionOf(await fork(bank, { snapsot: id }))).toBe('400 field-unexpected')
  })

  test('of a deleted, a missing and an expired world is rejected', async () => {
    const bank = await openBank({}, { expiresInHours: 1 })
    passed(bank, 3_600_000)
    expect(rejectionOf(await fork(bank))).toBe('401 world-expired')
    const other = paymentBankOf(bank.sandbox, await bank.sandbox.createWorld())
    await control(other, 'DELETE', '')
    expect(rejectionOf(await fork(other))).toBe('401 token-invalid')
    const missing = { ...other, newWorld: { ...other.newWorld, id: 'wld_none', controlKey: 'ctl_none_12345678' } }
    expect(rejectionOf(await fork(missing))).toBe('401 token-invalid')
  })

  test('of a world that is deleted or reset meanwhile is rejected, and nothing is left behind', async () => {
    for (const [method, path] of [
      ['DELETE', ''],
      ['POST', '/reset'],
    ] as const) {
      const bank = await openBank()
      await bank.pay('acc_0_current', externalPayee, '1.00')
      const world = await bank.world()
      let commits = 0
      const store = withCommits(bank.sandbox.store, async (commit) => {
        if (++commits === 2) await control(bank, method, path)
        await commit()
      })
      const options = { request: {}, idempotencyKey: '', secret: '' }
      const made = forkWorld({ ...world, sandbox: { ...world.sandbox, store } }, grant, options)
      await expect(made).rejects.toMatchObject({ code: 'conflict' })
      passed(bank, copyLifeMs)
      await sweepWorlds(bank.sandbox.sandbox)
      const partitions = new Set(
        bank.sandbox.changes
          .map(({ key }) => key.partition)
          .filter((one) => one.startsWith('world/') && !one.startsWith(`world/${world.id}`)),
      )
      expect(partitions.size).toBeGreaterThan(0)
      for (const partition of partitions) expect(await itemsOf(bank, partition), partition).toEqual([])
    }
  })

  test('is left to the sweep if its request never returns', async () => {
    const bank = await openBank()
    for (let m = 0; m < 40; m++) await bank.place('acc_0_current', 'domestic-payment', lunch)
    const world = await bank.world()
    const dying = { ...world, sandbox: { ...world.sandbox, store: crashing(bank.sandbox.store, 4, 'before') } }
    await expect(forkWorld(dying, grant, { request: {}, idempotencyKey: '', secret: '' })).rejects.toThrow(Crash)
    const partitions = [...new Set(bank.sandbox.changes.map(({ key }) => key.partition))]
    const ofFork = partitions.filter((one) => one.startsWith('world/') && !one.startsWith(`world/${world.id}`))
    expect(ofFork.length).toBeGreaterThan(0)
    for (const partition of ofFork)
      expect(await findWorld(bank.sandbox.sandbox, partition.split('/')[1] as string)).toBeUndefined()
    passed(bank, copyLifeMs)
    await sweepWorlds(bank.sandbox.sandbox)
    for (const partition of ofFork) expect(await itemsOf(bank, partition)).toEqual([])
  })
})
