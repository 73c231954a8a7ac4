import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, expect, test } from 'vitest'
import { type Fetch, openBanking, sandbank, type WorldEvent } from '#sdk/index.ts'
import { baseUrl, openBank } from '#test/support/reference-impls/sandbox.ts'
import { testSandbox } from '#test/support/sandbox.ts'

const payment = {
  to: { sortCode: '08-00-80', accountNumber: '21325698', name: 'Bob Clements' },
  amount: { minor: 1234n, currency: 'GBP' },
}

let fetch: Fetch
beforeAll(async () => {
  // A sandbox on a laptop records events, and sends them to http.
  fetch = (await testSandbox({ baseUrl, isLocal: true, wait: () => pause(1) })).request
})

test('a snapshot says what a payment changed, and takes the world back', async () => {
  const { world, bank } = await openBank(fetch)
  const before = await world.snapshot('before')
  const order = await bank.pay(payment)
  const changes = await world.diff(before.id).toArray()
  expect(changes).toContainEqual(expect.objectContaining({ kind: 'order', id: order.id, change: 'added' }))

  await world.restore(before.id)
  expect(await world.diff(before.id).toArray()).toEqual([])
  expect((await world.snapshots()).map(({ name }) => name)).toEqual(['before'])
  await world.deleteSnapshot(before.id)
  expect(await world.snapshots()).toEqual([])
})

test('a fork has the payments of its world and keys of its own', async () => {
  const { world, bank } = await openBank(fetch)
  await bank.pay(payment)
  const fork = await world.fork({ name: 'a fork' })
  expect(fork.id).not.toBe(world.id)
  expect(await fork.read()).toMatchObject({ name: 'a fork' })
  const forked = openBanking({ baseUrl: fork.openBanking, token: fork.developerToken, fetch })
  expect(await forked.balances().toArray()).toEqual(await bank.balances().toArray())
  await world.reset()
  expect(await forked.balances().toArray()).not.toEqual(await bank.balances().toArray())
})

test('an exported world is imported under another id', async () => {
  const { world, bank } = await openBank(fetch)
  await bank.pay(payment)
  const document = await world.export()
  const imported = await sandbank({ baseUrl, fetch }).importWorld(document)
  const other = openBanking({ baseUrl: imported.openBanking, token: imported.developerToken, fetch })
  expect(await other.balances().toArray()).toEqual(await bank.balances().toArray())
  expect(await imported.proof()).toMatchObject({ holds: true })
})

test('events are listed, followed and triggered', async () => {
  const { world, bank } = await openBank(fetch)
  const first = await bank.pay(payment)
  const listed = await world.events.list({ kind: 'payment.accepted' }).toArray()
  expect(listed.map(({ data }) => data.DomesticPaymentId)).toEqual([first.id])

  const following = world.events.follow({ kind: 'payment.accepted' })
  const next = following.next()
  const second = await bank.pay(payment)
  expect((await next).value).toMatchObject({ type: 'payment.accepted', data: { DomesticPaymentId: second.id } })
  await following.return()
  await world.clock.advance({ seconds: 2 })
  const { events } = await world.events.trigger({ event: 'payment.returned', object: second.id })
  expect(events.map((event: WorldEvent) => event.type)).toContain('payment.returned')
})

test('the wait for an order reads it when an event comes, and not before', async () => {
  const { world } = await openBank(fetch)
  const reads: string[] = []
  const bank = openBanking({
    baseUrl: world.openBanking,
    token: world.developerToken,
    fetch,
    observe: ({ method, url }) => void (method === 'GET' && reads.push(url)),
    // No pause ever ends, so an event alone can end the wait.
    retries: { sleep: () => new Promise(() => {}) },
  })
  const order = await bank.pay(payment)
  const { promise: isFollowing, resolve } = Promise.withResolvers<void>()
  const watched: Fetch = (url, init) => {
    if (url.includes('waitS=')) resolve()
    return fetch(url, init)
  }
  const { events } = sandbank({ baseUrl, fetch: watched }).world(world)
  const settled = order.waitUntilSettled({ events })
  await isFollowing
  await bank.pay(payment)
  expect(reads).toEqual([])
  await world.clock.advance({ seconds: 10 })
  expect(await settled).toMatchObject({ id: order.id, status: 'ACCC' })
  expect(reads.length).toBeLessThanOrEqual(4)
})

test('the wait for an order without recorded events reads it now and then', async () => {
  const { world } = await openBank(fetch)
  const waits: number[] = []
  const bank = openBanking({
    baseUrl: world.openBanking,
    token: world.developerToken,
    fetch,
    retries: { sleep: async (milliseconds) => void waits.push(milliseconds) },
  })
  const order = await bank.pay(payment)
  const quiet = { follow: () => (async function* () {})() }
  const waiting = order.waitUntilSettled({ events: quiet, timeoutSeconds: 60 })
  await expect(waiting).rejects.toMatchObject({ name: 'OrderTimeoutError', orderId: order.id })
  expect(Math.max(...waits)).toBe(10_000)
  expect(waits.reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(60_000)
})

test('the wait for an order ends with the reason of its signal', async () => {
  const { world, bank } = await openBank(fetch)
  const order = await bank.pay(payment)
  const stop = new AbortController()
  const waiting = order.waitUntilSettled({ events: world.events, signal: stop.signal })
  stop.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
})

test('the wait for an order fails with a key of another world', async () => {
  const { world, bank } = await openBank(fetch)
  const { world: other } = await openBank(fetch)
  const order = await bank.pay(payment)
  const { events } = sandbank({ baseUrl, fetch }).world({ id: world.id, controlKey: other.controlKey })
  await expect(order.waitUntilSettled({ events })).rejects.toMatchObject({ name: 'ForbiddenError' })
})

test('a follower stops when its signal aborts', async () => {
  const { world } = await openBank(fetch)
  const stopping = new AbortController()
  const next = world.events.follow({ signal: stopping.signal }).next()
  stopping.abort(new Error('enough'))
  await expect(next).rejects.toThrow('enough')
})

test('a fault is armed, listed and disarmed', async () => {
  const { world, bank } = await openBank(fetch)
  const fault = await world.faults.arm({ scenario: 'server-error', when: { operations: ['GetAccounts'] } })
  await expect(bank.accounts().toArray()).rejects.toMatchObject({ name: 'ServerError', status: 500 })
  expect((await world.faults.list()).map(({ id }) => id)).toEqual([fault.id])
  await world.faults.disarm(fault.id)
  expect(await bank.accounts().toArray()).not.toEqual([])
})

test('a webhook is created, paused, resumed and deleted', async () => {
  const { world } = await openBank(fetch)
  const { id, secret } = await world.webhooks.create({ url: 'http://localhost:3000/webhooks' })
  expect(secret).toMatch(/^whsec_/)
  await world.webhooks.change(id, { name: 'mine' })
  expect((await world.webhooks.list()).map(({ name }) => name)).toEqual(['mine'])
  await world.webhooks.pause(id)
  await world.webhooks.resume(id)
  expect((await world.webhooks.rotateSecret(id)).secret).not.toBe(secret)
  expect(await world.webhooks.deliveries(id).toArray()).toEqual([])
  await world.webhooks.delete(id)
  expect(await world.webhooks.list()).toEqual([])
})

test('the log shows a request as a curl command', async () => {
  const { world, bank } = await openBank(fetch)
  await bank.accounts().toArray()
  const [line] = await world.requests.list({ operation: 'GetAccounts' }).toArray()
  expect(await world.requests.find(line!.id)).toMatchObject({ id: line!.id })
  expect(await world.requests.show(line!.id, 'curl')).toContain('curl')
})
