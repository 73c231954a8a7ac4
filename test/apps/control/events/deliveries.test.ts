import { beforeEach, describe, expect, test } from 'vitest'
import { type DeliveryBank, openDeliveryBank } from '#test/support/events/deliveries.ts'
import type { Json } from '#test/support/sandbox.ts'

let one: DeliveryBank
let path: string
const call = async (method: string, at = '', body?: object) => {
  const { status, body: answer } = await one.bank.send(method, `${path}${at}`, body, one.controlKey)
  return { status, body: answer as Json }
}
const deliveries = async (query = ''): Promise<Json> => (await call('GET', `/deliveries${query}`)).body
beforeEach(async () => {
  one = await openDeliveryBank()
  const { id } = await one.subscribe()
  path = `/control/worlds/${one.worldId}/webhooks/${id}`
})

describe('the list of deliveries', () => {
  test('says what was sent and answered, what waits, and until when', async () => {
    one.answer = ({ object }) =>
      object === 'pay_a'
        ? { status: 500, body: `${'no '.repeat(300)}` }
        : object === 'pay_b'
          ? { error: 'refused' }
          : { status: 204 }
    await one.happen('pay_a', 'pay_b', 'pay_c', 'pay_a')
    await one.deliver()
    const { attempts, waiting, dead } = await deliveries()
    expect(
      attempts.map(({ object, result, status, error, attempt }: Json) => ({ object, result, status, error, attempt })),
    ).toEqual([
      { object: 'pay_c', result: 'delivered', status: 204, error: undefined, attempt: 1 },
      { object: 'pay_b', result: 'failed', status: undefined, error: 'refused', attempt: 1 },
      { object: 'pay_a', result: 'failed', status: 500, error: undefined, attempt: 1 },
    ])
    expect(attempts[2].body).toHaveLength(500)
    expect(
      waiting.map(({ object, attempts, nextAttempt }: Json) => [object, attempts, nextAttempt !== undefined]),
    ).toEqual([
      ['pay_a', 1, true],
      ['pay_b', 1, true],
      ['pay_a', 0, false],
    ])
    expect(Date.parse(waiting[0].nextAttempt) - one.now()).toBeGreaterThan(3_900)
    expect(dead).toEqual([])
  })

  test('shows a gap where an event was given up', async () => {
    one.answer = () => ({ status: 404 })
    await one.happen('pay_a')
    for (let at = await one.deliver(); at !== undefined; at = await one.deliver()) one.pass(at - one.now())
    const { dead, waiting } = await deliveries()
    expect([dead.length, dead[0].object, waiting]).toEqual([1, 'pay_a', []])
  })

  test('shows what waits for the end of a pause', async () => {
    await one.happen('pay_a')
    await one.deliver()
    await call('POST', '/pause')
    await one.happen('pay_b', 'pay_a')
    await one.deliver()
    const { waiting } = await deliveries()
    expect(waiting).toEqual([
      { event: expect.any(String), object: 'pay_b', attempts: 0 },
      { event: expect.any(String), object: 'pay_a', attempts: 0 },
    ])
    expect((await deliveries('?object=pay_a')).waiting).toEqual([waiting[1]])
    expect((await deliveries(`?event=${waiting[0].event}`)).waiting).toEqual([waiting[0]])
    await call('POST', '/resume')
    await one.deliver()
    expect((await deliveries()).waiting).toEqual([])
  })

  test('shows at most 100 that wait, the oldest first', async () => {
    one.answer = () => ({ status: 500 })
    await one.happen(...Array.from({ length: 60 }, (_, n) => `pay_${n}`))
    await one.deliver()
    await call('POST', '/pause')
    await one.happen(...Array.from({ length: 60 }, (_, n) => `pay_${n}`))
    const { waiting } = await deliveries()
    expect(waiting.map(({ attempts }: Json) => attempts)).toEqual([...Array(60).fill(1), ...Array(40).fill(0)])
  })

  test('names the object of an event that later ones pass', async () => {
    const faults = `/control/worlds/${one.worldId}/faults`
    await one.bank.send('POST', faults, { scenario: 'delivery-out-of-order' }, one.controlKey)
    await one.happen('pay_a')
    await one.deliver()
    for (const query of ['', '?object=pay_a']) {
      const { waiting } = await deliveries(query)
      expect(waiting).toMatchObject([{ object: 'pay_a', nextAttempt: expect.any(String) }])
    }
  })

  test('filters by event, object, kind and result, and has pages', async () => {
    one.answer = ({ object }) => ({ status: object === 'pay_0' ? 500 : 200 })
    for (const from of [0, 60]) await one.happen(...Array.from({ length: 60 }, (_, n) => `pay_${from + n}`))
    await one.deliver()
    const first = await deliveries()
    const second = await deliveries(`?page=${first.next}`)
    expect([first.attempts.length, second.attempts.length, second.next]).toEqual([100, 20, undefined])
    const [{ event }] = second.attempts
    expect((await deliveries(`?event=${event}`)).attempts).toHaveLength(1)
    expect((await deliveries('?object=pay_7')).attempts).toHaveLength(1)
    expect((await deliveries('?object=pay_0')).waiting).toHaveLength(1)
    expect((await deliveries('?object=pay_')).waiting).toHaveLength(0)
    expect((await deliveries('?result=failed')).attempts.map(({ object }: Json) => object)).toEqual(['pay_0'])
    expect((await deliveries('?kind=payment.returned')).attempts).toEqual([])
    expect((await call('GET', '/deliveries?kind=payment.accept')).body.detail).toContain(
      'did you mean payment.accepted',
    )
    expect((await call('GET', '/deliveries?page=x')).status).toBe(400)
  })
})

