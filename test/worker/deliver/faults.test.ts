import { Webhook as Verifier } from 'standardwebhooks'
import { expect, test, vi } from 'vitest'
import { listDeliveries } from '#actions/events/deliveries.ts'
import { armFault } from '#actions/faults/faults.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { largeBytes } from '#bank/events/webhook-message.ts'
import { placesOfDeliveries } from '#bank/scenarios/deliveries.ts'
import type { FaultRequest } from '#bank/scenarios/fault.ts'
import { listSubscriptions } from '#store/events/subscriptions.ts'
import { type DeliveryBank, openDeliveryBank, secret } from '#test/support/events/deliveries.ts'

/** Opens a bank with a webhook and one armed fault. */
async function armed(request: FaultRequest): Promise<DeliveryBank> {
  const bank = await openDeliveryBank()
  await bank.subscribe()
  await armFault(await bank.world(), { scope: 'world' } as Grant<'world'>, request, placesOfDeliveries)
  return bank
}
/** Delivers for some minutes. */
async function deliverFor(bank: DeliveryBank, minutes: number): Promise<void> {
  for (let n = 0; n < minutes * 6; n++) {
    await bank.deliver()
    bank.pass(10_000)
  }
}
const objectsIn = ({ received }: DeliveryBank) => received.map(({ object }) => object)
const once = { count: 1 }

function verifies(verifier: Verifier, body: string, headers: Readonly<Record<string, string>>): boolean {
  try {
    verifier.verify(body, { ...headers })
    return true
  } catch {
    return false
  }
}

test('delivery-twice: the message comes twice with the same id', async () => {
  const bank = await armed({ scenario: 'delivery-twice', when: once })
  await bank.happen('a', 'b')
  await bank.deliver()
  expect(objectsIn(bank).toSorted()).toEqual(['a', 'a', 'b'])
  expect(new Set(bank.received.map(({ id }) => id)).size).toBe(2)
})

test('delivery-late: it and later ones of its object wait; others do not', async () => {
  const bank = await armed({ scenario: 'delivery-late', parameters: { delayMs: 60_000 }, when: once })
  await bank.happen('a', 'a', 'b')
  await bank.deliver()
  expect(objectsIn(bank)).toEqual(['b'])
  await deliverFor(bank, 2)
  expect(objectsIn(bank)).toEqual(['b', 'a', 'a'])
  const [, first, second] = bank.received
  expect(first && second && first.id < second.id).toBe(true)
})

test('delivery-out-of-order: later ones of its object come first', async () => {
  const bank = await armed({ scenario: 'delivery-out-of-order', parameters: { delayMs: 30_000 }, when: once })
  await bank.happen('a', 'a')
  await deliverFor(bank, 2)
  const [first, second] = bank.received
  expect(objectsIn(bank)).toEqual(['a', 'a'])
  expect(first && second && first.id > second.id).toBe(true)
  await bank.happen('a')
  await bank.deliver()
  expect(objectsIn(bank)).toHaveLength(3)
})

test('delivery-out-of-order without conditions: of each object the first one comes last', async () => {
  const bank = await armed({ scenario: 'delivery-out-of-order', parameters: { delayMs: 30_000 } })
  await bank.happen('a')
  await bank.deliver()
  bank.pass(5_000)
  await bank.happen('a', 'b', 'b')
  await deliverFor(bank, 2)
  const isReversed = (object: string) => {
    const [first, second] = bank.received.filter((one) => one.object === object)
    return first && second && first.id > second.id
  }
  expect([isReversed('a'), isReversed('b')]).toEqual([true, true])
  expect(objectsIn(bank)).toHaveLength(4)
})

test('delivery-never: it does not come, and later ones do', async () => {
  const bank = await armed({ scenario: 'delivery-never', when: once })
  await bank.happen('a', 'a')
  await deliverFor(bank, 2)
  expect(objectsIn(bank)).toEqual(['a'])
})

