import { type Fetch, type OpenBanking, openBanking, sandbank, type WorldRequest } from '#sdk/index.ts'
import { testNow, testSandbox } from '#test/support/sandbox.ts'

/** What the clocks of these tests say first. */
export const now = testNow

/** Where the sandbox believes it is; nothing listens there. */
export const baseUrl = 'http://sandbank.test'

/** The whole sandbox in this process, as a `fetch` for the SDK. */
export const openSandbox = async (): Promise<Fetch> => (await testSandbox({ baseUrl })).request

/** A world whose clock stands still, and a client of its bank for one customer. */
export async function openBank(fetch: Fetch, request: WorldRequest = {}) {
  const world = await sandbank({ baseUrl, fetch }).createWorld({ seed: 7, now, rate: 0, ...request })
  const bank: OpenBanking = openBanking({ baseUrl: world.openBanking, token: world.developerToken, fetch })
  return { world, bank }
}
