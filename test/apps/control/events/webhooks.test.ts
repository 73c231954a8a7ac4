import { Webhook as Verifier } from 'standardwebhooks'
import { describe, expect, test, vi } from 'vitest'
import type { Message, Sent } from '#bank/events/message.ts'
import type { Webhook } from '#bank/events/subscription.ts'
import { buildWholeRequest } from '#bank/requests/views.ts'
import { listSubscriptions } from '#store/events/subscriptions.ts'
import type { RequestLog } from '#store/requests/request-log.ts'
import type { Sandbox } from '#store/world.ts'
import { worldOf } from '#test/support/grants.ts'
import { type Json, rejectionOf, testNow, testSandbox } from '#test/support/sandbox.ts'

const url = 'http://localhost:3000/webhooks'
const ownSecret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`

async function open(more: Partial<Sandbox> = {}) {
  const bank = await testSandbox({ isLocal: true, ...more })
  const newWorld = await bank.createWorld()
  const path = `/control/worlds/${newWorld.id}/webhooks`
  const call = (method: string, below = '', body?: unknown) =>
    bank.send(method, path + below, body, newWorld.controlKey)
  const create = async (body: object = {}): Promise<Json> => {
    const answer = await call('POST', '', { url, ...body })
    expect(answer.status, JSON.stringify(answer.body)).toBe(201)
    return answer.body
  }
  const world = () => worldOf(bank, newWorld)
  const stored = async () => (await listSubscriptions(await world())) as Webhook[]
  return { bank, newWorld, path, call, create, world, stored }
}

describe('a webhook', () => {
  test('is created with a secret that only its creation shows, and listed oldest first', async () => {
    const { bank, call, create, stored } = await open()
    const { secret, ...first } = await create({ kinds: ['payment.accepted', 'payment.accepted'], name: 'Till' })
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{48}$/)
    expect(first).toEqual({
      ...{ id: expect.stringMatching(/^whk_\w{12}$/), url, name: 'Till', kinds: ['payment.accepted'], clock: 'real' },
      ...{ createdAt: testNow, status: 'active' },
    })
    expect((await stored())[0]?.secrets).toEqual([{ text: secret }])
    bank.setReal('2026-11-24T09:31:00.000Z')
    const { secret: second, ...other } = await create({ secret: ownSecret, clock: 'world', account: 'acc_0_current' })
    expect(second).toBe(ownSecret)
    const { status, body } = await call('GET')
    expect(status).toBe(200)
    expect(body).toEqual({ webhooks: [first, other] })
    expect((await call('GET', `/${other.id}`)).body).toEqual(other)
  })

  test('records the kinds that it wants from now on, and no longer once it is deleted', async () => {
    const { call, create, world } = await open({ isLocal: false, baseUrl: 'https://bank.example' })
    const { id } = await create({ url: 'https://app.example/hook', kinds: ['payment.returned'] })
    const since = Date.parse(testNow)
    expect((await world()).record.listening).toEqual({ 'payment.returned': since })
    await call('PATCH', `/${id}`, { kinds: ['payment.returned', 'consent.revoked'] })
    expect((await world()).record.listening).toEqual({ 'consent.revoked': since, 'payment.returned': since })
    await call('POST', `/${id}/pause`)
    expect(Object.keys((await world()).record.listening ?? {})).toHaveLength(2)
    expect((await call('DELETE', `/${id}`)).status).toBe(204)
    expect((await world()).record.listening).toBeUndefined()
    expect(rejectionOf(await call('GET', `/${id}`))).toBe('404 webhook-not-found')
  })

  test('is made once for an idempotency key, and a retry shows the same secret', async () => {
    const { bank, call, path, newWorld } = await open()
    const send = async (body: object) => {
      const headers = { 'content-type': 'application/json', 'x-idempotency-key': 'k1' }
      const init = { method: 'POST', headers, body: JSON.stringify(body), token: newWorld.controlKey }
      const response = await bank.request(path, init)
      return { status: response.status, body: (await response.json()) as Json }
    }
    const [first, second] = await Promise.all([send({ url }), send({ url })])
    expect(first.status).toBe(201)
    expect(second).toEqual(first)
    expect(await send({ url })).toEqual(first)
    expect(rejectionOf(await send({ url, name: 'x' }))).toBe('400 idempotency-mismatch')
    expect((await call('GET')).body.webhooks).toHaveLength(1)
    await call('DELETE', `/${first.body.id}`)
    const again = await send({ url })
    expect(rejectionOf(again)).toBe('409 conflict')
    expect(again.body.detail).toBe(
      `${first.body.id} was deleted since; send a new x-idempotency-key for another webhook`,
    )
  })

  test('changes in what a request names, and null removes a filter', async () => {
    const { bank, call, create, newWorld } = await open()
    const { body: partner } = await bank.send('POST', '/control/partners', {}, newWorld.controlKey)
    const { secret: _, ...before } = await create({ kinds: ['payment.accepted'], account: 'acc_0_current', name: 'a' })
    const change = async (body: object) => (await call('PATCH', `/${before.id}`, body)).body
    expect(await change({ partner: partner.clientId })).toEqual({ ...before, partner: partner.clientId })
    const { kinds: __, account: ___, name: ____, ...bare } = before
    expect(await change({ kinds: null, account: null, name: null, partner: null, clock: 'world' })).toEqual({
      ...bare,
      clock: 'world',
    })
    expect(await change({ url: 'http://127.0.0.1:1/x' })).toEqual({
      ...bare,
      clock: 'world',
      url: 'http://127.0.0.1:1/x',
    })
  })

  test('pauses and resumes, as often as it is asked to', async () => {
    const { bank, call, create } = await open()
    const { id } = await create()
    const paused = { status: 'paused', stoppedAt: testNow }
    expect((await call('POST', `/${id}/pause`)).body).toMatchObject(paused)
    bank.setReal('2026-11-24T10:00:00.000Z')
    expect((await call('POST', `/${id}/pause`)).body).toMatchObject(paused)
    for (let n = 0; n < 2; n++) {
      const { status, body } = await call('POST', `/${id}/resume`)
      expect([status, body.status, body.stoppedAt]).toEqual([200, 'active', undefined])
    }
  })

  test('that its receiver disabled with 410 is enabled by resuming it, or by a new URL', async () => {
    const { bank, call, create, stored, newWorld } = await open()
    const { id } = await create()
    const disable = async () => {
      const [webhook] = await stored()
      const value = { ...webhook, stopped: { by: 'gone', at: Date.parse(testNow) } }
      const key = { partition: `world/${newWorld.id}`, path: `subscription/${id}` }
      await bank.store.commit([{ put: key, expect: 'present', value }])
      expect((await call('GET', `/${id}`)).body).toMatchObject({ status: 'disabled', stoppedAt: testNow })
    }
    await disable()
    expect((await call('PATCH', `/${id}`, { name: 'x' })).body.status).toBe('disabled')
    expect((await call('PATCH', `/${id}`, { url: `${url}2` })).body.status).toBe('active')
    await disable()
    expect((await call('POST', `/${id}/resume`)).body.status).toBe('active')
  })
})

describe('the secret of a webhook', () => {
  test('rotates: the old one signs too for a day', async () => {
    const { bank, call, create, stored } = await open()
    const { id, secret: old } = await create()
    const { status, body } = await call('POST', `/${id}/rotate-secret`)
    expect(status).toBe(200)
    expect(body).toMatchObject({ id, oldSignsUntil: '2026-11-25T09:30:00.000Z' })
    expect((await stored())[0]?.secrets).toEqual([
      { text: body.secret },
      { text: old, until: Date.parse(body.oldSignsUntil) },
    ])
    expect(body.secret).not.toBe(old)
    bank.setReal('2026-11-25T09:30:00.000Z')
    expect((await call('GET', `/${id}`)).body.oldSignsUntil).toBeUndefined()
  })

  test.each([
    [0, undefined],
    [1.5, '2026-11-24T11:00:00.000Z'],
  ])('rotates with %d hours for the old one', async (oldSignsForHours, oldSignsUntil) => {
    const { call, create, stored } = await open()
    const { id } = await create()
    const { body } = await call('POST', `/${id}/rotate-secret`, { oldSignsForHours, secret: ownSecret })
    expect([body.secret, body.oldSignsUntil]).toEqual([ownSecret, oldSignsUntil])
    expect((await stored())[0]?.secrets).toHaveLength(oldSignsUntil ? 2 : 1)
  })

  test('rotates once for an idempotency key, so a retry keeps the first secret valid', async () => {
    const { bank, create, path, newWorld, stored } = await open()
    const { id, secret } = await create()
    const headers = { 'x-idempotency-key': 'k1' }
    const rotate = async () =>
      (
        await bank.request(`${path}/${id}/rotate-secret`, { method: 'POST', headers, token: newWorld.controlKey })
      ).json()
    expect(await rotate()).toEqual(await rotate())
    expect((await stored())[0]?.secrets[1]?.text).toBe(secret)
  })

  test('cannot be replaced by itself', async () => {
    const { call, create } = await open()
    const { id } = await create({ secret: ownSecret })
    const answer = await call('POST', `/${id}/rotate-secret`, { secret: ownSecret })
    expect(rejectionOf(answer)).toBe('400 field-invalid')
    expect(answer.body.errors[0].message).toContain('secret: is the present one')
  })

  test.each([
    ['hunter2', 'a text without whsec_'],
    ['whsec_', '0 bytes'],
    [`whsec_${Buffer.alloc(23).toString('base64')}`, '23 bytes'],
    [`whsec_${Buffer.alloc(65).toString('base64')}`, '65 bytes'],
    [`whsec_${'A'.repeat(31)}!`, 'a text that is not base64'],
    [`whsec_${'-_'.repeat(16)}`, 'a text that is not base64'],
    [`whsec_${Buffer.alloc(25).toString('base64').replace('=', '')}`, 'a text that is not base64 with its padding'],
  ])('is not %s, and the error does not repeat it', async (secret, got) => {
    const { call, create } = await open()
    const { id } = await create()
    for (const answer of [
      await call('POST', '', { url, secret }),
      await call('POST', `/${id}/rotate-secret`, { secret }),
    ]) {
      expect(rejectionOf(answer)).toBe('400 field-invalid')
      expect(answer.body.errors[0].path).toBe('secret')
      expect(answer.body.errors[0].message).toContain(`24 to 64 random bytes in base64 (got ${got}`)
      if (secret.length > 10) expect(JSON.stringify(answer.body)).not.toContain(secret)
    }
  })

  test('stands in no entry of the request log', async () => {
    const send = vi.fn(async (): Promise<Sent> => ({ status: 200, durationMs: 1 }))
    const { bank, call, create } = await open({ send })
    const { id, secret } = await create()
    await create({ secret: ownSecret })
    const { body } = await call('POST', `/${id}/rotate-secret`)
    const { body: sent } = await call('POST', `/${id}/test`)
    const signatures = sent.message.headers['webhook-signature'].split(' ')
    await call('POST', '', { url, secret: `${ownSecret}=` })
    const all = [...(bank.sandbox.requestLog as RequestLog).all()]
    const shown = JSON.stringify(all.map(({ record }) => buildWholeRequest('req', record, {})))
    expect(shown).toContain('RotateWebhookSecret')
    for (const text of [secret, ownSecret, body.secret, ...signatures]) expect(shown).not.toContain(text.slice(6))
  })
})

describe('a test message', () => {
  test('is sent now, verifies with both secrets, and the answer shows what the receiver said', async () => {
    const sent: Message[] = []
    const send = async (message: Message): Promise<Sent> => {
      sent.push(message)
      return { status: 200, durationMs: 12, body: 'x'.repeat(5_000) }
    }
    const { bank, call, create } = await open({ send })
    bank.setReal(new Date().toISOString())
    const { id, secret: old } = await create()
    const { body: rotated } = await call('POST', `/${id}/rotate-secret`)
    await call('POST', `/${id}/pause`)
    const { status, body } = await call('POST', `/${id}/test`)
    expect(status).toBe(200)
    expect(body).toEqual({ isDelivered: true, status: 200, durationMs: 12, body: 'x'.repeat(1_000), message: sent[0] })
    for (const secret of [old, rotated.secret]) {
      const payload = new Verifier(secret).verify(body.message.body, body.message.headers) as Json
      expect(payload).toEqual({
        id: body.message.headers['webhook-id'],
        type: 'webhook.test',
        timestamp: testNow,
        data: { webhook: id },
      })
    }
  })

  test.each([
    [{ status: 302 }, 'redirects are not followed'],
    [{ status: 410 }, 'disables the webhook'],
    [{ status: 500 }, 'a delivery succeeds with 200 to 299'],
    [{ error: 'localhost:3000 refused the connection: nothing listens there' }, 'nothing listens there'],
  ])('that gets %j says why it was not delivered', async (answer, why) => {
    const { call, create } = await open({ send: async () => ({ durationMs: 1, ...answer }) })
    const { id } = await create()
    const { status, body } = await call('POST', `/${id}/test`)
    expect([status, body.isDelivered]).toEqual([200, false])
    expect(body.why).toContain(why)
    expect((await call('GET', `/${id}`)).body.status).toBe('active')
  })

  test('says so where nothing is sent', async () => {
    const { call, create } = await open()
    const { id } = await create()
    expect((await call('POST', `/${id}/test`)).body.why).toBe('this sandbox sends no events')
  })
})

describe('a webhook is rejected', () => {
  test.each([
    [{ url: 'ftp://localhost/x' }, 'url', 'must begin with http:// or https://'],
    [{ url: 'http://u:p@localhost/x' }, 'url', 'must not contain a user name or password'],
    [{ url: 'localhost:3000' }, 'url', 'must begin with http'],
    [{}, 'url', 'is required'],
    [{ url, kinds: [] }, 'kinds', 'must not be empty'],
    [{ url, kinds: ['payment.acepted'] }, 'kinds.0', 'did you mean payment.accepted? (got "payment.acepted")'],
    [{ url, kinds: ['payment.accepted', 'cake'] }, 'kinds.1', 'must be one of consent.authorised, '],
    [{ url, partner: 'app_none' }, 'partner', 'must be the clientId of a partner of this world, or the id of one of'],
    [{ url, account: 'acc_none' }, 'account', 'such as acc_0_current (got acc_none)'],
    [{ url, account: 'acc_0_curent' }, 'account', '; cus_0 has acc_0_current, '],
    [{ url, clock: 'sun' }, 'clock', 'must be one of "real", "world"'],
    [{ url, colour: 'red' }, 'colour', 'known fields: url'],
  ])('%j', async (body, path, message) => {
    const { call, stored } = await open()
    const answer = await call('POST', '', body)
    expect(answer.status).toBe(400)
    expect(answer.body.errors[0].path).toBe(path)
    expect(answer.body.errors[0].message).toContain(message)
    expect(await stored()).toEqual([])
  })

  test.each([
    [{ url: 'http://app.example/x' }, 'must begin with https://'],
    [{ url: 'https://169.254.169.254/x' }, 'a link-local address'],
    [{ url: 'https://localhost/x' }, 'must have a public host name'],
  ])('in the cloud: %j', async (body, message) => {
    const { call, create } = await open({ isLocal: false, baseUrl: 'https://bank.example' })
    const { id } = await create({ url: 'https://app.example/hook' })
    for (const answer of [await call('POST', '', body), await call('PATCH', `/${id}`, body)]) {
      expect(rejectionOf(answer)).toBe('400 field-invalid')
      expect(answer.body.errors[0].message).toContain(message)
    }
  })

  test('as the 101st of a world, also in 200 requests at once; a deleted one makes room', async () => {
    const { call, create, stored } = await open()
    const answers = await Promise.all(Array.from({ length: 200 }, () => call('POST', '', { url })))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(100)
    const rejected = answers.filter(({ status }) => status !== 201)
    expect(new Set(rejected.map(rejectionOf))).toEqual(new Set(['409 limit-reached']))
    expect(await stored()).toHaveLength(100)
    await call('DELETE', `/${(await stored())[0]?.id}`)
    await create()
  })
})

test('two changes at once are both kept', async () => {
  const { call, create } = await open()
  const { id } = await create()
  await Promise.all([call('PATCH', `/${id}`, { name: 'x' }), call('PATCH', `/${id}`, { clock: 'world' })])
  expect((await call('GET', `/${id}`)).body).toMatchObject({ name: 'x', clock: 'world' })
})

test('a reset keeps webhooks, and a fork has none', async () => {
  const { bank, call, create, newWorld, world } = await open()
  const { id } = await create({ kinds: ['payment.accepted'] })
  await bank.send('POST', `/control/worlds/${newWorld.id}/reset`, undefined, newWorld.controlKey)
  expect((await call('GET', `/${id}`)).status).toBe(200)
  expect(Object.keys((await world()).record.listening ?? {})).toEqual(['payment.accepted'])
  const { body: fork } = await bank.send('POST', `/control/worlds/${newWorld.id}/fork`, {}, newWorld.controlKey)
  const { body } = await bank.send('GET', `/control/worlds/${fork.id}/webhooks`, undefined, fork.controlKey)
  expect(body).toEqual({ webhooks: [] })
  expect((await worldOf(bank, fork)).record.listening).toBeUndefined()
})
