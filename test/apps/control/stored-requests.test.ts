import { beforeEach, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { aisp, type Json, rejectionOf, type TestSandbox, testSandbox } from '#test/support/sandbox.ts'

/*
 * A sandbox without a log in memory, as in the cloud: a world says which of its requests are
 * stored.
 */
let sandbox: TestSandbox
let world: NewWorld
const waited: number[] = []

beforeEach(async () => {
  waited.length = 0
  sandbox = await testSandbox({ wait: async (ms) => void waited.push(ms), requestLog: undefined as never })
  world = await sandbox.createWorld()
})

const control = (method: string, path = '', body?: unknown) =>
  sandbox.send(method, `/control/worlds/${world.id}${path}`, body, world.controlKey)
const store = (requestLog: object | null) => control('PATCH', '', { requestLog })
const read = (path = '/accounts', token = world.developerToken) => sandbox.send('GET', aisp + path, undefined, token)
const list = async (query = ''): Promise<Json> => (await control('GET', `/requests${query}`)).body

describe('a world that stores its requests', () => {
  test('lists them newest first, and shows each whole, without secrets', async () => {
    const changed = await store({ sample: 1, days: 7 })
    expect([changed.status, changed.body.requestLog]).toEqual([200, { sample: 1, days: 7 }])
    await read()
    sandbox.setReal('2026-11-24T09:30:01.000Z')
    await read('/accounts/acc_none')
    const { requests } = await list()
    expect(requests.map(({ operation, status, problem }: Json) => [operation, status, problem])).toEqual([
      ['GetAccountsAccountId', 400, 'account-not-found'],
      ['GetAccounts', 200, undefined],
    ])
    const whole = (await control('GET', `/requests/${requests[1].id}`)).body
    expect(JSON.parse(whole.answer.body).Data.Account[0].AccountId).toBe('acc_0_current')
    expect(whole.request.headers).toContainEqual({ name: 'authorization', value: 'Bearer ***' })
    const stored = await sandbox.store.list(`world/${world.id}/0`, { prefix: 'logged/', limit: 10 })
    expect(JSON.stringify(stored)).not.toContain(world.developerToken)
    expect(JSON.stringify(stored)).not.toContain(world.controlKey)
  })

  test('can be filtered, paged and shared as curl', async () => {
    await store({ sample: 1, days: 7 })
    await read('/balances')
    await read('/accounts/acc_none')
    expect((await list('?status=4xx')).requests).toHaveLength(1)
    expect((await list('?operation=GetBalances')).requests).toHaveLength(1)
    const { requests } = await list('?operation=GetBalances')
    const curl = await sandbox.request(`/control/worlds/${world.id}/requests/${requests[0].id}?as=curl`, {
      token: world.controlKey,
    })
    expect(await curl.text()).toContain("curl -i -X GET 'http://sandbank.test/open-banking/v4.0/aisp/balances'")
  })

  test('waits for the next one by long poll', async () => {
    await store({ sample: 1, days: 7 })
    const { last } = await list()
    expect(await list(`?after=${last}&waitS=3`)).toEqual({ requests: [], last })
    expect(waited).toEqual(Array(6).fill(500))
    sandbox.setReal('2026-11-24T09:30:01.000Z')
    await read()
    expect((await list(`?after=${last}&waitS=3`)).requests).toHaveLength(1)
  })

  test('forgets them after some days, with a reset, and in a snapshot', async () => {
    await store({ sample: 1, days: 1 })
    await read()
    const snapshot = await control('POST', '/snapshots', {})
    expect(snapshot.body.items).toBe(0)
    sandbox.setReal('2026-11-25T09:30:01.000Z')
    expect((await list()).requests).toHaveLength(0)
    await read()
    expect((await list()).requests).toHaveLength(1)
    await control('POST', '/reset')
    // The reset itself is the first request of the new epoch.
    expect((await list()).requests.map(({ operation }: Json) => operation)).not.toContain('GetAccounts')
  })

  test('stores the share that it names, and none after null', async () => {
    await store({ sample: 0.3, days: 7 })
    for (let n = 0; n < 100; n++) await read()
    const some = (await sandbox.store.list(`world/${world.id}/0`, { prefix: 'logged/', limit: 200 })).length
    expect(some).toBeGreaterThan(10)
    expect(some).toBeLessThan(60)
    expect((await store(null)).body.requestLog).toBeUndefined()
    expect(rejectionOf(await control('GET', '/requests'))).toBe('404 request-not-found')
  })

  test('answers although the log cannot be written', async () => {
    await store({ sample: 1, days: 7 })
    const { commit } = sandbox.store
    const failing = sandbox.store as { commit: typeof commit }
    failing.commit = () => Promise.reject(new Error('the store is full'))
    expect((await read()).status).toBe(200)
    failing.commit = commit
    expect(sandbox.logged).toContainEqual(expect.objectContaining({ message: 'the request could not be logged' }))
  })
})

test.each([
  [{ sample: 1.5, days: 7 }, 'requestLog.sample'],
  [{ sample: 0.5 }, 'requestLog.days'],
  [{ sample: 0.5, days: 31 }, 'requestLog.days'],
])('a log of %j is rejected', async (requestLog, path) => {
  const { status, body } = await store(requestLog)
  expect([status, body.errors[0].path]).toEqual([400, path])
})
