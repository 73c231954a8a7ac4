import { beforeEach, describe, expect, test } from 'vitest'
import { worlds } from '#store/records.ts'
import { authoriseAndRevoke, base, pollIds, send, subscribe } from '#test/support/events/subscribers.ts'
import { expectOfficial } from '#test/support/official-schemas.ts'
import { type Bank, call, clientToken, openBankWithStoppedClock, type Partner, remove } from '#test/support/partners.ts'
import { joinPayer, outcomeOf } from '#test/support/payers.ts'
import { type Json, rejectionOf } from '#test/support/sandbox.ts'
import { verified } from '#test/support/signatures.ts'
import { sendTo } from '#test/support/signed-payments.ts'

const url = 'https://app.example/open-banking/v4.0/event-notifications'
const urn = 'urn:uk:org:openbanking:events:'

let bank: Bank
let partner: Partner
beforeEach(async () => {
  bank = await openBankWithStoppedClock()
  partner = await joinPayer(bank)
})

const list = async (one: Partner): Promise<Json[]> =>
  (await send(one, 'GET', '/event-subscriptions')).body.Data.EventSubscription
const listening = async (): Promise<string[]> => {
  const [item] = await bank.store.get([worlds.key(bank.world.id)])
  return Object.keys((item && worlds.read(item).listening) ?? {})
}
const messageOf = ({ body }: { body: Json }): string => body.Errors[0].Message

test('a partner creates, reads, changes and deletes its subscription', async () => {
  const created = await subscribe(partner, { CallbackUrl: url, EventTypes: [`${urn}resource-update`] })
  expect(created.status).toBe(201)
  expectOfficial('events', 'OBEventSubscriptionResponse1', created)
  const { EventSubscriptionId: id, ...rest } = created.body.Data
  expect(id).toMatch(/^evs_\w{16}$/)
  expect(rest).toEqual({ CallbackUrl: url, Version: '4.0', EventTypes: [`${urn}resource-update`] })
  expect(created.body.Links.Self).toBe(`${bank.sandbox.baseUrl}${base}/event-subscriptions/${id}`)

  const read = await send(partner, 'GET', '/event-subscriptions')
  expectOfficial('events', 'OBEventSubscriptionsResponse1', read)
  expect(read.body.Data.EventSubscription).toEqual([created.body.Data])

  const body = { ...created.body, Data: { EventSubscriptionId: id, Version: '4.0' } }
  const changed = await send(partner, 'PUT', `/event-subscriptions/${id}`, body)
  expectOfficial('events', 'OBEventSubscriptionResponse1', changed)
  expect(changed.body.Data).toEqual({ EventSubscriptionId: id, Version: '4.0' })
  expect(await list(partner)).toEqual([changed.body.Data])

  expect((await send(partner, 'DELETE', `/event-subscriptions/${id}`)).status).toBe(204)
  expect(await list(partner)).toEqual([])
})

test('a second subscription of a partner is rejected, and names the first', async () => {
  const { body } = await subscribe(partner)
  const second = await subscribe(partner)
  expect(second.status).toBe(409)
  expect(messageOf(second)).toContain(body.Data.EventSubscriptionId)
  const both = await Promise.all([1, 2].map(async () => subscribe(await joinPayer(bank))))
  expect(both.map(({ status }) => status)).toEqual([201, 201])
})

test('of two subscriptions at once one is rejected', async () => {
  const both = await Promise.all([subscribe(partner), subscribe(partner)])
  expect(both.map(({ status }) => status).sort()).toEqual([201, 409])
})

test('the world records the kinds of events that a subscription wants, and no more', async () => {
  expect(await listening()).toEqual([])
  const { body } = await subscribe(partner, { EventTypes: ['UK.OBIE.Consent-Access-Revoked'] })
  const { EventSubscriptionId: id } = body.Data
  expect(await listening()).toEqual(['consent.revoked', 'mandate.revoked'])
  await send(partner, 'PUT', `/event-subscriptions/${id}`, { Data: { EventSubscriptionId: id, Version: '4.0' } })
  expect(await listening()).toContain('payment.accepted')
  await send(partner, 'DELETE', `/event-subscriptions/${id}`)
  expect(await listening()).toEqual([])
})

test('a change keeps the tokens that wait', async () => {
  const { body } = await subscribe(partner)
  await authoriseAndRevoke(partner)
  const [first] = (await pollIds(partner)) as [string, string]
  await pollIds(partner, { ack: [first] })
  const { EventSubscriptionId: id } = body.Data
  await send(partner, 'PUT', `/event-subscriptions/${id}`, { Data: { EventSubscriptionId: id, Version: '4.0' } })
  expect(await pollIds(partner)).toHaveLength(1)
})

