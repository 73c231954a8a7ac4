import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { commitWithEvents } from '#actions/outbox/outbox.ts'
import type { EventRecord } from '#bank/events/event.ts'
import type { Webhook } from '#bank/events/subscription.ts'
import { commitSubscriptions } from '#store/events/subscriptions.ts'
import { sqliteStore } from '#store/sqlite.ts'
import type { Change } from '#store/store.ts'
import { findWorld, type World } from '#store/world.ts'
import { testSandbox } from '#test/support/sandbox.ts'
import { createSender } from '#worker/deliver/send.ts'
import { watchDeliveries } from '#worker/deliver/watch.ts'
import { deliverWorld } from '#worker/deliver/worlds.ts'
import type { Figure } from './http.ts'
import { median, start } from './process.ts'

const secret = Buffer.alloc(24, 7)
const rounds = 5
const atOnce = 16

/**
 * Measures signed deliveries to a sink in another process against the bare limit: `http.request`
 * with an HMAC, in turn with the same bodies. The worker reads the events from the durable store,
 * and stores the log. Also measures how long an event takes from its commit to its receiver.
 */
export async function deliveries(folder: string, count: number): Promise<Figure[]> {
  const sink = await start('test/bench/control.ts', [], folder)
  const { world, close } = await openBank(join(folder, 'deliveries.sqlite'), () => {})
  await subscribe(world, sink.url)
  const [ratios, rates]: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    for (let n = 0; n < count; n += 50)
      await commitWithEvents(
        world,
        [],
        Array.from({ length: 50 }, (_, m) => eventOf(n + m)),
      )
    const bare = await bareRate(sink.url, count)
    const began = performance.now()
    await deliverWorld({ sandbox: world.sandbox, by: 'bench', keepsLease: true }, world.id)
    const rate = (count / (performance.now() - began)) * 1_000
    // The first round warms both.
    if (round > 0) ratios.push(rate / bare)
    if (round > 0) rates.push(rate)
  }
  await close()
  await sink.stop()
  const ratio = median(ratios)
  return [
    {
      what: 'signed deliveries',
      target: '>= 0.5 of bare http.request with HMAC',
      measured: `${ratio.toFixed(2)}; ${Math.round(median(rates))}/s`,
      passes: ratio >= 0.5,
    },
    await latency(folder, Math.max(500, count / 4)),
  ]
}

async function openBank(file: string, onCommit: (changes: readonly Change[]) => void) {
  const store = sqliteStore({ file, now: Date.now, onCommit })
  const send = createSender({ isLocal: true, now: () => performance.now() })
  const { sandbox, createWorld } = await testSandbox({ store, real: Date.now, isLocal: true, send })
  const { id } = await createWorld()
  return { world: (await findWorld(sandbox, id)) as World, close: () => store.close() }
}

async function subscribe(world: World, url: string): Promise<void> {
  const webhook: Webhook = {
    ...{ id: 'whk_bench', way: 'webhook', url, clock: 'real', createdAt: Date.now() - 1 },
    secrets: [{ text: `whsec_${secret.toString('base64')}` }],
  }
  await commitSubscriptions(world, () => ({ put: [webhook] }))
}

const eventOf = (n: number): EventRecord => ({
  kind: 'payment.accepted',
  partner: 'app_till',
  accounts: ['acc_0_current'],
  object: `pay_bench${n}`,
  at: Date.now(),
  data: { kind: 'domestic-payment', DomesticPaymentId: `pay_bench${n}`, ConsentId: `pic_bench${n}`, Status: 'RCVD' },
})

/** Returns how many signed messages a bare client sends in a second, some at once. */
async function bareRate(url: string, count: number): Promise<number> {
  const agent = new Agent({ keepAlive: true })
  let left = count
  const work = async () => {
    while (left-- > 0) {
      const body = JSON.stringify({ id: `evt_${left}`, type: 'payment.accepted', data: eventOf(left) })
      const signature = createHmac('sha256', secret).update(`evt_${left}.1796057924.${body}`).digest('base64')
      const headers = { 'webhook-signature': `v1,${signature}`, 'content-length': Buffer.byteLength(body) }
      const sent = request(url, { method: 'POST', agent, headers })
      sent.end(body)
      const [answer] = await once(sent, 'response')
      await answer.resume().toArray()
    }
  }
  const began = performance.now()
  await Promise.all(Array.from({ length: atOnce }, work))
  agent.destroy()
  return (count / (performance.now() - began)) * 1_000
}

/** Measures from the beginning of a commit until the receiver has the message, one at a time. */
async function latency(folder: string, count: number): Promise<Figure> {
  let arrived = (_: number) => {}
  const sink = createServer((incoming, outgoing) => {
    incoming.resume().on('end', () => {
      arrived(performance.now())
      outgoing.writeHead(204).end()
    })
  }).listen(0, '127.0.0.1')
  await once(sink, 'listening')
  let onCommit = (_: readonly Change[]) => {}
  const { world, close } = await openBank(join(folder, 'latency.sqlite'), (changes) => onCommit(changes))
  const watch = watchDeliveries(world.sandbox)
  onCommit = watch.onCommit
  await subscribe(world, `http://127.0.0.1:${(sink.address() as AddressInfo).port}/`)
  const times: number[] = []
  for (let n = 0; n < count; n++) {
    const reached = new Promise<number>((resolve) => {
      arrived = resolve
    })
    const began = performance.now()
    await commitWithEvents(world, [], [eventOf(n)])
    times.push((await reached) - began)
  }
  await watch.stop()
  await close()
  sink.closeAllConnections()
  sink.close()
  const p99 = times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)] as number
  return {
    what: 'commit to delivery, p99',
    target: '<= 100 ms',
    measured: `${p99.toFixed(1)} ms; median ${median(times).toFixed(1)} ms, of ${times.length}`,
    passes: p99 <= 100,
  }
}
