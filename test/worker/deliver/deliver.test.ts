import { afterAll, describe, expect, test } from 'vitest'
import { moveClock } from '#bank/time/clock.ts'
import { deadEvents } from '#store/events/deliveries.ts'
import { listEvents } from '#store/events/log.ts'
import { subscriptions } from '#store/events/subscriptions.ts'
import type { Store, Write } from '#store/store.ts'
import { commitWithRecord } from '#store/world.ts'
import { memoryStore } from '#test/simulation/memory-store.ts'
import { engineAbsent, startEngine } from '#test/support/dynamodb-engine.ts'
import { openDeliveryBank } from '#test/support/events/deliveries.ts'
import { testNow } from '#test/support/sandbox.ts'

const hour = 3_600_000
const orderOf = (received: readonly { object: string; id: string }[], object: string) =>
  received.filter((one) => one.object === object).map(({ id }) => id)

test('events arrive once, in the order of each object', async () => {
  const bank = await openDeliveryBank()
  await bank.subscribe()
  await bank.happen('a', 'b', 'a', 'c')
  expect(await bank.deliver()).toBeUndefined()
  expect(bank.received.map(({ object }) => object).sort()).toEqual(['a', 'a', 'b', 'c'])
  await bank.happen('b')
  await bank.deliver()
  expect(bank.received).toHaveLength(5)
  expect(orderOf(bank.received, 'a')).toEqual(orderOf(bank.received, 'a').sort())
})

test('a receiver that fails half the time for 72 hours gets everything, in order', async () => {
  const bank = await openDeliveryBank()
  await bank.subscribe()
  let [calls, failures] = [0, 0]
  bank.answer = ({ id }) => {
    calls++
    const isFailing = (calls * 2_654_435_761) % 2 ** 32 < 2 ** 31
    if (isFailing) failures++
    return isFailing ? (calls % 3 === 0 ? { error: `no answer to ${id}` } : { status: 500 }) : { status: 200 }
  }
  const end = bank.now() + 72 * hour
  let happened = 0
  let at: number | undefined
  while (bank.now() < end || at !== undefined) {
    if (bank.now() < end) {
      const objects = Array.from({ length: 5 }, (_, n) => `o${(happened + n * 3) % 40}`)
      await bank.happen(...objects)
      happened += objects.length
    }
    at = await bank.deliver()
    bank.pass(bank.now() < end ? 20 * 60_000 : Math.max(1, (at ?? bank.now()) - bank.now()))
  }
  const ids = bank.received.map(({ id }) => id)
  expect(new Set(ids).size).toBe(happened)
  expect(ids).toHaveLength(happened)
  expect(failures).toBeGreaterThan(happened / 3)
  for (let n = 0; n < 40; n++) {
    const order = orderOf(bank.received, `o${n}`)
    expect(order).toEqual([...order].sort())
  }
})

/** A store that ends its process at the nth commit from `arm` on: before it, or after it. */
function crashing(store: Store) {
  let left = Number.POSITIVE_INFINITY
  let isAfter = false
  let isDead = false
  return {
    arm: (n: number, after: boolean) => {
      left = n
      isAfter = after
    },
    hasCrashed: () => isDead,
    restart: () => {
      isDead = false
      left = Number.POSITIVE_INFINITY
    },
    store: {
      ...store,
      get units() {
        return store.units
      },
      commit: async (writes: readonly Write[]) => {
        if (isDead) throw new Error('the process has ended')
        left--
        if (left >= 0) return store.commit(writes)
        isDead = true
        if (isAfter) await store.commit(writes)
        throw new Error('the process has ended')
      },
    } as Store,
  }
}