describe("another partner's subscription", () => {
  test('is not listed, and is rejected as an unknown one is', async () => {
    const other = await joinPayer(bank)
    const { body } = await subscribe(other)
    const { EventSubscriptionId: id } = body.Data
    expect(await list(partner)).toEqual([])
    const Data = { EventSubscriptionId: id, Version: '4.0' }
    for (const one of [id, 'evs_unknown']) {
      const path = `/event-subscriptions/${one}`
      const answers = [
        await send(partner, 'PUT', path, { Data: { ...Data, EventSubscriptionId: one } }),
        await send(partner, 'DELETE', path),
      ]
      expect(answers.map(outcomeOf)).toEqual(Array(2).fill('400 U011 path EventSubscriptionId'))
    }
    expect(await list(other)).toEqual([body.Data])
  })
})

test('deleting a partner deletes its subscription', async () => {
  await subscribe(partner)
  await remove(partner)
  expect(await listening()).toEqual([])
})

describe('bad input is rejected with the path and the reason:', () => {
  test.each<[string, object, string]>([
    ['an unknown type', { EventTypes: ['UK.OBIE.Resource-Updat'] }, 'did you mean UK.OBIE.Resource-Update?'],
    ['an unknown URN', { EventTypes: [`${urn}resource-updated`] }, `did you mean ${urn}resource-update?`],
    ['no types', { EventTypes: [] }, 'Data.EventTypes: must not be empty'],
    ['another version', { Version: '3.1' }, 'Data.Version: must be 4.0, the version of this API (got "3.1")'],
    ['no URL', { CallbackUrl: 'app.example' }, 'Data.CallbackUrl: must be an absolute URL'],
    [
      'an address of its own',
      { CallbackUrl: url.replace('app.example', '127.0.0.1') },
      'Data.CallbackUrl: must not lead to',
    ],
    ['plain http', { CallbackUrl: url.replace('https', 'http') }, 'Data.CallbackUrl: must begin with https://'],
    [
      'another end',
      { CallbackUrl: 'https://app.example/events' },
      'Data.CallbackUrl: must end with /v4.0/event-notifications, as the standard says (got "https://app.example/events")',
    ],
    ['a query', { CallbackUrl: `${url}?key=1` }, 'Data.CallbackUrl: must end with /v4.0/event-notifications'],
  ])('%s', async (_, Data, message) => {
    const answer = await subscribe(partner, Data)
    expect(answer.status).toBe(400)
    expect(messageOf(answer)).toContain(message)
    expect(await list(partner)).toEqual([])
  })

  test('an id in the body that is not the one of the path', async () => {
    const { body } = await subscribe(partner)
    const path = `/event-subscriptions/${body.Data.EventSubscriptionId}`
    const answer = await send(partner, 'PUT', path, { Data: { EventSubscriptionId: 'evs_other', Version: '4.0' } })
    expect(outcomeOf(answer)).toBe('400 U002 Data.EventSubscriptionId')
  })

  test('more subscriptions than a world may have', async () => {
    const others = await Promise.all(Array.from({ length: 100 }, () => joinPayer(bank)))
    const statuses: number[] = []
    for (const one of others) statuses.push((await subscribe(one)).status)
    expect(new Set(statuses)).toEqual(new Set([201]))
    const answer = await subscribe(partner)
    expect([answer.status, messageOf(answer)]).toEqual([409, expect.stringContaining('at most 100 subscriptions')])
  })
})

describe('who may call', () => {
  test.each(['accounts', 'payments', 'fundsconfirmations'])('a token with the scope %s', async (scope) => {
    expect((await send(partner, 'GET', '/event-subscriptions', undefined, { scope })).status).toBe(200)
  })

  test('a partner with a bound token', async () => {
    const one = await joinPayer(bank, { profile: 'fapi2', binding: 'dpop' })
    expect((await subscribe(one)).status).toBe(201)
    const { access_token: token } = await clientToken(one)
    const bearer = { ...one, with: {} }
    expect(rejectionOf(await call(bearer, token, `${base}/event-subscriptions`))).toBe('401 token-invalid')
  })

  test('not a developer token: it is told where to look', async () => {
    const path = `${base}/event-subscriptions`
    const answer = await bank.send('GET', path, undefined, bank.world.developerToken)
    expect([answer.status, messageOf(answer)]).toEqual([403, expect.stringContaining('a control key reads events')])
  })
})

test('a partner that must sign does, and gets signed answers', async () => {
  const one = await joinPayer(bank, { signing: 'required' })
  const { access_token: token } = await clientToken(one)
  const path = `${base}/event-subscriptions`
  const unsigned = await sendTo(one, token, path, { method: 'POST', body: '{"Data":{"Version":"4.0"}}' })
  expect(rejectionOf(unsigned)).toBe('400 signature-missing')
  await verified(one, await sendTo(one, token, path, { method: 'GET' }))
})
