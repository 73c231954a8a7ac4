import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { listen } from '#listen'
import type { Fetch } from '#sdk/index.ts'
import { sqliteStore } from '#store/sqlite.ts'
import type { Surfaces } from '#surfaces'
import { type TestSandbox, testSandbox, uniqueNames } from '#test/support/sandbox.ts'

/** A sandbox as a partner reaches it: by a base URL and a fetch. */
export type Reached = {
  readonly baseUrl: string
  readonly fetch: Fetch
  readonly bank: TestSandbox
  close(): void
}

/** Opens a sandbox on real time, without a server. */
export async function openInProcess(baseUrl = 'http://sandbank.test'): Promise<Reached> {
  const bank = await openOnRealTime(baseUrl)
  return { baseUrl, bank, fetch: (url, init) => bank.request(url, init), close: () => {} }
}

/** Opens a sandbox on real time, and serves it on a free port. */
export async function openOverHttp(): Promise<Reached> {
  let surfaces: Surfaces | undefined
  const server = listen(() => surfaces as Surfaces, 0, '127.0.0.1')
  await once(server, 'listening')
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const bank = await openOnRealTime(baseUrl)
  surfaces = bank.surfaces
  return { baseUrl, bank, fetch: globalThis.fetch, close: () => void server.close() }
}

const openOnRealTime = (baseUrl: string): Promise<TestSandbox> => {
  const real = () => Date.now()
  return testSandbox({ baseUrl, real, randomText: uniqueNames(), store: sqliteStore({ now: real }), isLocal: true })
}