test.each([
  ['before', false],
  ['after', true],
])('a crash %s each commit loses nothing, and keeps the order', async (_, isAfter) => {
  let crashes = 0
  for (let n = 0; ; n++) {
    let control: ReturnType<typeof crashing> | undefined
    const bank = await openDeliveryBank({
      storeOf: (now) => {
        control = crashing(memoryStore({ now }))
        return control.store
      },
    })
    await bank.subscribe()
    const failed = new Set<string>()
    let calls = 0
    // Every fifth message fails, so that objects are held and taken up again.
    bank.answer = ({ id }) => {
      if (calls++ % 5 !== 2) return { status: 200 }
      failed.add(id)
      return { status: 500 }
    }
    control?.arm(n, isAfter)
    const objects = ['a', 'b', 'a', 'c', 'b', 'a']
    let happened = 0
    for (let round = 0; round < 30; round++) {
      try {
        if (round < 5) {
          await bank.happen(...objects)
          happened += objects.length
        }
        await bank.deliver(`p${crashes}`)
      } catch (error) {
        if (!control?.hasCrashed()) throw error
        crashes++
        control.restart()
        // An event whose commit crashed after the write has happened too.
        happened = (await listEvents(await bank.world(), { most: 100 })).found.length
      }
      bank.pass(60_000)
    }
    const ids = bank.received.map(({ id }) => id)
    expect(new Set(ids).size, `crash at commit ${n}`).toBe(happened)
    for (const object of ['a', 'b', 'c']) {
      const firsts = [...new Set(orderOf(bank.received, object))]
      expect(firsts, `crash at commit ${n}`).toEqual([...firsts].sort())
    }
    // Duplicates come after the crash only: a batch at most.
    if (crashes === 0) expect(ids).toHaveLength(happened)
    if (!control || crashes <= n) break
  }
  expect(crashes).toBeGreaterThan(15)
})

test('a failing event holds back its own object and subscription only', async () => {
  const bank = await openDeliveryBank()
  await bank.subscribe({ url: 'http://127.0.0.1:1/' })
  await bank.subscribe({ url: 'http://127.0.0.1:2/' })
  bank.answer = ({ object, message }) => ({ status: object === 'a' && message.url.includes(':1/') ? 500 : 200 })
  await bank.happen('a', 'b', 'a')
  await bank.deliver()
  const of = (port: number) =>
    bank.received.filter(({ message }) => message.url.includes(`:${port}/`)).map(({ object }) => object)
  expect([of(1), of(2).sort()]).toEqual([['b'], ['a', 'a', 'b']])
  await bank.happen('a', 'c')
  await bank.deliver()
  expect(of(1)).toEqual(['b', 'c'])
  bank.answer = () => ({ status: 200 })
  const at = await bank.deliver()
  bank.pass((at ?? 0) - bank.now())
  await bank.deliver()
  expect(of(1)).toEqual(['b', 'c', 'a', 'a', 'a'])
  expect(await bank.deliver()).toBeUndefined()
})

test('after 72 hours an event is given up, and the next one of its object goes on', async () => {
  const bank = await openDeliveryBank()
  const { id } = await bank.subscribe()
  await bank.happen('a', 'a')
  const [first, second] = (await listEvents(await bank.world(), { most: 2 })).found.map((one) => one.id) as [
    string,
    string,
  ]
  bank.answer = (one) => ({ status: one.id === first ? 500 : 200 })
  const began = bank.now()
  for (let at = await bank.deliver(); at !== undefined; at = await bank.deliver()) bank.pass(at - bank.now())
  expect(bank.now() - began).toBe(72 * hour)
  expect(bank.received.map((one) => one.id)).toEqual([second])
  const world = await bank.world()
  const [dead, log] = await Promise.all([
    bank.bank.store.get([deadEvents.key(world, id, first)]),
    bank.bank.store.list(`world/${world.id}/0`, { prefix: `delivery/${id}/log/${first}/`, limit: 100 }),
  ])
  expect(dead[0]?.value).toEqual({ at: bank.now(), attempts: 18, object: 'a' })
  expect(log.length).toBeGreaterThan(10)
})

test('410 stops the subscription; what was not delivered waits until it resumes', async () => {
  const bank = await openDeliveryBank()
  const webhook = await bank.subscribe()
  bank.answer = () => ({ status: 410 })
  await bank.happen('a', 'b')
  await bank.deliver()
  const [item] = await bank.bank.store.get([subscriptions.key(bank.worldId, webhook.id)])
  expect(item && subscriptions.read(item).stopped).toEqual({ by: 'gone', at: bank.now() })
  await bank.happen('c')
  bank.answer = () => ({ status: 200 })
  expect(await bank.deliver()).toBeUndefined()
  expect(bank.received).toEqual([])
  await bank.subscribe(webhook)
  bank.pass(60_000)
  await bank.deliver()
  expect(bank.received.map(({ object }) => object).sort()).toEqual(['a', 'b', 'c'])
})

