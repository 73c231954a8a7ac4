import { type Fetch, type OpenBanking, openBanking, sandbank, type WorldRequest } from '#sdk/index.ts'
import { testNow, testSandbox } from '#test/support/sandbox.ts'

/** The time at which the clocks of these tests start. */
export const now = testNow

/** The address that the sandbox has in its links; no server listens there. */
export const baseUrl = 'http://sandbank.test'

/** Opens the whole sandbox in this process, as a `fetch` for the SDK. */
export const openSandbox = async (): Promise<Fetch> => (await testSandbox({ baseUrl })).request

/** Creates a world with a paused clock, and a client of its bank for one customer. */
export async function openBank(fetch: Fetch, request: WorldRequest = {}) {
  const world = await sandbank({ baseUrl, fetch }).createWorld({ seed: 7, now, rate: 0, ...request })
  const bank: OpenBanking = openBanking({ baseUrl: world.openBanking, token: world.developerToken, fetch })
  return { world, bank }
}
