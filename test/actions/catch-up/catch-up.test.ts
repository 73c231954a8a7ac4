import { afterAll, describe, expect, test } from 'vitest'
import { catchUp } from '#actions/catch-up/catch-up.ts'
import { consents } from '#store/records.ts'
import { sqliteStore } from '#store/sqlite.ts'
import { findWorld } from '#store/world.ts'
import { engineAbsent, startEngine } from '#test/support/dynamodb-engine.ts'
import { externalPayee, openPaymentBank, type PaymentBank, pounds } from '#test/support/payment-bank.ts'
import { testNow } from '#test/support/sandbox.ts'
import { crashing, retryAfterCrash } from '#test/support/stores.ts'

/** The world begins on Tuesday 24 November 2026, 09:30. */
const once = (day: string, amount: string, to: object = externalPayee) => ({
  InstructionIdentification: 'I1',
  InstructedAmount: pounds(amount),
  CreditorAccount: to,
  RequestedExecutionDateTime: day.includes('T') ? day : `${day}T07:00:00Z`,
})
const standing = (first: string, type: string, amount: string, more: object = {}, to: object = externalPayee) => ({
  MandateRelatedInformation: { Frequency: { Type: type }, FirstPaymentDateTime: `${first}T07:00:00Z` },
  FirstPaymentAmount: pounds(amount),
  CreditorAccount: to,
  ...more,
})
const scheduled = 'domestic-scheduled-payment'
const repeated = 'domestic-standing-order'

describe('due items', () => {
  test('are executed in order, each as of its own instant', async () => {
    const bank = await openPaymentBank({ ada: '100.00', bob: '0.00' })
    await bank.place('ada', scheduled, once('2026-12-01', '30.00', await bank.address('bob')))
    await bank.place('ada', repeated, standing('2026-11-27', 'WEEK', '20.00', { NumberOfPayments: '3' }))
    expect(await bank.due()).toEqual(['2026-11-27T07:00 pay_0001 0', '2026-12-01T07:00 pay_0000 0'])

    expect(await bank.advance({ months: 1 })).toBe('2026-12-24T09:30:00.000Z')

    expect(await bank.journal('ada')).toEqual([
      '2026-11-27T07:00   -20.00 pay_0001.0',
      '2026-12-01T07:00   -30.00 pay_0000',
      '2026-12-04T07:00   -20.00 pay_0001.1',
      '2026-12-11T07:00   -20.00 pay_0001.2',
    ])
    expect(await bank.journal('bob')).toEqual(['2026-12-01T07:00    30.00 pay_0000'])
    expect([await bank.balance('ada'), await bank.balance('bob')]).toEqual(['10.00', '30.00'])
    expect(await bank.due()).toEqual([])
    expect(await bank.proof()).toMatchObject({ holds: true, payments: 4 })
  })

  test('are decided by the balance at their instant, and a failure does not stop the next one', async () => {
    const bank = await openPaymentBank({ ada: { opening: '50.00', later: { '2026-12-02': '40.00' } } })
    await bank.place('ada', scheduled, once('2026-12-01', '60.00'))
    await bank.place('ada', scheduled, once('2026-12-01T08:00:00Z', '45.00'))
    await bank.place('ada', scheduled, once('2026-12-03', '45.00'))
    await bank.place('ada', scheduled, once('2026-12-04', '0.01'))

    await bank.advance({ to: '2026-12-10T00:00:00Z' })

    expect(await bank.journal('ada')).toEqual([
      '2026-12-01T08:00   -45.00 pay_0001',
      '2026-12-03T07:00   -45.00 pay_0002',
    ])
    expect((await bank.order('pay_0000')).stopped).toMatchObject({
      state: 'RJCT',
      code: 'AM04',
      at: Date.parse('2026-12-01T07:00:00Z'),
    })
    expect((await bank.order('pay_0003')).stopped?.code).toBe('AM04')
    expect(await bank.balance('ada')).toBe('0.00')
  })

  test('of one instant are executed in the order in which they were created', async () => {
    const bank = await openPaymentBank({ ada: '100.00' })
    const names = ['m', 'z', 'a', 'k']
    for (const name of names) await bank.place('ada', scheduled, once('2026-12-01', '40.00'), { name })
    await bank.advance({ days: 30 })
    expect(await bank.journal('ada')).toEqual(['2026-12-01T07:00   -40.00 pay_m', '2026-12-01T07:00   -40.00 pay_z'])
    expect((await bank.order('pay_a')).stopped?.code).toBe('AM04')
  })

  test('can spend money that arrived an instant before', async () => {
    const bank = await openPaymentBank({ ada: '10.00', bob: '0.00', cy: '0.00' })
    await bank.place('ada', scheduled, once('2026-12-01T07:00:00.000Z', '10.00', await bank.address('bob')))
    await bank.place('bob', scheduled, once('2026-12-01T07:00:00.001Z', '10.00', await bank.address('cy')))
    await bank.place('cy', scheduled, once('2026-12-01T07:00:00.002Z', '10.00', await bank.address('ada')))
    await bank.advance({ months: 1 })
    expect([await bank.balance('ada'), await bank.balance('bob'), await bank.balance('cy')]).toEqual([
      '10.00',
      '0.00',
      '0.00',
    ])
    expect((await bank.proof()).payments).toBe(3)
  })

  test('are all executed when there are more than one commit or one page holds', async () => {
    const bank = await openPaymentBank({ ada: '10000.00' })
    for (let n = 0; n < 60; n++)
      await bank.place('ada', repeated, standing('2026-11-25', 'DAIL', '0.01', { NumberOfPayments: '40' }))
    await bank.advance({ months: 3 })
    expect(await bank.balance('ada')).toBe('9976.00')
    expect(await bank.proof()).toMatchObject({ holds: true, payments: 2_400 })
    expect(await bank.due()).toEqual([])
  })
})