test.each([
  [429, '30', 30_000],
  [503, '30', 30_000],
  [503, 'Tue, 24 Nov 2026 09:32:00 GMT', 120_000],
  [429, '999999', hour],
])('%i with Retry-After: %s leaves the receiver alone for %i ms', async (status, retryAfter, ms) => {
  const bank = await openDeliveryBank()
  await bank.subscribe()
  let calls = 0
  bank.answer = () => {
    calls++
    return { status, retryAfter }
  }
  await bank.happen('a')
  const at = (await bank.deliver()) ?? 0
  expect(at - bank.now()).toBe(ms)
  bank.pass(ms - 1)
  await bank.happen('b')
  expect(await bank.deliver()).toBe(at)
  expect(calls).toBe(1)
  bank.answer = () => ({ status: 200 })
  bank.pass(1)
  await bank.deliver()
  expect(bank.received.map(({ object }) => object).sort()).toEqual(['a', 'b'])
})

test('the pauses follow the clock of the world where the subscription says so', async () => {
  const bank = await openDeliveryBank({ rate: 0 })
  await bank.subscribe({ clock: 'world' })
  bank.answer = () => ({ status: 500 })
  await bank.happen('a')
  expect(await bank.deliver()).toBeUndefined()
  bank.pass(hour)
  bank.answer = () => ({ status: 200 })
  expect(await bank.deliver()).toBeUndefined()
  expect(bank.received).toEqual([])
  const world = await bank.world()
  await commitWithRecord(
    world,
    ({ record }) => ({ ...record, clock: moveClock(record.clock, bank.now(), world.now + hour) }),
    [],
  )
  await bank.deliver()
  expect(bank.received).toHaveLength(1)
})

test('one process delivers at a time: another one waits for its lease', async () => {
  const bank = await openDeliveryBank()
  await bank.subscribe()
  await bank.happen('a')
  await bank.deliver('p1')
  await bank.happen('a')
  const at = (await bank.deliver('p2')) ?? 0
  expect([bank.received.length, at - bank.now()]).toEqual([1, 60_000])
  bank.pass(60_000)
  await bank.deliver('p2')
  expect(bank.received).toHaveLength(2)
})

test('what happened before a subscription is not delivered, nor what it does not want', async () => {
  const bank = await openDeliveryBank()
  await bank.happen('a')
  bank.pass(1)
  await bank.subscribe({ partner: 'app_other' })
  await bank.subscribe({ account: 'acc_1_current' })
  await bank.subscribe({ kinds: ['payment.returned'] })
  await bank.subscribe({ kinds: ['payment.accepted'], partner: 'app_till', account: 'acc_0_current' })
  await bank.happen('b')
  await bank.deliver()
  expect(bank.received.map(({ object }) => object)).toEqual(['b'])
})

test('many events of many failing objects: commits stay within the limits', async () => {
  const bank = await openDeliveryBank()
  await bank.subscribe()
  bank.answer = () => ({ error: 'refused' })
  for (let n = 0; n < 5; n++) await bank.happen(...Array.from({ length: 90 }, (_, m) => `o${n}_${m}`))
  await bank.happen(...Array.from({ length: 50 }, () => 'o0_0'))
  await bank.deliver()
  bank.answer = () => ({ status: 200 })
  for (let n = 0; n < 3; n++) {
    bank.pass(hour)
    await bank.deliver()
  }
  expect(bank.received).toHaveLength(500)
  expect(orderOf(bank.received, 'o0_0')).toEqual([...orderOf(bank.received, 'o0_0')].sort())
})

const engine = await startEngine()
if (!engine) test.skip(`in a DynamoDB table: ${engineAbsent}`, () => {})
else
  describe('in a DynamoDB table', () => {
    afterAll(() => engine.stop())

    test('two processes deliver everything, in the order of each object, while the receiver fails at times', async () => {
      let read = () => Date.parse(testNow)
      const store = await engine.openStore(() => read())
      const bank = await openDeliveryBank({
        storeOf: (now) => {
          read = now
          return store
        },
      })
      await bank.subscribe()
      let calls = 0
      bank.answer = () => (calls++ % 4 === 1 ? { status: 503 } : { status: 204 })
      for (let round = 0; round < 40; round++) {
        if (round < 5) await bank.happen('a', 'b', 'a', 'c')
        await Promise.all([bank.deliver('p1'), bank.deliver('p2')])
        bank.pass(60_000)
      }
      expect(new Set(bank.received.map(({ id }) => id)).size).toBe(20)
      for (const object of ['a', 'b', 'c']) {
        const order = orderOf(bank.received, object)
        expect(order).toEqual([...order].sort())
      }
    })
  })
