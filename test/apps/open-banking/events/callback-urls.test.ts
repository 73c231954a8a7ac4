import { beforeEach, expect, test } from 'vitest'
import { base, poll, send, subscribe } from '#test/support/events/subscribers.ts'
import { type Bank, openBankWithStoppedClock, type Partner } from '#test/support/partners.ts'
import { joinPayer, outcomeOf } from '#test/support/payers.ts'

const Url = 'https://app.example/open-banking/v4.0/event-notifications'

let bank: Bank
let partner: Partner
beforeEach(async () => {
  bank = await openBankWithStoppedClock()
  partner = await joinPayer(bank)
})

const register = (one: Partner, more: object = {}) =>
  send(one, 'POST', '/callback-urls', { Data: { Url, Version: '4.0', ...more } })

test('a partner creates, reads, changes and deletes its callback URL', async () => {
  const created = await register(partner)
  const { CallbackUrlId: id, ...rest } = created.body.Data
  expect([created.status, rest]).toEqual([201, { Url, Version: '4.0' }])
  expect(created.body.Links.Self).toBe(`${bank.sandbox.baseUrl}${base}/callback-urls/${id}`)
  expect((await send(partner, 'GET', '/callback-urls')).body.Data).toEqual({ CallbackUrl: [created.body.Data] })
  const Data = { ...created.body.Data, Url: Url.replace('app', 'new') }
  expect((await send(partner, 'PUT', `/callback-urls/${id}`, { Data })).body.Data).toEqual(Data)
  expect((await send(partner, 'DELETE', `/callback-urls/${id}`)).status).toBe(204)
  expect((await send(partner, 'GET', '/callback-urls')).body.Data).toEqual({ CallbackUrl: [] })
})

test('a partner has one callback URL, and an event subscription beside it', async () => {
  await register(partner)
  expect((await register(partner)).status).toBe(409)
  expect((await subscribe(partner)).status).toBe(201)
  expect((await register(await joinPayer(bank))).status).toBe(201)
})

test('neither resource shows or deletes what the other created', async () => {
  const { CallbackUrlId: url } = (await register(partner)).body.Data
  const { EventSubscriptionId: subscription } = (await subscribe(partner)).body.Data
  const foreign = [
    await send(partner, 'DELETE', `/event-subscriptions/${url}`),
    await send(partner, 'DELETE', `/callback-urls/${subscription}`),
  ]
  expect(foreign.map(outcomeOf)).toEqual(['400 U011 path EventSubscriptionId', '400 U011 path CallbackUrlId'])
  expect((await send(partner, 'GET', '/event-subscriptions')).body.Data.EventSubscription).toHaveLength(1)
  expect((await send(partner, 'GET', '/callback-urls')).body.Data.CallbackUrl).toHaveLength(1)
})

test('a callback URL does not let a partner poll', async () => {
  await register(partner)
  expect(outcomeOf(await poll(partner))).toBe('400 U011')
})

test.each<[string, object, string]>([
  ['no URL', { Url: 'app.example' }, '400 U002 Data.Url'],
  ['another end', { Url: 'https://app.example/events' }, '400 U002 Data.Url'],
  ['the metadata service', { Url: 'https://169.254.169.254/v4.0/event-notifications' }, '400 U002 Data.Url'],
  ['another version', { Version: '3.1' }, '400 U002 Data.Version'],
  ['event types', { EventTypes: ['UK.OBIE.Resource-Update'] }, '400 U005 Data.EventTypes'],
])('%s is rejected', async (_, Data, outcome) => {
  expect(outcomeOf(await register(partner, Data))).toBe(outcome)
})