describe('sending again', () => {
  test('one event: delivered, waiting or given up', async () => {
    await one.happen('pay_a')
    await one.deliver()
    const [{ event }] = (await deliveries()).attempts
    expect((await call('POST', `/deliveries/${event}/resend`)).body).toEqual({ events: [event], isMore: false })
    await one.deliver()
    expect(one.received.map(({ id }) => id)).toEqual([event, event])
    const { attempts, waiting } = await deliveries()
    expect([attempts.map(({ attempt }: Json) => attempt), waiting]).toEqual([[2, 1], []])

    one.answer = () => ({ status: 404 })
    await one.happen('pay_b')
    for (let at = await one.deliver(); at !== undefined; at = await one.deliver()) one.pass(at - one.now())
    const [gap] = (await deliveries()).dead
    one.answer = () => ({ status: 200 })
    await call('POST', `/deliveries/${gap.event}/resend`)
    await one.deliver()
    expect(one.received.at(-1)?.id).toBe(gap.event)
    expect((await deliveries()).dead).toEqual([])
  })

  test('a span of real time, in order', async () => {
    await one.happen('pay_a')
    await one.deliver()
    one.pass(60_000)
    const from = new Date(one.now()).toISOString()
    await one.happen('pay_a', 'pay_b')
    await one.happen('pay_a')
    await one.deliver()
    const before = one.received.splice(0).map(({ id }) => id)
    const { body } = await call('POST', '/resend', { from })
    expect(body.events).toEqual(before.slice(1).sort())
    await one.deliver()
    const order = one.received.filter(({ object }) => object === 'pay_a').map(({ id }) => id)
    expect([one.received.length, order]).toEqual([3, [...order].sort()])
    expect((await call('POST', '/resend', { from, to: '2026-11-24T09:00:00Z' })).body.detail).toContain(
      'to: must not be before from',
    )
    expect((await call('POST', '/resend', { from: 'yesterday' })).body.detail).toContain('from: must be an instant')
  })

  test('rejects an unknown event, and one that the webhook does not want', async () => {
    expect(await call('POST', '/deliveries/evt_1/resend')).toMatchObject({
      status: 404,
      body: { detail: expect.stringContaining(`${one.worldId} has no event evt_1`) },
    })
    const { id } = await one.subscribe({ kinds: ['payment.returned'] })
    await one.happen('pay_a')
    await one.deliver()
    const [{ event }] = (await deliveries()).attempts
    const other = path.replace(/whk_.*/, id)
    const { status, body } = await one.bank.send(
      'POST',
      `${other}/deliveries/${event}/resend`,
      undefined,
      one.controlKey,
    )
    expect([status, body.detail]).toEqual([400, `EventId: must be an event that ${id} wants (got payment.accepted)`])
  })

  test('waits while the webhook is paused', async () => {
    await one.happen('pay_a')
    await one.deliver()
    const [{ event }] = (await deliveries()).attempts
    await call('POST', '/pause')
    await call('POST', `/deliveries/${event}/resend`)
    await one.happen('pay_b')
    await one.deliver()
    expect(one.received).toHaveLength(1)
    await call('POST', '/resume')
    await one.deliver()
    expect(one.received.map(({ object }) => object)).toEqual(['pay_a', 'pay_a', 'pay_b'])
  })
})
