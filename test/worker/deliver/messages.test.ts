import { expect, test } from 'vitest'
import { listEvents } from '#store/events/log.ts'
import { listSubscriptions } from '#store/events/subscriptions.ts'
import { authoriseAndRevoke, subscribe, verify } from '#test/support/events/subscribers.ts'
import { worldOf } from '#test/support/grants.ts'
import { openBankWithStoppedClock, passSeconds } from '#test/support/partners.ts'
import { joinPayer } from '#test/support/payers.ts'
import { buildMessage } from '#worker/deliver/messages.ts'
import { deliverWorld } from '#worker/deliver/worlds.ts'

const url = 'https://app.example/open-banking/v4.0/event-notifications'

test('a partner gets a signed token at its callback URL, which it verifies by the published keys', async () => {
  const bank = await openBankWithStoppedClock()
  const partner = await joinPayer(bank)
  await subscribe(partner, { CallbackUrl: url })
  const consent = await authoriseAndRevoke(partner)
  passSeconds(6)
  const world = await worldOf(bank, bank.world)
  const [subscription] = await listSubscriptions(world)
  const { found } = await listEvents(world, { most: 10 })
  if (!subscription || !found[0]) throw new Error('nothing happened')

  const message = await buildMessage(world, subscription, found[0], Date.now())
  expect([message.url, message.headers['content-type']]).toEqual([url, 'application/jwt'])
  expect(message.headers['x-fapi-financial-id']).toBe('SandbankSandbank00')
  const [claims] = await verify(partner, { [found[0].id]: message.body })
  expect([claims.jti, claims.txn]).toEqual([found[0].id, consent])

  const again = await buildMessage(world, subscription, found[0], Date.now() + 60_000)
  expect(await verify(partner, { again: again.body })).toEqual([claims])

  const spoilt = await buildMessage(world, subscription, found[0], Date.now(), 'wrong-signature')
  await expect(verify(partner, { spoilt: spoilt.body })).rejects.toThrow('signature verification failed')
  const foreign = await buildMessage(world, subscription, found[0], Date.now(), 'wrong-audience')
  await expect(verify(partner, { foreign: foreign.body })).rejects.toThrow('aud')
})

test('the attempts at a callback URL are listed under the id of the subscription', async () => {
  const bank = await openBankWithStoppedClock()
  const partner = await joinPayer(bank)
  await subscribe(partner, { CallbackUrl: url })
  await authoriseAndRevoke(partner)
  passSeconds(6)
  const sandbox = { ...bank.sandbox, send: async () => ({ status: 500, durationMs: 1 }) }
  await deliverWorld({ sandbox, by: 'p1' }, bank.world.id)
  const [subscription] = await listSubscriptions(await worldOf(bank, bank.world))
  const path = `/control/worlds/${bank.world.id}/webhooks/${subscription?.id}/deliveries`
  const { status, body } = await bank.send('GET', path, undefined, bank.world.controlKey)
  expect(status, JSON.stringify(body)).toBe(200)
  expect(body.attempts[0]).toMatchObject({ result: 'failed', status: 500 })
  expect(body.waiting.length).toBeGreaterThan(0)
})