test.each(['delivery-wrong-signature', 'delivery-old-timestamp'])(
  '%s: a receiver that verifies rejects it, and then gets the right one',
  async (scenario) => {
    const bank = await armed({ scenario, when: once })
    const verifier = new Verifier(secret)
    const answers: number[] = []
    bank.answer = ({ message: { body, headers } }) => {
      const isGenuine = verifies(verifier, body, headers)
      answers.push(isGenuine ? 204 : 401)
      return { status: isGenuine ? 204 : 401 }
    }
    // The library compares the timestamp with the clock of the machine.
    vi.useFakeTimers({ now: bank.now(), toFake: ['Date'] })
    await bank.happen('a')
    await bank.deliver()
    vi.useRealTimers()
    expect(answers).toEqual([401, 204])
    expect(objectsIn(bank)).toEqual(['a'])
  },
)

test('delivery-unknown-kind and delivery-very-large change what the message says', async () => {
  const unknown = await armed({ scenario: 'delivery-unknown-kind', when: once })
  await unknown.happen('a')
  await unknown.deliver()
  expect(unknown.received.map(({ message }) => JSON.parse(message.body).type)).toEqual([
    'sandbank.unknown-kind',
    'payment.accepted',
  ])
  // A receiver that ignores the ids that it has handled gets the event all the same.
  const [first, second] = unknown.received
  expect(first?.id).toBe(`${second?.id}_unknown`)
  expect(unknown.received.map(({ message }) => message.headers['webhook-id'])).toEqual([first?.id, second?.id])
  const large = await armed({ scenario: 'delivery-very-large', when: once })
  await large.happen('a')
  await large.deliver()
  expect(large.received.map(({ message }) => message.body.length > largeBytes)).toEqual([true])
})

test.each(['too-many-requests', 'slow', 'commit-then-cut'])(
  '%s is for calls: deliveries do not use it up, and it cannot be armed for them',
  async (scenario) => {
    const bank = await armed({ scenario, when: once })
    await bank.happen('a')
    await bank.deliver()
    expect(objectsIn(bank)).toEqual(['a'])
    const faults = `/control/worlds/${bank.worldId}/faults`
    const list = await bank.bank.send('GET', faults, undefined, bank.controlKey)
    expect(list.body.faults).toMatchObject([{ scenario, used: 0 }])
    const request = { scenario, when: { operations: ['webhook-delivery'] } }
    const { status, body } = await bank.bank.send('POST', faults, request, bank.controlKey)
    expect([status, body.detail]).toEqual([
      400,
      expect.stringMatching(`^when.operations.0: ${scenario} applies to .*, not to webhook-delivery$`),
    ])
  },
)

test('a fault reaches the events of its account only', async () => {
  const bank = await armed({ scenario: 'delivery-never', when: { account: 'acc_1_student' } })
  await bank.happen('a')
  await bank.deliver()
  expect(objectsIn(bank)).toEqual(['a'])
})

test('the list of deliveries names the scenario of an attempt and of a gap', async () => {
  const bank = await armed({ scenario: 'delivery-wrong-signature', when: once })
  await bank.happen('a')
  await bank.deliver()
  const [hook] = await listSubscriptions(await bank.world())
  const grant = { scope: 'world' } as Grant<'world'>
  const { status, attempts } = await listDeliveries(await bank.world(), grant, hook?.id ?? '', {})
  expect(status).toBe('active')
  expect(attempts.map(({ attempt, scenario }) => [attempt, scenario])).toEqual([
    [2, undefined],
    [1, 'delivery-wrong-signature'],
  ])
  const never = await armed({ scenario: 'delivery-never', when: once })
  await never.happen('a')
  await never.deliver()
  const [other] = await listSubscriptions(await never.world())
  const { dead } = await listDeliveries(await never.world(), grant, other?.id ?? '', {})
  expect(dead).toMatchObject([{ attempts: 0, scenario: 'delivery-never' }])
})
