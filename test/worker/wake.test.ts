import { describe, expect, test } from 'vitest'
import { wakeUps, worlds } from '#store/records.ts'
import { sqliteStore } from '#store/sqlite.ts'
import type { Key, Store } from '#store/store.ts'
import { externalPayee, openPaymentBank, type PaymentBank, pounds } from '#test/support/payment-bank.ts'
import { sweepWorlds } from '#worker/wake.ts'

const start = Date.parse('2026-11-24T09:30:00Z')
const minutes = (n: number) => n * 60_000
const dated = (minute: number) => ({
  InstructionIdentification: 'I1',
  InstructedAmount: pounds('1.00'),
  CreditorAccount: externalPayee,
  RequestedExecutionDateTime: new Date(start + minutes(minute)).toISOString(),
})
const daily = {
  MandateRelatedInformation: { Frequency: { Type: 'DAIL' }, FirstPaymentDateTime: '2026-11-25T07:00:00Z' },
  FirstPaymentAmount: pounds('1.00'),
  CreditorAccount: externalPayee,
}

/** Real time, and a store that several worlds share. */
function realTime() {
  let now = start
  const store = sqliteStore({ now: () => now })
  const pass = (minute: number): void => {
    now = start + minutes(minute)
  }
  return { real: () => now, store, pass }
}

/** Returns the store's items of a world without requests. */
async function lying({ newWorld, sandbox }: PaymentBank) {
  const [item] = await sandbox.store.get([worlds.key(newWorld.id)])
  if (!item) throw new Error('the world is gone')
  const legs = await sandbox.store.list(`world/${newWorld.id}/0`, { prefix: 'account/acc_x_ada_current/', limit: 1000 })
  const { nextDue } = worlds.read(item)
  return { paid: legs.length, nextDue: nextDue === undefined ? undefined : (nextDue - start) / minutes(1) }
}
const places = async ({ sandbox }: PaymentBank): Promise<number[]> => {
  const items = await sandbox.store.list(wakeUps.key(0, '').partition, { limit: 100 })
  return items.map(({ key }) => (Number(key.path.split('/')[0]) - start) / minutes(1))
}

describe('a world without requests', () => {
  test('is caught up when an item is due, and not before', async () => {
    const { pass, ...more } = realTime()
    const bank = await openPaymentBank({ ada: '100.00' }, { ...more, world: { rate: 1 } })
    await bank.place('ada', 'domestic-scheduled-payment', dated(10))
    await bank.place('ada', 'domestic-scheduled-payment', dated(20))
    expect(await places(bank)).toEqual([10])
    pass(9)
    await sweepWorlds(bank.sandbox.sandbox)
    expect(await lying(bank)).toEqual({ paid: 0, nextDue: 10 })
    pass(10)
    await sweepWorlds(bank.sandbox.sandbox)
    expect(await lying(bank)).toEqual({ paid: 1, nextDue: 20 })
    expect(await places(bank)).toEqual([20])
    pass(60)
    await sweepWorlds(bank.sandbox.sandbox)
    // The next thing is the month's interest.
    const monthEnds = (Date.parse('2026-11-30T23:59:58Z') - start) / minutes(1)
    expect(await lying(bank)).toEqual({ paid: 2, nextDue: monthEnds })
    expect(await places(bank)).toEqual([monthEnds])
  })

  test.each([
    [0.5, 20],
    [1, 10],
    [60, 10 / 60],
  ])('at rate %d is looked at after %d minutes of real time', async (rate, after) => {
    const { pass: _, ...more } = realTime()
    const bank = await openPaymentBank({ ada: '100.00' }, { ...more, world: { rate } })
    await bank.place('ada', 'domestic-scheduled-payment', dated(10))
    const [place = 0] = await places(bank)
    expect(place).toBeCloseTo(after, 4)
  })

  test('is not caught up while its clock is paused, and is again once the clock is set', async () => {
    const { pass, ...more } = realTime()
    const bank = await openPaymentBank({ ada: '100.00' }, { ...more, world: { rate: 0 } })
    const rate = (n: number) =>
      bank.sandbox.send('PUT', `/control/worlds/${bank.newWorld.id}/clock`, { rate: n }, bank.newWorld.controlKey)
    await bank.place('ada', 'domestic-scheduled-payment', dated(10))
    expect(await places(bank)).toEqual([])
    pass(100)
    await sweepWorlds(bank.sandbox.sandbox)
    expect(await lying(bank)).toEqual({ paid: 0, nextDue: 10 })
    await rate(10)
    expect(await places(bank)).toEqual([101])
    await rate(0)
    expect(await places(bank)).toEqual([])
    await rate(1)
    await bank.advance({ minutes: 5 })
    expect(await places(bank)).toEqual([105])
    pass(105)
    await sweepWorlds(bank.sandbox.sandbox)
    expect((await lying(bank)).paid).toBe(1)
  })

  test('runs for a year by the same code as with requests', async () => {
    const { pass, ...more } = realTime()
    const bank = await openPaymentBank({ ada: '400.00' }, { ...more, world: { rate: 1 } })
    await bank.place('ada', 'domestic-standing-order', daily)
    for (let day = 1; day <= 365; day += 30) {
      pass(day * 24 * 60)
      await sweepWorlds(bank.sandbox.sandbox)
    }
    expect((await lying(bank)).paid).toBe(361)
    expect(await bank.proof()).toMatchObject({ holds: true, payments: 361 })
  })

  test.each([10, 15])('that is deleted with an item due in %d minutes is visited once more', async (minute) => {
    const { pass, ...more } = realTime()
    const bank = await openPaymentBank({ ada: '100.00' }, { ...more, world: { rate: 1 } })
    const { id, controlKey } = bank.newWorld
    await bank.place('ada', 'domestic-scheduled-payment', dated(minute))
    expect((await bank.sandbox.send('DELETE', `/control/worlds/${id}`, undefined, controlKey)).status).toBe(204)
    expect(await places(bank)).toEqual([15])
    // Even if a process died over it.
    await more.store.commit([{ put: wakeUps.key(start, id), expect: 'absent', value: { id } }])
    pass(1)
    await sweepWorlds(bank.sandbox.sandbox)
    expect(await places(bank)).toEqual([15])
    pass(15)
    await sweepWorlds(bank.sandbox.sandbox)
    expect(await places(bank)).toEqual([])
  })
})

