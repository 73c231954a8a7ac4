import { control } from '#apps/control/app.ts'
import { discovery, openBanking } from '#apps/open-banking/app.ts'
import { buildCatalogue, type Entry } from '#apps/site/reference/catalogue.ts'
import { buildSamples, type Samples } from '#apps/site/reference/samples/samples.ts'
import { testNow, testSandbox } from '#test/support/sandbox.ts'

export const baseUrl = 'http://localhost:4000'

export const catalogue = buildCatalogue([openBanking, discovery, control])

/** Opens a sandbox as on a laptop: with a world whose keys the pages know. */
export async function openLaptop() {
  const made = await testSandbox({ baseUrl, real: Date.now })
  const { id, controlKey, developerToken, customer } = await made.createWorld()
  const first = { id, controlKey, developerToken, customer, persona: 'salaried family' }
  return { ...(await testSandbox({ store: made.store, baseUrl, real: Date.now, first })), first }
}

type First = Awaited<ReturnType<typeof openLaptop>>['first']

/** Returns the samples of one operation, as a laptop with these keys shows them. */
export const sampleOf = (entry: Entry, first: First | undefined): Samples =>
  buildSamples(entry, catalogue, { baseUrl, now: Date.parse(testNow), first })

/** Returns the samples of every operation by its name. */
export const samplesWith = (first: First | undefined): [string, Samples][] =>
  catalogue.entries.map((entry) => [entry.id, sampleOf(entry, first)])
