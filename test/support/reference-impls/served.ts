import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { listen } from '#listen'
import type { Fetch } from '#sdk/index.ts'
import { sqliteStore } from '#store/sqlite.ts'
import type { Change } from '#store/store.ts'
import type { Sandbox } from '#store/world.ts'
import type { Surfaces } from '#surfaces'
import { type TestSandbox, testSandbox, uniqueNames } from '#test/support/sandbox.ts'
import { createSender } from '#worker/deliver/send.ts'
import { watchDeliveries } from '#worker/deliver/watch.ts'

/** A sandbox as a partner reaches it: by a base URL and a fetch. */
export type Reached = {
  readonly baseUrl: string
  readonly fetch: Fetch
  readonly bank: TestSandbox
  close(): Promise<void>
}

/** Opens a sandbox on real time, without a server. */
export async function openInProcess(baseUrl = 'http://sandbank.test'): Promise<Reached> {
  const bank = await openOnRealTime(baseUrl)
  return { baseUrl, bank, fetch: (url, init) => bank.request(url, init), close: async () => {} }
}

/** Opens a sandbox on real time and serves it on a free port. It delivers events. */
export async function openOverHttp(): Promise<Reached> {
  let surfaces: Surfaces | undefined
  const server = listen(() => surfaces as Surfaces, 0, '127.0.0.1')
  const baseUrl = await originOf(server)
  const bank = await openOnRealTime(baseUrl, {
    onCommit: (changes) => deliveries.onCommit(changes),
    send: createSender({ isLocal: true, now: () => performance.now() }),
  })
  const deliveries = watchDeliveries(bank.sandbox)
  await deliveries.start()
  surfaces = bank.surfaces
  return {
    baseUrl,
    bank,
    fetch: globalThis.fetch,
    async close() {
      await deliveries.stop()
      await closeServer(server)
    },
  }
}

/** Serves a listener on a free port. Returns its origin. */
export async function serve(listener: RequestListener): Promise<{ origin: string; close(): Promise<void> }> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  return { origin: await originOf(server), close: () => closeServer(server) }
}

async function originOf(server: Server): Promise<string> {
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}

function openOnRealTime(
  baseUrl: string,
  { onCommit = () => {}, ...more }: Partial<Sandbox> & { onCommit?: (changes: Change[]) => void } = {},
): Promise<TestSandbox> {
  const real = () => Date.now()
  const store = sqliteStore({ now: real, onCommit: (changes) => onCommit([...changes]) })
  return testSandbox({ baseUrl, real, randomText: uniqueNames(), store, isLocal: true, ...more })
}
