import { readFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createCaller } from '#sdk/call.ts'
import {
  createEventReceiver,
  createEventTokenVerifier,
  createWebhookVerifier,
  EventError,
  pollEvents,
  type SecurityEvent,
  type WebhookEvent,
} from '#sdk/events/index.ts'
import { runExample } from '#test/support/reference-impls/examples.ts'
import { connectRobot, openPartnerWorld, type PartnerWorld } from '#test/support/reference-impls/oauth.ts'
import { openOverHttp, type Reached, serve } from '#test/support/reference-impls/served.ts'

/*
 * The events of a sandbox, over HTTP to a receiver that uses the SDK. Faults are armed in the
 * world.
 */
let reached: Reached
let world: PartnerWorld
beforeEach(async () => {
  reached = await openOverHttp()
  world = await openPartnerWorld(reached)
})
afterEach(() => reached.close())

const control = async (path: string, body: object) => {
  const { id, controlKey } = world.world
  const { status, body: answer } = await reached.bank.send('POST', `/control/worlds/${id}${path}`, body, controlKey)
  expect([200, 201], JSON.stringify(answer)).toContain(status)
  return answer
}
const arm = (scenario: string, operation: string, parameters = {}) =>
  control('/faults', { scenario, parameters, when: { operations: [operation], count: 1 } })

/** Serves a receiver. Each outcome is an event, or the name of a failure. */
async function openReceiver<Event extends { readonly id: string; readonly type?: string }>(
  path: string,
  verify: () => Parameters<typeof createEventReceiver<Event>>[0],
) {
  const outcomes: (Event | string)[] = []
  const statuses: number[] = []
  let receive: ReturnType<typeof createEventReceiver> | undefined
  const { origin, close } = await serve(async (request, answer) => {
    const chunks = await Array.fromAsync(request)
    receive ??= createEventReceiver<Event>(verify(), (event) => void outcomes.push(event), {
      observe: (error) => void outcomes.push(error instanceof EventError ? error.name : String(error)),
    })
    const { status } = await receive({ headers: request.headers, body: Buffer.concat(chunks) })
    statuses.push(status)
    answer.writeHead(status).end()
  })
  return { url: origin + path, outcomes, statuses, close }
}

describe('webhooks', () => {
  let secret = ''
  let receiver: Awaited<ReturnType<typeof openReceiver<WebhookEvent>>>
  beforeEach(async () => {
    receiver = await openReceiver<WebhookEvent>('/webhooks', () => createWebhookVerifier({ secrets: secret }))
    const kinds = ['consent.authorised', 'consent.revoked']
    ;({ secret } = await control('/webhooks', { url: receiver.url, kinds }))
  })
  afterEach(() => receiver.close())

  const authorise = async () => (await connectRobot(world)).authorise()
  const waitFor = (outcomes: unknown[]) => vi.waitFor(() => expect(receiver.outcomes).toMatchObject(outcomes), 10_000)

  test('an event comes with the fields of its kind', async () => {
    const ConsentId = await authorise()
    const data = { kind: 'account-access', ConsentId, Status: 'AUTH', accounts: expect.any(Array) }
    await waitFor([{ id: expect.stringMatching(/^evt_/), type: 'consent.authorised', data }])
    expect(receiver.statuses).toEqual([202])
  })

  const authorised = { type: 'consent.authorised' }
  test.each([
    ['delivery-twice', {}, [authorised], 2],
    ['delivery-late', { delayMs: 50 }, [authorised], 1],
    ['delivery-wrong-signature', {}, ['InvalidSignatureError', authorised], 2],
    ['delivery-old-timestamp', {}, ['StaleMessageError', authorised], 2],
    ['delivery-very-large', {}, [authorised], 1],
  ])(
    '%s: each event is handled once, and what is wrong is rejected',
    async (scenario, parameters, outcomes, messages) => {
      await arm(scenario, 'webhook-delivery', parameters)
      await authorise()
      await waitFor(outcomes)
      await vi.waitFor(() => expect(receiver.statuses).toHaveLength(messages), 10_000)
      expect(receiver.outcomes).toHaveLength(outcomes.length)
      expect(receiver.statuses.filter((status) => status !== 202)).toEqual(outcomes.length > 1 ? [400] : [])
    },
  )

  test('delivery-unknown-kind: an event of an unknown kind is an event', async () => {
    await arm('delivery-unknown-kind', 'webhook-delivery')
    await authorise()
    // The right one follows under its own id.
    await waitFor([{ type: 'sandbank.unknown-kind' }, authorised])
    expect(receiver.statuses).toEqual([202, 202])
  })

  test('while a secret rotates, both secrets verify', async () => {
    const [{ id }] = (
      await reached.bank.send('GET', `/control/worlds/${world.world.id}/webhooks`, undefined, world.world.controlKey)
    ).body.webhooks
    await control(`/webhooks/${id}/rotate-secret`, {})
    await authorise()
    await waitFor([authorised])
  })
})