describe('an order that cannot be executed on its day', () => {
  const three = (extra: object = {}) => standing('2026-12-01', 'DAIL', '10.00', { NumberOfPayments: '3', ...extra })
  const why = async (bank: PaymentBank, id: string) => (await bank.order(id)).last?.failed?.code

  test('fails with AC06 if its account is blocked, and others are executed', async () => {
    const bank = await openPaymentBank({ ada: '100.00', bob: '100.00' })
    await bank.place('ada', repeated, three())
    await bank.place('bob', repeated, three())
    await bank.advance({ to: '2026-12-01T12:00:00Z' })
    await bank.hold({ ada: { opening: '100.00', persona: 'estate' }, bob: '100.00' })
    await bank.advance({ days: 7 })
    expect(await bank.journal('ada')).toEqual(['2026-12-01T07:00   -10.00 pay_0000.0'])
    expect(await bank.journal('bob')).toHaveLength(3)
    expect(await why(bank, 'pay_0000')).toBe('AC06')
    expect((await bank.order('pay_0000')).lastPaid?.n).toBe(0)
  })

  test('fails with AC02 if its account no longer exists', async () => {
    const bank = await openPaymentBank({ ada: '100.00', bob: '0.00' })
    await bank.place('ada', repeated, three())
    await bank.hold({ bob: '0.00' })
    await bank.advance({ days: 30 })
    expect(await why(bank, 'pay_0000')).toBe('AC02')
    expect((await bank.proof()).legs).toBe(0)
  })

  test("leaves for another bank if the payee's account no longer exists here", async () => {
    const bank = await openPaymentBank({ ada: '100.00', bob: '0.00' })
    await bank.place('ada', repeated, three({ CreditorAccount: await bank.address('bob') }))
    await bank.hold({ ada: '100.00' })
    await bank.advance({ days: 30 })
    expect(await bank.proof()).toMatchObject({ holds: true, payments: 3 })
  })

  test('is rejected and logged after a bug of ours, and other items are executed', async () => {
    const bank = await openPaymentBank({ ada: '100.00' })
    const { id, waits } = await bank.place('ada', scheduled, once('2026-12-01', '10.00'))
    await bank.place('ada', scheduled, once('2026-12-02', '10.00'))
    const { store } = bank.sandbox
    const world = await bank.world()
    // Simulates a stored consent in a form that the code no longer reads.
    const [item] = await store.get([consents.key(world, 'pic_0000')])
    const broken = { ...(item?.value as object), request: { Data: {} } }
    await store.commit([{ put: consents.key(world, 'pic_0000'), expect: 'present', value: broken }])
    expect(waits).toBeDefined()
    await bank.advance({ months: 1 })
    expect(await bank.journal('ada')).toEqual(['2026-12-02T07:00   -10.00 pay_0001'])
    expect((await bank.order(id)).stopped).toMatchObject({ state: 'RJCT', code: 'MS03' })
    expect(bank.sandbox.logged).toMatchObject([{ level: 'error', message: 'pay_0000 could not be executed' }])
  })
})

