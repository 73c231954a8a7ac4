import { type Fetch, type OpenBanking, openBanking, sandbank, type WorldRequest } from '#sdk/index.ts'
import type { Sandbox } from '#store/sandbox.ts'
import { sqliteStore } from '#store/sqlite.ts'
import { openSurfaces } from '#surfaces'

/** What the clocks of these tests say first. */
export const now = '2026-11-24T09:30:00.000Z'

/** Where the sandbox believes it is; nothing listens there. */
export const baseUrl = 'http://sandbox.test'

/** The whole sandbox in this process, its answers held against their schemas: a `fetch` for the SDK. Real time stands still. */
export async function openSandbox(): Promise<Fetch> {
  let texts = 0
  const real = () => Date.parse(now)
  const sandbox: Sandbox = {
    store: sqliteStore({ now: real }),
    real,
    randomText: (characters) => (++texts).toString(36).padStart(characters, '0'),
    newInteractionId: () => crypto.randomUUID(),
    baseUrl,
    log: ({ message, error }) => {
      throw new Error(message, { cause: error })
    },
  }
  const readAsset = (name: string): never => {
    throw new Error(`no test asks for ${name}`)
  }
  const fetch = await openSurfaces({ sandbox, strict: true, readAsset })
  return (url, init) => fetch(new Request(url, init))
}

/** A world whose clock stands still, and a client of its bank for one customer. */
export async function openBank(fetch: Fetch, request: WorldRequest = {}) {
  const world = await sandbank({ baseUrl, fetch }).createWorld({ seed: 7, now, rate: 0, ...request })
  const bank: OpenBanking = openBanking({ baseUrl: world.openBanking, token: world.developerToken, fetch })
  return { world, bank }
}