test('the receiver of the README handles what the sandbox sends', async () => {
  const readme = readFileSync(new URL('../../../../reference-impls/sdk/README.md', import.meta.url), 'utf8')
  const [, code = ''] = /```ts\n(import { createServer }.*?)```/s.exec(readme) ?? []
  let listener: RequestListener = () => {}
  const { origin, close } = await serve((request, answer) => listener(request, answer))
  const { id, secret } = await control('/webhooks', { url: `${origin}/webhooks` })
  const createServer = (one: RequestListener) => {
    listener = one
    return { listen: () => {} }
  }
  const names = { process: { env: { WEBHOOK_SECRET: secret } } }
  const said = await runExample(code, { ...world.access, names, more: { 'node:http': { createServer } } })
  expect(await control(`/webhooks/${id}/test`, {})).toMatchObject({ isDelivered: true })
  expect(said).toEqual([['webhook.test']])
  await close()
})

describe('security event tokens', () => {
  test.each([
    ['as they are', undefined, []],
    ['delivery-twice', 'delivery-twice', []],
    ['delivery-wrong-signature', 'delivery-wrong-signature', ['InvalidSignatureError']],
    ['delivery-wrong-audience', 'delivery-wrong-audience', ['WrongAudienceError']],
  ])('%s', async (_, scenario, failures) => {
    const { partner, registered, authorise } = await connectRobot(world)
    const { issuer, clientId } = registered
    const receiver = await openReceiver<SecurityEvent>('/v4.0/event-notifications', () =>
      createEventTokenVerifier({ issuer, clientId }),
    )
    const own = partner.ownConnection('accounts')
    const subscribed = await own.fetch(`${own.baseUrl}/event-subscriptions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await own.token()}`, 'content-type': 'application/json' },
      body: JSON.stringify({ Data: { Version: '4.0', CallbackUrl: receiver.url } }),
    })
    expect(subscribed.status, await subscribed.text()).toBe(201)
    if (scenario !== undefined) await arm(scenario, 'event-notification')

    const id = await authorise()
    const link = `${reached.baseUrl}/open-banking/v4.0/aisp/account-access-consents/${id}`
    const event = {
      types: ['resource-update'],
      resource: { id, type: 'account-access-consent', link },
      transaction: id,
    }
    await vi.waitFor(() => expect(receiver.outcomes).toMatchObject([...failures, event]), 10_000)
    const received = receiver.outcomes.at(-1) as SecurityEvent
    expect(received.happenedAt).toBeInstanceOf(Date)
    expect(Math.abs(received.issuedAt.getTime() - Date.now())).toBeLessThan(60_000)
    await receiver.close()
  })
})

test('a poll yields each event once it was acknowledged, and one that failed again', async () => {
  const { partner, registered, authorise } = await connectRobot(world)
  const own = partner.ownConnection('accounts')
  const { call } = createCaller(own)
  await call('POST', `${own.baseUrl}/event-subscriptions`, { Data: { Version: '4.0' } })
  const consents = [await authorise(), await authorise()]
  const verify = createEventTokenVerifier(registered)

  const first: string[] = []
  const fail = async () => {
    for await (const { resource } of pollEvents(own, verify)) {
      first.push(resource.id)
      throw new Error('the database is down')
    }
  }
  await expect(fail()).rejects.toThrow('the database is down')
  expect(first).toEqual(consents.slice(0, 1))

  const stop = new AbortController()
  let later: Promise<string> | undefined
  const seen: string[] = []
  for await (const { resource } of pollEvents(own, verify, { signal: stop.signal })) {
    seen.push(resource.id)
    if (seen.length === 2) later = authorise()
    if (seen.length === 3) stop.abort()
  }
  expect(seen).toEqual([...consents, await later])
})

test('a poll without a subscription, or with a token for another client, is an error', async () => {
  const { partner, registered, authorise } = await connectRobot(world)
  const own = partner.ownConnection('accounts')
  const verify = createEventTokenVerifier({ ...registered, clientId: 'tpp_other' })
  await expect(pollEvents(own, verify).next()).rejects.toMatchObject({ failure: 'rejected', status: 400 })
  await createCaller(own).call('POST', `${own.baseUrl}/event-subscriptions`, { Data: { Version: '4.0' } })
  await authorise()
  await expect(pollEvents(own, verify).next()).rejects.toMatchObject({ name: 'WrongAudienceError' })
})