describe('a clock', () => {
  test('that is advanced answers once all due items are executed', async () => {
    const bank = await openPaymentBank({ ada: '100.00' })
    await bank.place('ada', scheduled, once('2026-12-01', '30.00'))
    await bank.advance({ months: 1 })
    // The store itself has nothing left to execute.
    const raw = await findWorld({ ...bank.sandbox.sandbox, catchUp: undefined } as never, bank.newWorld.id)
    expect(raw?.record).toMatchObject({ moved: true })
    expect(raw?.record.nextDue).toBeGreaterThan(raw?.now as number)
  })

  test('that runs makes items due to the millisecond', async () => {
    const bank = await openPaymentBank({ ada: '100.00' }, { world: { rate: 1 } })
    await bank.place('ada', scheduled, once('2026-11-24T09:30:10.000Z', '30.00'))
    bank.sandbox.setReal('2026-11-24T09:30:09.999Z')
    expect(await bank.balance('ada')).toBe('100.00')
    bank.sandbox.setReal('2026-11-24T09:30:10.000Z')
    expect(await bank.balance('ada')).toBe('70.00')
  })

  test('that runs a thousand times as fast makes items due in a thousandth of the time', async () => {
    const bank = await openPaymentBank({ ada: '100.00' }, { world: { rate: 1000 } })
    await bank.place('ada', repeated, standing('2026-11-25', 'DAIL', '1.00'))
    bank.sandbox.setReal('2026-11-24T09:45:00.000Z')
    expect(await bank.journal('ada')).toHaveLength(10)
  })

  test('that is paused makes nothing due, and continues from the same instant', async () => {
    const bank = await openPaymentBank({ ada: '100.00' }, { world: { rate: 1 } })
    const { id, controlKey } = bank.newWorld
    const rate = (n: number) => bank.sandbox.send('PUT', `/control/worlds/${id}/clock`, { rate: n }, controlKey)
    await bank.place('ada', scheduled, once('2026-11-24T10:00:00Z', '30.00'))
    await rate(0)
    bank.sandbox.setReal('2026-11-25T09:30:00.000Z')
    expect(await bank.balance('ada')).toBe('100.00')
    await rate(60)
    bank.sandbox.setReal('2026-11-25T09:30:30.000Z')
    expect(await bank.balance('ada')).toBe('70.00')
    expect(await bank.journal('ada')).toEqual(['2026-11-24T10:00   -30.00 pay_0000'])
  })

  test('can be set while something else changes the world, and conflicts only with another move of the clock', async () => {
    const bank = await openPaymentBank({ ada: '100.00' })
    const [first, second] = await Promise.all([
      bank.advance({ to: '2026-11-25T00:00:00Z' }),
      bank.place('ada', scheduled, once('2026-12-01', '30.00')),
    ])
    expect(first).toBe('2026-11-25T00:00:00.000Z')
    expect(second.waits?.at).toBe(Date.parse('2026-12-01T07:00:00Z'))
    expect(await bank.due()).toHaveLength(1)
  })
})

describe('two processes that catch up at once', () => {
  test.each([2, 5])('execute nothing twice: %d processes', async (count) => {
    const bank = await openPaymentBank({ ada: '1000.00' }, { catchUp: undefined } as never)
    for (let n = 0; n < 30; n++)
      await bank.place('ada', repeated, standing('2026-11-25', 'DAIL', '1.00', { NumberOfPayments: '10' }))
    await bank.advance({ months: 1 })
    expect(await bank.journal('ada')).toEqual([])
    const processes = Array.from({ length: count }, () => ({ ...bank.sandbox.sandbox }))
    const worlds = await Promise.all(processes.map((process) => catchUp(process, bank.newWorld.id)))
    for (const world of worlds) expect(world?.record.nextDue).toBeGreaterThan(world?.now as number)
    expect(await bank.balance('ada')).toBe('700.00')
    expect(await bank.proof()).toMatchObject({ holds: true, payments: 300 })
  })

  test('show the same world to concurrent requests', async () => {
    const bank = await openPaymentBank({ ada: '100.00' }, { world: { rate: 1 } })
    await bank.place('ada', scheduled, once('2026-11-24T09:31:00Z', '30.00'))
    await bank.balance('ada')
    bank.sandbox.setReal('2026-11-24T09:32:00.000Z')
    const seen = await Promise.all(Array.from({ length: 20 }, () => bank.balance('ada')))
    expect(new Set(seen)).toEqual(new Set(['70.00']))
  })
})

