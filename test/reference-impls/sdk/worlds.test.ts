import { beforeAll, expect, test } from 'vitest'
import { ApiError, type Fetch, openBanking, sandbank } from '#sdk/index.ts'
import { baseUrl, now, openBank, openSandbox } from '#test/support/reference-impls/sandbox.ts'

let fetch: Fetch
beforeAll(async () => {
  fetch = await openSandbox()
})

test('a world is created, read and deleted, and its keys stop working', async () => {
  const { world, bank } = await openBank(fetch, { size: 30 })
  expect(await world.read()).toEqual({
    id: world.id,
    seed: 7,
    size: 30,
    start: now,
    now,
    rate: 0,
    openBanking: world.openBanking,
  })
  await world.delete()
  await expect(world.read()).rejects.toMatchObject({ status: 401, code: 'token-invalid' })
  await expect(bank.accounts().toArray()).rejects.toBeInstanceOf(ApiError)
})

test('a world has a name, labels and an end, which are changed', async () => {
  const { world } = await openBank(fetch, { name: 'Demo', labels: { team: 'blue', pr: '1' }, expiresInHours: 2 })
  const before = await world.read()
  expect(before).toMatchObject({ name: 'Demo', labels: { team: 'blue', pr: '1' } })
  const after = await world.update({ name: null, labels: { pr: null }, expiresInHours: 4 })
  expect(after).not.toHaveProperty('name')
  expect(after.labels).toEqual({ team: 'blue' })
  expect(Date.parse(after.expiresAt!) - Date.parse(before.expiresAt!)).toBeGreaterThanOrEqual(2 * 3_600_000)
})

test('a world is deleted at the end of the block that uses it', async () => {
  const sandbox = sandbank({ baseUrl, fetch })
  const keys = { id: '', controlKey: '' }
  {
    await using world = await sandbox.createWorld({ now: new Date(now) })
    Object.assign(keys, { id: world.id, controlKey: world.controlKey })
    expect((await sandbox.world(keys).read()).now).toBe(now)
  }
  await expect(sandbox.world(keys).read()).rejects.toMatchObject({ code: 'token-invalid' })
})

test('the same seed gives the same bank', async () => {
  const [one, other] = await Promise.all([openBank(fetch), openBank(fetch)])
  const from = '2026-10-01'
  expect(await one.bank.transactions({ from }).toArray()).toEqual(await other.bank.transactions({ from }).toArray())
})

test('advancing the clock makes new transactions appear, before the old ones', async () => {
  const { world, bank } = await openBank(fetch)
  const before = await bank.transactions().toArray()
  expect(await world.clock.advance({ days: 7 })).toMatchObject({ now: '2026-12-01T09:30:00.000Z', rate: 0 })
  const after = await bank.transactions().toArray()
  const fresh = after.slice(0, after.length - before.length)
  expect(fresh.length).toBeGreaterThan(0)
  expect(fresh.every(({ BookingDateTime }) => BookingDateTime > now)).toBe(true)
  expect(after.slice(fresh.length)).toEqual(before)
})

test('an advance with a given start moves the clock once, however often it is sent', async () => {
  const { world } = await openBank(fetch)
  for (const from of [now, new Date(now), now])
    expect((await world.clock.advance({ from, days: 7 })).now).toBe('2026-12-01T09:30:00.000Z')
})

test('a clock moves to an instant, runs, pauses, and does not go back', async () => {
  const { world } = await openBank(fetch)
  expect((await world.clock.advance({ to: new Date('2026-12-25T09:00:00Z') })).now).toBe('2026-12-25T09:00:00.000Z')
  expect((await world.clock.setRate(60)).rate).toBe(60)
  expect((await world.clock.pause()).rate).toBe(0)
  expect((await world.clock.read()).start).toBe(now)
  await expect(world.clock.advance({ to: now })).rejects.toMatchObject({ status: 400, code: 'date-invalid' })
})

test('customers of every persona can be found', async () => {
  const { world } = await openBank(fetch, { size: 200 })
  const everybody = await world.customers().toArray()
  expect(everybody).toHaveLength(200)
  for (const { id } of await sandbank({ baseUrl, fetch }).personas()) {
    const some = await world.customers({ persona: id }).toArray()
    expect(some).toEqual(everybody.filter(({ persona }) => persona === id))
    expect(some.length).toBeGreaterThan(0)
  }
})

test('customers of a persona are listed over all pages', async () => {
  const { world } = await openBank(fetch)
  const workers = await world.customers({ persona: 'gig-worker' }).toArray()
  expect(workers.length).toBeGreaterThan(25)
  expect(new Set(workers.map(({ id }) => id)).size).toBe(workers.length)
  expect(workers.every(({ persona }) => persona === 'gig-worker')).toBe(true)
  expect(await world.findCustomer(workers[0]!.id)).toEqual(workers[0])
})

test('customers are searched by a part of their name, over all pages', async () => {
  const { world } = await openBank(fetch)
  const [grace] = await world.customers({ name: 'WHITFIELD' }).toArray()
  expect(grace).toMatchObject({ id: 'cus_0', name: 'Grace Whitfield' })
  const some = await world.customers({ name: 'an' }).toArray()
  expect(some.length).toBeGreaterThan(25)
  const everyone = await world.customers().toArray()
  expect(some).toEqual(everyone.filter(({ name }) => name.toLowerCase().includes('an')))
  const workers = await world.customers({ persona: 'gig-worker', name: 'an' }).toArray()
  expect(workers).toEqual(some.filter(({ persona }) => persona === 'gig-worker'))
  expect(await world.customers({ name: 'no such name' }).toArray()).toEqual([])
})

test('a token reads the accounts of its customer until it is revoked', async () => {
  const { world } = await openBank(fetch)
  const { id, developerToken } = await world.createToken('cus_2')
  const bank = openBanking({ baseUrl: world.openBanking, token: developerToken, fetch })
  const accounts = await bank.accounts().toArray()
  expect(accounts.map(({ AccountId }) => AccountId)).toEqual((await world.findCustomer('cus_2')).accounts)

  await world.deleteToken(id)
  expect((await world.tokens()).map(({ customer }) => customer)).toEqual(['cus_0'])
  await expect(bank.accounts().toArray()).rejects.toMatchObject({ status: 401 })
})

test('personas can be read without a key', async () => {
  const personas = await sandbank({ baseUrl, fetch }).personas()
  expect(personas.map(({ id }) => id)).toContain('gig-worker')
})
