import { commitWithEvents } from '#actions/outbox/outbox.ts'
import type { EventRecord } from '#bank/events/event.ts'
import { buildListening } from '#bank/events/listening.ts'
import type { Message, Sent } from '#bank/events/message.ts'
import type { Webhook } from '#bank/events/subscription.ts'
import { subscriptions } from '#store/events/subscriptions.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import type { Store } from '#store/store.ts'
import { commitWithRecord, findWorld, type Sandbox, type World } from '#store/world.ts'
import { type TestSandbox, testNow, testSandbox } from '#test/support/sandbox.ts'
import { deliverWorld } from '#worker/deliver/worlds.ts'

/** A message as a receiver got it. */
export type Received = { readonly id: string; readonly object: string; readonly at: number; readonly message: Message }

/** A bank with a webhook whose receiver is a function. */
export type DeliveryBank = {
  readonly bank: TestSandbox
  readonly worldId: string
  readonly controlKey: string
  readonly received: Received[]
  /** Answers the messages from now on. */
  answer: (received: Received) => Partial<Sent> | Promise<Partial<Sent>>
  now: () => number
  pass: (ms: number) => void
  world: () => Promise<World>
  subscribe: (more?: Partial<Webhook>) => Promise<Webhook>
  /** Stores events, one for each object that is named. */
  happen: (...objects: string[]) => Promise<void>
  /** Delivers as a process of this name. Returns when to look again. */
  deliver: (by?: string) => Promise<number | undefined>
}

/** The secret of its webhooks. */
export const secret = `whsec_${Buffer.alloc(24).toString('base64')}`

export async function openDeliveryBank({
  storeOf,
  rate = 0,
  isLocal = true,
}: {
  storeOf?: (now: () => number) => Store
  rate?: number
  isLocal?: boolean
} = {}): Promise<DeliveryBank> {
  let now = Date.parse(testNow)
  const received: Received[] = []
  const send = async (message: Message): Promise<Sent> => {
    const { id, data } = JSON.parse(message.body)
    const one = { id, object: String(data.DomesticPaymentId), at: now, message }
    const sent = await self.answer(one)
    if (sent.status !== undefined && sent.status < 300) received.push(one)
    return { durationMs: 1, ...sent }
  }
  const bank = await testSandbox({
    isLocal,
    real: () => now,
    send,
    wait: async (ms) => {
      now += ms
    },
    ...(storeOf && { store: storeOf(() => now) }),
  })
  const { id: worldId, controlKey } = await bank.createWorld({ rate })
  const world = async () => (await findWorld(bank.sandbox, worldId)) as World
  let made = 0
  const self: DeliveryBank = {
    bank,
    worldId,
    controlKey,
    received,
    answer: () => ({ status: 204 }),
    now: () => now,
    pass: (ms) => {
      now += ms
    },
    world,
    subscribe: async (more = {}) => {
      const id = more.id ?? `whk_${made++}`
      const one: Webhook = {
        ...{
          id,
          way: 'webhook',
          url: 'http://127.0.0.1:9/',
          createdAt: now,
          clock: 'real',
          secrets: [{ text: secret }],
        },
        ...more,
      }
      await storeSubscription(bank.sandbox, await world(), one)
      return one
    },
    happen: async (...objects) => commitWithEvents(await world(), [], objects.map(eventOf)),
    deliver: async (by = 'p1') => (await deliverWorld({ sandbox: bank.sandbox, by, keepsLease: true }, worldId)).at,
  }
  return self
}

/** Stores a subscription and what it listens to. */
export const storeSubscription = (sandbox: Sandbox, world: World, one: Webhook): Promise<World> =>
  commitWithRecord(world, ({ record }) => buildListening(record, [one], readSteadyTime(sandbox)), [
    { put: subscriptions.key(world.id, one.id), expect: 'anything', value: one },
  ])

let seconds = 0
const eventOf = (object: string): EventRecord => ({
  kind: 'payment.accepted',
  partner: 'app_till',
  accounts: ['acc_0_current'],
  object,
  at: Date.parse(testNow) + seconds++,
  data: { kind: 'domestic-payment', DomesticPaymentId: object, Status: 'RCVD' },
})
