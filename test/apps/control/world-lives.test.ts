import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { wakeUps, worldCounts, worldDirectory, worlds } from '#store/records.ts'
import { clientToken, join, openBank, passSeconds, stopClock } from '#test/support/partners.ts'
import { aisp, type Json, rejectionOf, type TestSandbox, testNow, testSandbox } from '#test/support/sandbox.ts'
import { purgeAllDeletedWorlds, purgeDeletedWorlds } from '#worker/purge.ts'
import { sweepWorlds } from '#worker/wake.ts'

const start = Date.parse(testNow)
const hour = 3_600_000
let sandbox: TestSandbox
beforeEach(async () => {
  sandbox = await testSandbox()
})

const pathOf = ({ id }: { id: string }) => `/control/worlds/${id}`
const change = (world: NewWorld, body: object) => sandbox.send('PATCH', pathOf(world), body, world.controlKey)
const read = (world: NewWorld) => sandbox.send('GET', pathOf(world), undefined, world.controlKey)
const accounts = (world: NewWorld) => sandbox.send('GET', `${aisp}/accounts`, undefined, world.developerToken)
const list = async (query = ''): Promise<Json[]> => (await sandbox.send('GET', `/control/worlds${query}`)).body.worlds
const pass = (milliseconds: number) => sandbox.setReal(new Date(start + milliseconds).toISOString())

describe('a name and labels', () => {
  const named = { name: 'Demo day', labels: { team: 'blue', pr: '123' } }

  test('are set at creation, and shown by the world and the list', async () => {
    const world = await sandbox.createWorld(named)
    expect(world).toMatchObject(named)
    expect((await read(world)).body).toMatchObject(named)
    expect(await list()).toEqual([{ id: world.id, createdAt: testNow, ...named }])
  })

  test('are changed one by one; what is not sent stays', async () => {
    const world = await sandbox.createWorld(named)
    const { status, body } = await change(world, { labels: { team: 'red', stage: 'ci' } })
    expect([status, body.name, body.labels]).toEqual([200, 'Demo day', { team: 'red', pr: '123', stage: 'ci' }])
    expect((await change(world, { name: null, labels: { pr: null } })).body).not.toHaveProperty('name')
    expect(await list()).toEqual([{ id: world.id, createdAt: testNow, labels: { team: 'red', stage: 'ci' } }])
    expect((await change(world, { labels: { team: null, stage: null } })).body).not.toHaveProperty('labels')
  })

  test('do not change the world otherwise', async () => {
    const world = await sandbox.createWorld({ rate: 1 })
    const before = await read(world)
    await change(world, named)
    expect((await read(world)).body).toEqual({ ...before.body, ...named })
  })

  test('of two changes at once are both kept', async () => {
    const world = await sandbox.createWorld()
    await Promise.all([change(world, { labels: { a: '1' } }), change(world, { labels: { b: '2' } })])
    expect((await read(world)).body.labels).toEqual({ a: '1', b: '2' })
  })

  test.each<[object, string, string]>([
    [{ labels: { 'te am': 'x' } }, 'labels.te am', 'dots, dashes and underscores, such as team (got "te am")'],
    [{ labels: { team: '' } }, 'labels.team', 'must be 1 to 50 characters on one line without a comma'],
    [{ labels: { team: 'a,b' } }, 'labels.team', 'without a comma, such as blue (got "a,b")'],
    [{ labels: { team: 7 } }, 'labels.team', 'must be a string'],
    [{ labels: ['team'] }, 'labels', 'must be an object'],
    [{ labels: JSON.parse('{"__proto__": "x"}') }, 'labels.__proto__', ''],
    [{ name: '' }, 'name', 'must not be empty'],
    [{ name: 'a\nb' }, 'name', 'must be one line of text'],
    [{ name: 'a\u202eb' }, 'name', 'must not contain characters that change the text direction'],
    [{ labels: { team: '\u2067x' } }, 'labels.team', 'must not contain characters that change the text direction'],
    [{ name: 'x'.repeat(61) }, 'name', 'must have at most 60 characters'],
    [{ expiresInHours: 0 }, 'expiresInHours', 'must be 0.01 or more (got 0)'],
    [{ expiresInHours: 8785 }, 'expiresInHours', 'must be 8784 or less (got 8785)'],
    [{ expiresInHours: '2' }, 'expiresInHours', 'must be a number (got "2")'],
    [{ expiresAt: testNow }, 'expiresAt', 'is not a known field here'],
  ])('%j is rejected at creation and as a change', async (body, path, why) => {
    const world = await sandbox.createWorld()
    for (const { status, body: answer } of [
      await sandbox.send('POST', '/control/worlds', body),
      await change(world, body),
    ]) {
      expect([status, answer.errors[0].path]).toEqual([400, path])
      expect(answer.detail).toContain(why)
    }
  })

  test('are at most eight, those that stay included', async () => {
    const eight = Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`l${n}`, 'x']))
    const world = await sandbox.createWorld({ labels: eight })
    const { status, body } = await change(world, { labels: { one: 'more' } })
    expect([status, body.detail]).toEqual([
      400,
      'labels: must have at most 8 labels, and would have 9; send null for a label to remove it',
    ])
    expect((await change(world, { labels: { l0: null, one: 'more' } })).status).toBe(200)
    const { body: nine } = await sandbox.send('POST', '/control/worlds', { labels: { ...eight, more: 'x' } })
    expect(nine.detail).toContain('labels: must have at most 8 labels')
  })
})