describe('a sweep', () => {
  test('costs two queries if nothing is due, for any number of worlds', async () => {
    const { pass: _, ...more } = realTime()
    const bank = await openPaymentBank({ ada: '100.00' }, { ...more, world: { rate: 1 } })
    await bank.place('ada', 'domestic-scheduled-payment', dated(10))
    for (let n = 0; n < 5; n++) await bank.sandbox.createWorld({ rate: 1 })
    const before = { ...more.store.units }
    await sweepWorlds(bank.sandbox.sandbox)
    expect({ read: more.store.units.read - before.read, write: more.store.units.write - before.write }).toEqual({
      read: 2,
      write: 0,
    })
  })

  test('catches up every world that it can, logs the others and then fails', async () => {
    const { pass, ...more } = realTime()
    const broken = new Set<string>()
    const get: Store['get'] = (keys) => {
      if ((keys as readonly Key[]).some(({ partition }) => broken.has(partition))) throw new Error('out of order')
      return more.store.get(keys)
    }
    const sandbox = { ...more, store: { ...more.store, get } }
    const one = await openPaymentBank({ ada: '100.00' }, { ...sandbox, world: { rate: 1 } })
    const tills = [one]
    for (const seed of [1, 2])
      tills.push(await openPaymentBank({ ada: '100.00' }, { ...sandbox, randomText: other(seed), world: { rate: 1 } }))
    for (const bank of tills) await bank.place('ada', 'domestic-scheduled-payment', dated(10))
    broken.add(`world/${tills[1]?.newWorld.id}`)
    pass(30)
    await expect(sweepWorlds(one.sandbox.sandbox)).rejects.toThrow('sweep: 1 tasks failed')
    expect(one.sandbox.logged).toMatchObject([{ message: `sweep: the due items of ${tills[1]?.newWorld.id} failed` }])
    broken.clear()
    expect(await Promise.all(tills.map(async (bank) => (await lying(bank)).paid))).toEqual([1, 0, 1])
    await sweepWorlds(one.sandbox.sandbox)
    expect((await lying(tills[1] as PaymentBank)).paid).toBe(1)
  })

  /** Names of other worlds than the first sandbox gives. */
  const other = (seed: number) => (characters: number) => String(seed).repeat(characters)

  test('does not start again while it runs', async () => {
    const { pass, ...more } = realTime()
    const bank = await openPaymentBank({ ada: '100.00' }, { ...more, world: { rate: 1 } })
    await bank.place('ada', 'domestic-scheduled-payment', dated(10))
    pass(30)
    const { sandbox } = bank.sandbox
    expect(sweepWorlds(sandbox)).toBe(sweepWorlds(sandbox))
    await sweepWorlds(sandbox)
    expect((await lying(bank)).paid).toBe(1)
  })
})