describe('a process that crashes', () => {
  /**
   * A small history: orders of both kinds, one without funds, and two months. A failed step is
   * retried.
   */
  async function live(bank: PaymentBank): Promise<void> {
    const bob = await bank.address('bob')
    const orders: [string, 'domestic-scheduled-payment' | 'domestic-standing-order', object][] = [
      ['ada', repeated, standing('2026-11-25', 'WEEK', '10.00', { NumberOfPayments: '4' }, bob)],
      ['ada', scheduled, once('2026-12-01', '500.00')],
      ['bob', scheduled, once('2026-12-05', '15.00')],
      ['ada', repeated, standing('2026-11-30', 'MNTH', '5.00')],
    ]
    for (const [n, [from, kind, initiation]] of orders.entries())
      await retryAfterCrash(() => bank.place(from, kind, initiation, { key: `k${n}`, name: `o${n}` }))
    await retryAfterCrash(() => bank.advance({ to: '2026-12-08T00:00:00Z' }))
    await retryAfterCrash(() => bank.advance({ to: '2027-01-24T00:00:00Z' }))
  }

  const outcome = async (bank: PaymentBank) => ({
    ada: await bank.journal('ada'),
    bob: await bank.journal('bob'),
    due: await bank.due(),
    proof: await bank.proof(),
    orders: await Promise.all(['o0', 'o1', 'o2', 'o3'].map((name) => bank.order(`pay_${name}`))),
  })

  /** The same life with a store that crashes at its commit number `n` once the bank is open. */
  async function liveDying(n: number, when: 'before' | 'after') {
    const whole = sqliteStore({ now: () => Date.parse(testNow) })
    let store = crashing(whole, 0, when)
    const through = { ...whole, commit: (writes: Parameters<typeof whole.commit>[0]) => store.commit(writes) }
    const bank = await openPaymentBank({ ada: '100.00', bob: '0.00' }, { store: through })
    store = crashing(whole, n, when)
    await live(bank)
    return { outcome: await outcome(bank), commits: store.commits() }
  }

  test('before or after any commit leaves every payment executed exactly once', async () => {
    const { outcome: expected, commits } = await liveDying(0, 'before')
    expect(expected.ada).toHaveLength(6)
    expect(expected.proof.holds).toBe(true)
    expect(commits).toBeGreaterThan(8)
    for (let n = 1; n <= commits; n++)
      for (const when of ['before', 'after'] as const)
        expect((await liveDying(n, when)).outcome, `${when} commit ${n}`).toEqual(expected)
  })
})

const engine = await startEngine()
if (!engine) test.skip(`in a DynamoDB table: ${engineAbsent}`, () => {})
else
  describe('in a DynamoDB table', () => {
    afterAll(() => engine.stop())

    test('two processes execute due items in the same order, in commits of at most a hundred writes', async () => {
      const store = await engine.openStore(() => Date.parse(testNow))
      const bank = await openPaymentBank({ ada: '1000.00' }, { store, catchUp: undefined } as never)
      for (let n = 0; n < 12; n++)
        await bank.place('ada', repeated, standing('2026-11-25', 'DAIL', '1.00', { NumberOfPayments: '10' }))
      await bank.advance({ months: 1 })
      const processes = [1, 2].map(() => ({ ...bank.sandbox.sandbox }))
      await Promise.all(processes.map((process) => catchUp(process, bank.newWorld.id)))
      expect(await bank.balance('ada')).toBe('880.00')
      expect(await bank.proof()).toMatchObject({ holds: true, payments: 120 })
      expect(await bank.due()).toEqual([])
    })
  })
