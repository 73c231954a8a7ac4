import { describe, expect, test } from 'vitest'
import { computedKinds, eventKindNames } from '#bank/events/kinds.ts'
import { sqliteStore } from '#store/sqlite.ts'
import { externalPayee, openPaymentBank } from '#test/support/payment-bank.ts'
import { openEventfulBank } from '#test/support/payments/eventful-bank.ts'
import { type Json, rejectionOf, testNow, testSandbox } from '#test/support/sandbox.ts'

const bank = await openEventfulBank()
const { sandbox, newWorld } = bank
const list = async (query = '', { send } = sandbox, world = newWorld) =>
  send('GET', `/control/worlds/${world.id}/events${query}`, undefined, world.controlKey)

describe('the events of a world', () => {
  test('come oldest first, with the kinds that are recorded and since when', async () => {
    const { status, body } = await list()
    expect(status).toBe(200)
    const ids: string[] = body.events.map(({ id }: Json) => id)
    expect(ids).toEqual(ids.toSorted())
    expect(body).toMatchObject({ last: ids.at(-1), isMore: false })
    expect(body.recorded).toEqual(Object.fromEntries(eventKindNames.map((kind) => [kind, testNow])))
  })

  test('show a kind of computed history as recorded only once a webhook names it', async () => {
    const here = await testSandbox({ isLocal: true })
    const world = await here.createWorld()
    const recorded = async () => (await list('', here, world)).body.recorded
    const always = eventKindNames.filter((kind) => !computedKinds.has(kind))
    expect(Object.keys(await recorded())).toEqual(always)
    const webhook = { url: 'http://127.0.0.1:9/', kinds: ['transactions.booked'] }
    await here.send('POST', `/control/worlds/${world.id}/webhooks`, webhook, world.controlKey)
    expect(Object.keys(await recorded()).toSorted()).toEqual([...always, 'transactions.booked'].toSorted())
  })

  test('follow each other: after each one come the later ones', async () => {
    const { body } = await list()
    for (const [n, { id }] of body.events.entries())
      expect((await list(`?after=${id}`)).body.events).toEqual(body.events.slice(n + 1))
    expect((await list(`?after=${body.last}`)).body).toMatchObject({ events: [], last: body.last, isMore: false })
  })

  test.each([
    ['partner=app_other', 'query partner: must be the clientId of a partner'],
    ['account=acc_0_curent', 'query account: must be the id of an account of this bank'],
  ])('of what the world does not have are rejected: ?%s', async (query, why) => {
    const { status, body } = await list(`?${query}`)
    expect([status, body.detail]).toEqual([400, expect.stringContaining(why)])
  })

  test.each([
    ['kind=payment.returned', ['payment.returned']],
    [
      'account=acc_6_business',
      ['payment.awaiting-approval', 'payment.approved', 'payment.accepted', 'payment.settled'],
    ],
    ['account=acc_0_current&kind=mandate.revoked', ['mandate.revoked']],
  ])('are filtered by ?%s', async (query, kinds) => {
    const { body } = await list(`?${query}`)
    expect(body.events.map(({ type }: Json) => type)).toEqual(kinds)
  })

  test.each([
    ['?after=evt_1', 'query after: must be the id of an event, such as evt_'],
    ['?kind=payment.acepted', 'did you mean payment.accepted'],
    ['?waitS=21', 'must be 20 or less'],
    ['?of=app_1', 'known fields: after, kind, partner, account, waitS'],
  ])('%s is rejected with what is expected', async (query, message) => {
    const answer = await list(query)
    expect(answer.status).toBe(400)
    expect(JSON.stringify(answer.body)).toContain(message)
  })

  test('are those of one world alone', async () => {
    const other = await sandbox.createWorld()
    expect((await list('', sandbox, other)).body).toMatchObject({ events: [], isMore: false })
    const answer = await sandbox.send('GET', `/control/worlds/${newWorld.id}/events`, undefined, other.controlKey)
    expect(rejectionOf(answer)).toBe('403 world-foreign')
  })

  test('come in pages', async () => {
    const many = await openPaymentBank({ ada: '1000.00' }, { isLocal: true })
    for (let n = 0; n < 101; n++) await many.pay('ada', externalPayee, '1.00')
    const first = (await list('', many.sandbox, many.newWorld)).body
    expect([first.events.length, first.isMore]).toEqual([100, true])
    const second = (await list(`?after=${first.last}`, many.sandbox, many.newWorld)).body
    expect([second.events.length, second.isMore]).toEqual([1, false])
  })
})