describe('the list of worlds with some labels', () => {
  test('has those that have all of them', async () => {
    const blue = await sandbox.createWorld({ labels: { team: 'blue', pr: '1' } })
    const other = await sandbox.createWorld({ labels: { team: 'blue', pr: '2', note: 'a: b' } })
    await sandbox.createWorld({ labels: { team: 'red', pr: '1' } })
    await sandbox.createWorld()
    const ids = async (label: string) => (await list(`?label=${encodeURIComponent(label)}`)).map(({ id }) => id).sort()
    expect(await ids('team:blue')).toEqual([blue.id, other.id].sort())
    expect(await ids('team:blue,pr:1')).toEqual([blue.id])
    expect(await ids('note:a: b')).toEqual([other.id])
    expect(await ids('team:green')).toEqual([])
    expect(await ids('Team:blue')).toEqual([])
  })

  test.each(['team', ':blue', 'team:', 'team:blue,', ''])('rejects the filter %j with its form', async (label) => {
    const { status, body } = await sandbox.send('GET', `/control/worlds?label=${label}`)
    expect([status, body.errors[0].path]).toEqual([400, 'query label'])
    expect(body.detail).toContain('must be labels such as team:blue or team:blue,pr:123')
  })

  test('comes in pages that hold every such world once, however many others there are', async () => {
    const put = Array.from({ length: 1_450 }, (_, n) => ({
      put: worldDirectory.key(`wld_${String(n).padStart(4, '0')}`),
      expect: 'absent' as const,
      value: { id: `wld_${String(n).padStart(4, '0')}`, createdAt: testNow, labels: { even: String(n % 9 === 0) } },
    }))
    for (let n = 0; n < put.length; n += 100) await sandbox.store.commit(put.slice(n, n + 100))
    const seen: string[] = []
    let page: string | undefined
    let pages = 0
    do {
      const { body } = await sandbox.send('GET', `/control/worlds?label=even:true${page ? `&page=${page}` : ''}`)
      seen.push(...body.worlds.map(({ id }: Json) => id))
      page = body.next
      pages++
    } while (page !== undefined)
    expect(seen).toEqual(put.filter(({ value }) => value.labels.even === 'true').map(({ value }) => value.id))
    expect(pages).toBeLessThanOrEqual(3)
  })
})

