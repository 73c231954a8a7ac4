import { beforeEach, describe, expect, test } from 'vitest'
import { authoriseAndRevoke, base, poll, pollIds, send, subscribe, verify } from '#test/support/events/subscribers.ts'
import { expectOfficial } from '#test/support/official-schemas.ts'
import { type Bank, connect, openBankWithStoppedClock, type Partner, passSeconds } from '#test/support/partners.ts'
import { joinPayer, outcomeOf } from '#test/support/payers.ts'
import type { Json } from '#test/support/sandbox.ts'

const update = 'urn:uk:org:openbanking:events:resource-update'
const revocation = 'urn:uk:org:openbanking:events:consent-authorization-revoked'
const linkedAccounts = 'urn:uk:org:openbanking:events:account-access-consent-linked-account-update'
const none = { moreAvailable: false, sets: {} }

let bank: Bank
let partner: Partner
beforeEach(async () => {
  bank = await openBankWithStoppedClock()
  partner = await joinPayer(bank)
  expect((await subscribe(partner)).status).toBe(201)
})

test('a partner hears of an authorisation and a revocation, acknowledges both, and then hears nothing', async () => {
  const consent = await authoriseAndRevoke(partner)
  const { status, body } = await poll(partner)
  expect(status).toBe(200)
  expectOfficial('events', 'OBEventPollingResponse1', { body })
  const tokens = await verify(partner, body.sets)
  const link = `${bank.sandbox.baseUrl}${base}/aisp/account-access-consents/${consent}`
  const subject = {
    subject_type: 'http://openbanking.org.uk/rid_http://openbanking.org.uk/rty',
    'http://openbanking.org.uk/rid': consent,
    'http://openbanking.org.uk/rty': 'account-access-consent',
    'http://openbanking.org.uk/rlk': [{ version: 'v4.0', link }],
  }
  expect(tokens.map(({ sub, txn, events }) => ({ sub, txn, events }))).toEqual([
    { sub: link, txn: consent, events: { [update]: { subject } } },
    { sub: link, txn: consent, events: { [revocation]: { subject } } },
  ])
  expect(tokens.map(({ jti }) => jti)).toEqual(Object.keys(body.sets))
  expectOfficial('event-notifications', 'OBEventNotification1', { body: tokens[0] })
  expect((await poll(partner, { ack: Object.keys(body.sets) })).body).toEqual(none)
  expect((await poll(partner)).body).toEqual(none)
  expect(bank.logged).toEqual([])
})

test('a customer who authorises again with other accounts changes the linked accounts', async () => {
  const { consent } = await connect(partner, { robot: 'approve, accounts=first' })
  await connect(partner, { consent, robot: 'approve, accounts=first' })
  await connect(partner, { consent, robot: 'approve, accounts=all' })
  const tokens = await verify(partner, (await poll(partner)).body.sets)
  expect(tokens.map(({ events }) => Object.keys(events))).toEqual([[update], [update], [update, linkedAccounts]])
})

test('a token comes again with the same claims until it is acknowledged', async () => {
  await authoriseAndRevoke(partner)
  const [first, again] = [(await poll(partner)).body.sets, (await poll(partner)).body.sets]
  expect(await verify(partner, again)).toEqual(await verify(partner, first))
})

test('tokens are acknowledged in any order, and twice', async () => {
  await authoriseAndRevoke(partner)
  await authoriseAndRevoke(partner)
  const [first, second, third, fourth] = (await pollIds(partner)) as [string, string, string, string]
  expect(await pollIds(partner, { ack: [third] })).toEqual([first, second, fourth])
  expect(await pollIds(partner, { ack: [first, third, first] })).toEqual([second, fourth])
  expect(await pollIds(partner, { ack: [second, fourth] })).toEqual([])
  expect(await pollIds(partner, { ack: [first, second, third, fourth] })).toEqual([])
})

test('maxEvents limits an answer, and 0 only acknowledges', async () => {
  await authoriseAndRevoke(partner)
  const { body } = await poll(partner, { maxEvents: 1 })
  expect([Object.keys(body.sets).length, body.moreAvailable]).toEqual([1, true])
  const acknowledged = await poll(partner, { maxEvents: 0, ack: Object.keys(body.sets) })
  expect(acknowledged.body).toEqual({ moreAvailable: true, sets: {} })
  expect(await pollIds(partner, { maxEvents: 1_000_000 })).toHaveLength(1)
})

