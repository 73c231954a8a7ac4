import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { deliveryProgress } from '#store/events/deliveries.ts'
import { sqliteStore } from '#store/sqlite.ts'
import type { Change } from '#store/store.ts'
import { type DeliveryBank, openDeliveryBank } from '#test/support/events/deliveries.ts'
import { type DeliveryWatch, watchDeliveries } from '#worker/deliver/watch.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** A bank whose process watches its commits. */
async function openWatched(): Promise<{ bank: DeliveryBank; watch: () => DeliveryWatch; reads: () => number }> {
  let onCommit = (_: readonly Change[]) => {}
  let reads = 0
  const bank = await openDeliveryBank({
    storeOf: (now) => {
      const store = sqliteStore({ now, onCommit: (changes) => onCommit(changes) })
      return new Proxy(store, {
        get: (target, name: keyof typeof store) => {
          if (name === 'get' || name === 'list') reads++
          return target[name]
        },
      })
    },
  })
  return {
    bank,
    watch: () => {
      const watch = watchDeliveries(bank.bank.sandbox)
      onCommit = watch.onCommit
      return watch
    },
    reads: () => reads,
  }
}

/** Lets the work of the process go on until something is true. */
async function until(isTrue: () => boolean): Promise<void> {
  for (let n = 0; n < 2_000 && !isTrue(); n++) await new Promise((done) => setImmediate(done))
  expect(isTrue()).toBe(true)
}
const idle = () => until(() => true).then(() => new Promise<void>((done) => setImmediate(() => setImmediate(done))))

describe('the delivery of a laptop', () => {
  test('a commit with an event wakes it', async () => {
    const { bank, watch } = await openWatched()
    watch()
    await bank.subscribe()
    await bank.happen('a', 'b')
    await until(() => bank.received.length === 2)
    await bank.happen('c')
    await until(() => bank.received.length === 3)
  })

  test('a commit of a world without subscriptions reads nothing', async () => {
    const { bank, watch, reads } = await openWatched()
    watch()
    await bank.happen('a')
    await idle()
    const world = await bank.world()
    const before = reads()
    await bank.bank.store.commit([
      { put: { partition: `world/${world.id}/0`, path: 'event/1/2' }, expect: 'absent', value: {} },
    ])
    await idle()
    expect(reads()).toBe(before)
  })

  test('a timer tries again what failed', async () => {
    const { bank, watch } = await openWatched()
    watch()
    await bank.subscribe()
    bank.answer = () => ({ status: 500 })
    await bank.happen('a')
    await until(() => vi.getTimerCount() === 1)
    bank.answer = () => ({ status: 200 })
    bank.pass(7_000)
    await vi.advanceTimersByTimeAsync(7_000)
    await until(() => bank.received.length === 1)
  })

  test('the start delivers what an earlier process left, and the end gives the lease free', async () => {
    const { bank, watch } = await openWatched()
    const { id } = await bank.subscribe()
    await bank.happen('a')
    const first = watch()
    await first.start()
    await until(() => bank.received.length === 1)
    await idle()
    await first.stop()
    const [item] = await bank.bank.store.get([deliveryProgress.key(await bank.world(), id)])
    expect(item && deliveryProgress.read(item).lease).toBeUndefined()
    await bank.happen('b')
    expect(bank.received).toHaveLength(1)
    await watch().start()
    await until(() => bank.received.length === 2)
  })

  test('the start takes over from a process that was killed, without waiting for its lease', async () => {
    const { bank, watch } = await openWatched()
    await bank.subscribe()
    await bank.happen('a')
    await bank.deliver('killed')
    await bank.happen('b')
    await watch().start()
    await until(() => bank.received.length === 2)
  })

  test('an attempt under way at the end is made again by the next process', async () => {
    const { bank, watch } = await openWatched()
    await bank.subscribe()
    let [calls, end] = [0, (_: { status: number }) => {}]
    bank.answer = () => {
      calls++
      return new Promise((resolve) => {
        end = resolve
      })
    }
    const first = watch()
    await bank.happen('a')
    await first.start()
    await until(() => calls === 1)
    vi.useRealTimers()
    await first.stop()
    end({ status: 500 })
    bank.answer = () => ({ status: 200 })
    await watch().start()
    await until(() => bank.received.length === 1)
  })
})