describe('a world with an end', () => {
  test('says it, as an instant of real time, whatever its clock says', async () => {
    const world = await sandbox.createWorld({ expiresInHours: 48, now: '2020-01-01', rate: 0 })
    expect(world).toMatchObject({ expiresAt: '2026-11-26T09:30:00.000Z', now: '2020-01-01T00:00:00.000Z' })
    expect((await list())[0]).toMatchObject({ expiresAt: '2026-11-26T09:30:00.000Z' })
  })

  test('is extended from now by a change, and may lose its end', async () => {
    const world = await sandbox.createWorld({ expiresInHours: 2 })
    pass(hour)
    expect((await change(world, { expiresInHours: 2 })).body.expiresAt).toBe('2026-11-24T12:30:00.000Z')
    pass(2.5 * hour)
    expect((await accounts(world)).status).toBe(200)
    expect((await change(world, { expiresInHours: null })).body).not.toHaveProperty('expiresAt')
    pass(9_000 * hour)
    await sweepWorlds(sandbox.sandbox)
    expect((await accounts(world)).status).toBe(200)
  })

  test('is gone for every request at that instant, before any sweep, and its tokens say so', async () => {
    const world = await sandbox.createWorld({ expiresInHours: 1 })
    pass(hour - 1)
    expect((await accounts(world)).status).toBe(200)
    pass(hour)
    const why = `${world.id} expired at 2026-11-24T10:30:00.000Z and is deleted`
    for (const answer of [
      await accounts(world),
      await read(world),
      await change(world, { expiresInHours: 5 }),
      await sandbox.send('DELETE', pathOf(world), undefined, world.controlKey),
    ]) {
      expect(rejectionOf(answer)).toBe('401 world-expired')
      expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"')
      expect(answer.body.detail ?? answer.body.Errors[0].Message).toContain(why)
    }
    const metadata = await sandbox.send('GET', `/authorization/${world.id}/.well-known/openid-configuration`)
    expect([rejectionOf(metadata), metadata.body.detail]).toEqual(['404 path-unknown', expect.stringContaining(why)])
    const token = await sandbox.request(`/authorization/${world.id}/token`, { method: 'POST' })
    expect([token.status, await token.text()]).toEqual([404, expect.stringContaining(why)])
    const page = await sandbox.request(`/authorization/${world.id}/customer`, { headers: { accept: 'text/html' } })
    expect(page.status).toBe(404)
    expect(await list()).toEqual([])
  })

  test("is gone for a partner's token too", async () => {
    stopClock()
    const bank = await openBank()
    const { access_token: token } = await clientToken(await join(bank, { profile: 'obuk-fapi1-advanced' }))
    const { id, controlKey } = bank.world
    await bank.send('PATCH', `/control/worlds/${id}`, { expiresInHours: 0.01 }, controlKey)
    const ask = async () =>
      rejectionOf(await bank.send('GET', `${aisp}/account-access-consents/aac_0`, undefined, token))
    expect(await ask()).toBe('400 consent-not-found')
    passSeconds(36)
    expect(await ask()).toBe('401 world-expired')
    await sweepWorlds(bank.sandbox)
    expect(await ask()).toBe('401 world-expired')
  })

  test('is deleted by the sweep as DELETE does, and gives its place back', async () => {
    sandbox = await testSandbox({ mostWorlds: 1 })
    const world = await sandbox.createWorld({ expiresInHours: 1 })
    pass(hour - 1)
    await sweepWorlds(sandbox.sandbox)
    expect((await accounts(world)).status).toBe(200)
    pass(hour)
    await sweepWorlds(sandbox.sandbox)
    expect(await sandbox.store.get([worlds.key(world.id)])).toEqual([undefined])
    expect(rejectionOf(await accounts(world))).toBe('401 world-expired')
    expect((await sandbox.store.get([worldCounts.key()]))[0]?.value).toEqual({ count: 0 })
    await sandbox.createWorld()
    await purgeDeletedWorlds(sandbox.sandbox, sandbox.changes)
    pass(hour + 20 * 60_000)
    await sweepWorlds(sandbox.sandbox)
    expect(await sandbox.store.get([worldDirectory.key(world.id)])).toEqual([undefined])
    expect(await sandbox.store.list(wakeUps.key(0, '').partition, { limit: 10 })).toEqual([])
  })

  test('that is extended while the sweep looks at it stays', async () => {
    const world = await sandbox.createWorld({ expiresInHours: 1 })
    pass(hour / 2)
    await change(world, { expiresInHours: 1 })
    pass(hour)
    await sweepWorlds(sandbox.sandbox)
    expect((await accounts(world)).status).toBe(200)
    pass(1.5 * hour)
    await sweepWorlds(sandbox.sandbox)
    expect(rejectionOf(await accounts(world))).toBe('401 world-expired')
  })

  test('that expired while the local host was stopped is removed at its start, and its name is free', async () => {
    const world = await sandbox.createWorld({ expiresInHours: 1 })
    pass(2 * hour)
    await purgeAllDeletedWorlds(sandbox.sandbox)
    expect(await sandbox.store.get([worlds.key(world.id), worldDirectory.key(world.id)])).toEqual([
      undefined,
      undefined,
    ])
    expect(await sandbox.store.list(`world/${world.id}`, { limit: 10 })).toEqual([])
  })

  test('a deleted world says when it was deleted, as long as the directory knows it', async () => {
    const world = await sandbox.createWorld()
    await sandbox.send('DELETE', pathOf(world), undefined, world.controlKey)
    const answer = await accounts(world)
    expect(rejectionOf(answer)).toBe('401 token-invalid')
    expect(answer.body.Errors[0].Message).toBe(`${world.id} was deleted at ${testNow}; create another world`)
  })
})

test('a request costs the same with a name, labels and an end as without', async () => {
  const costs = []
  for (const asked of [{}, { name: 'Demo', labels: { team: 'blue' }, expiresInHours: 5 }]) {
    const world = await sandbox.createWorld(asked)
    const before = { ...sandbox.store.units }
    await accounts(world)
    costs.push([sandbox.store.units.read - before.read, sandbox.store.units.write - before.write])
  }
  expect(costs[1]).toEqual(costs[0])
})

test('the wake-up of a world is never later than its end or its next due item, after any changes', async () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({ expiresInHours: fc.oneof(fc.double({ min: 0.5, max: 40, noNaN: true }), fc.constant(null)) }),
      fc.record({ rate: fc.constantFrom(0, 1, 60) }),
    ),
    { maxLength: 6 },
  )
  await fc.assert(
    fc.asyncProperty(steps, async (changes) => {
      const world = await sandbox.createWorld({ expiresInHours: 100 })
      for (const body of changes) {
        if ('rate' in body) await sandbox.send('PUT', `${pathOf(world)}/clock`, body, world.controlKey)
        else await change(world, body)
      }
      const [item] = await sandbox.store.get([worlds.key(world.id)])
      const { expiresAt, wakesAt } = worlds.read(item!)
      expect(wakesAt).toBe(expiresAt)
      const wakes = await sandbox.store.list(wakeUps.key(0, '').partition, { limit: 1000 })
      const own = wakes.filter(({ key }) => key.path.endsWith(`/${world.id}`)).map(({ key }) => key)
      expect(own).toEqual(wakesAt === undefined ? [] : [wakeUps.key(wakesAt, world.id)])
    }),
    { numRuns: 20 },
  )
})