test('a token that the partner could not process comes again, after the others', async () => {
  await authoriseAndRevoke(partner)
  const [first, second] = (await pollIds(partner)) as [string, string]
  const setErrs = { [first]: { err: 'invalid_key', description: 'the key is unknown' } }
  expect(await pollIds(partner, { setErrs })).toEqual([second, first])
  expect(await pollIds(partner, { maxEvents: 1 })).toEqual([second])
  expect(await pollIds(partner, { ack: [second] })).toEqual([first])
  expect(await pollIds(partner, { ack: [first] })).toEqual([])
})

describe('what is not a token of the partner is rejected with its path, and nothing changes:', () => {
  const rejected = async (body: object) => {
    const held = await pollIds(partner)
    const { status, body: answer } = await poll(partner, body)
    expect(await pollIds(partner)).toEqual(held)
    return { status, faults: answer.Errors.map(({ Path, Message }: Json) => `${Path} ${Message.split('; ')[0]}`) }
  }

  test.each(['nonsense', 'evt_001764063198000_00000zzzzzz'])('%s', async (id) => {
    await authoriseAndRevoke(partner)
    const [first] = await pollIds(partner)
    const why = `is not the jti of one of your tokens (got "${id}")`
    expect(await rejected({ ack: [first, id] })).toEqual({ status: 400, faults: [`ack.1 ack.1: ${why}`] })
    const setErrs = { [id]: { err: 'json', description: 'it is not JSON' } }
    expect(await rejected({ ack: [first], setErrs })).toEqual({
      status: 400,
      faults: [`setErrs.${id} setErrs.${id}: ${why}`],
    })
  })

  test('the token of another partner', async () => {
    const other = await joinPayer(bank)
    await subscribe(other)
    await authoriseAndRevoke(other)
    const [foreign] = await pollIds(other)
    expect((await rejected({ ack: [foreign] })).status).toBe(400)
    expect(await pollIds(other)).toContain(foreign)
  })

  test('an event from before the subscription', async () => {
    const own = (await send(partner, 'GET', '/event-subscriptions')).body.Data.EventSubscription[0].EventSubscriptionId
    await authoriseAndRevoke(partner)
    const [early] = await pollIds(partner)
    await send(partner, 'DELETE', `/event-subscriptions/${own}`)
    await subscribe(partner)
    expect((await rejected({ ack: [early] })).status).toBe(400)
    expect(await pollIds(partner)).toEqual([])
  })

  test('a token that is acknowledged and reported at once', async () => {
    await authoriseAndRevoke(partner)
    const [id] = (await pollIds(partner)) as [string]
    const setErrs = { [id]: { err: 'json', description: 'it is not JSON' } }
    expect((await rejected({ ack: [id], setErrs })).faults).toEqual([
      `setErrs.${id} setErrs.${id}: must not be acknowledged in ack too`,
    ])
  })
})

test('a partner hears nothing of another partner', async () => {
  const other = await joinPayer(bank)
  await subscribe(other)
  await authoriseAndRevoke(other)
  expect((await poll(partner)).body).toEqual(none)
  expect(await pollIds(other)).toHaveLength(2)
})

test('a partner without an event subscription cannot poll', async () => {
  const other = await joinPayer(bank)
  expect(outcomeOf(await poll(other))).toBe('400 U011')
})

test('only the event types that were asked for come', async () => {
  const other = await joinPayer(bank)
  await subscribe(other, { EventTypes: ['UK.OBIE.Consent-Access-Revoked'] })
  await authoriseAndRevoke(other)
  const tokens = await verify(other, (await poll(other)).body.sets)
  expect(tokens.map(({ events }) => Object.keys(events))).toEqual([[revocation]])
})

test('a reset ends the tokens that wait, and polling goes on', async () => {
  await authoriseAndRevoke(partner)
  expect(await pollIds(partner)).toHaveLength(2)
  const { world } = bank
  await bank.send('POST', `/control/worlds/${world.id}/reset`, {}, world.controlKey)
  expect((await poll(partner)).body).toEqual(none)
  await authoriseAndRevoke(partner)
  expect(await pollIds(partner)).toHaveLength(2)
})

describe('a poll', () => {
  test('waits until something happens', async () => {
    let waits = 0
    Object.assign(bank.sandbox, {
      wait: async () => {
        passSeconds(1)
        if (++waits === 3) await authoriseAndRevoke(partner)
      },
    })
    const { body } = await send(partner, 'POST', '/events', {})
    expect(Object.keys(body.sets).length).toBeGreaterThan(0)
    // A sandbox in the cloud shows an event five seconds later.
    expect(waits).toBeGreaterThan(3)
  })

  test('waits 20 seconds at most', async () => {
    let waited = 0
    Object.assign(bank.sandbox, {
      wait: async (ms: number) => {
        waited += ms
      },
    })
    expect((await send(partner, 'POST', '/events', {})).body).toEqual(none)
    expect(waited).toBe(20_000)
  })
})