describe('waiting for an event', () => {
  const open = (more: object) => openPaymentBank({ ada: '100.00' }, { isLocal: true, ...more })

  test('ends with the event, at once', async () => {
    const here = await open({ wait: () => new Promise(() => {}) })
    const waiting = list('?waitS=20', here.sandbox, here.newWorld)
    await here.pay('ada', externalPayee, '1.00')
    expect((await waiting).body.events).toMatchObject([{ type: 'payment.accepted' }])
  })

  test('ends without one after the time, in pauses of a second', async () => {
    const pauses: number[] = []
    const here = await open({ wait: async (ms: number) => pauses.push(ms) })
    expect((await list('?waitS=3', here.sandbox, here.newWorld)).body.events).toEqual([])
    expect(pauses).toEqual([1_000, 1_000, 1_000])
  })

  test('finds what another process has stored, and what became due since', async () => {
    const pauses: (() => void)[] = []
    const here = await open({ wait: () => new Promise<void>((resolve) => pauses.push(resolve)) })
    const tomorrow = { RequestedExecutionDateTime: '2026-11-25T09:00:00Z' }
    const instruction = { InstructionIdentification: 'I1', CreditorAccount: externalPayee, ...tomorrow }
    const InstructedAmount = { Amount: '1.00', Currency: 'GBP' }
    await here.place('ada', 'domestic-scheduled-payment', { ...instruction, InstructedAmount })
    const { last } = (await list('', here.sandbox, here.newWorld)).body
    const waiting = list(`?after=${last}&waitS=20`, here.sandbox, here.newWorld)
    while (pauses.length === 0) await new Promise(setImmediate)
    await here.advance({ days: 1 })
    for (const go of pauses) go()
    expect((await waiting).body.events).toMatchObject([
      { type: 'payment.accepted', timestamp: '2026-11-25T09:00:00.000Z' },
      { type: 'payment.settled', timestamp: '2026-11-25T09:00:05.000Z' },
    ])
  })

  test('takes no longer than the host allows', async () => {
    const pauses: number[] = []
    const here = await open({ wait: async (ms: number) => pauses.push(ms), catchUpBudgetMs: 500 })
    await list('?waitS=20', here.sandbox, here.newWorld)
    expect(pauses).toEqual([500])
  })
})

test('a sandbox in the cloud says that it records nothing, and records nothing', async () => {
  const here = await openPaymentBank({ ada: '100.00' }, { store: sqliteStore({ now: () => Date.parse(testNow) }) })
  await here.pay('ada', externalPayee, '1.00')
  expect((await list('', here.sandbox, here.newWorld)).body).toEqual({ events: [], isMore: false, recorded: {} })
})

describe('the live stream of events', () => {
  const open = async (query = '', more: object = {}, headers: Record<string, string> = {}) => {
    const waits: (() => void)[] = []
    const wait = () => new Promise<void>((resolve) => waits.push(resolve))
    const here = await openPaymentBank({ ada: '100.00' }, { isLocal: true, wait, ...more })
    const path = `/control/worlds/${here.newWorld.id}/events/live${query}`
    const follow = (more = headers) => here.sandbox.request(path, { token: here.newWorld.controlKey, headers: more })
    return { here, waits, follow }
  }
  /** Reads a stream until it ends, or until it has sent a text. */
  async function read(response: Response, until?: string): Promise<string> {
    const reader = (response.body as ReadableStream<Uint8Array>).getReader()
    for (let text = ''; ; ) {
      const { value, done } = await reader.read()
      text += new TextDecoder().decode(value)
      if (done) return text
      if (until === undefined || !text.includes(until)) continue
      await reader.cancel()
      return text
    }
  }
  const idsOf = (text: string) => [...text.matchAll(/^id: (\S+)$/gm)].map(([, id]) => id as string)

  test('sends what happens from now on, and after a break what was missed', async () => {
    const { here, follow } = await open()
    await here.pay('ada', externalPayee, '1.00')
    const response = await follow()
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    const reading = read(response, 'data:')
    await here.pay('ada', externalPayee, '2.00')
    const text = await reading
    expect(JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? '')).toMatchObject({ type: 'payment.accepted' })
    await here.pay('ada', externalPayee, '3.00')
    const missed = await read(await follow({ 'last-event-id': idsOf(text)[0] as string }), 'data:')
    const all = (await list('', here.sandbox, here.newWorld)).body.events.map(({ id }: Json) => id)
    expect([...idsOf(text), ...idsOf(missed)]).toEqual(all.slice(1))
  })

  test('sends only what passes the filter, and ends after its time', async () => {
    const { here, waits, follow } = await open('?kind=payment.rejected&seconds=2')
    const reading = read(await follow())
    await here.pay('ada', externalPayee, '1.00')
    await here.pay('ada', externalPayee, '999.00')
    let isOver = false
    void reading.then(() => {
      isOver = true
    })
    while (!isOver) {
      for (const go of waits.splice(0)) go()
      await new Promise(setImmediate)
    }
    const text = await reading
    expect(idsOf(text)).toHaveLength(1)
    expect(text).toContain('"type":"payment.rejected"')
  })

  test('ends with its world', async () => {
    const { here, waits, follow } = await open()
    const reading = read(await follow())
    const { id, controlKey } = here.newWorld
    await here.sandbox.send('DELETE', `/control/worlds/${id}`, undefined, controlKey)
    while (waits.length === 0) await new Promise(setImmediate)
    for (const go of waits) go()
    expect(idsOf(await reading)).toEqual([])
  })

  test('is rejected in the cloud, and with an unknown id', async () => {
    const cloud = await open('', { catchUpBudgetMs: 20_000 })
    const answer = await cloud.follow()
    expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('/events?after=ID&waitS=20')])
    const wrong = await (await open()).follow({ 'last-event-id': 'evt_1' })
    expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('header Last-Event-ID: must be')])
  })
})
