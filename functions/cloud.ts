import { randomBytes, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { Hono } from 'hono'
import { handle, type LambdaEvent } from 'hono/aws-lambda'
import { catchUp } from '#actions/catch-up/catch-up.ts'
import type { Send } from '#bank/events/message.ts'
import { certificateFromGateway } from '#edge/client-certificate.ts'
import type { Host } from '#edge/host.ts'
import { parseOrigins } from '#edge/origin.ts'
import { dynamoStore } from '#store/dynamo.ts'
import { randomTextFrom } from '#store/random-text.ts'
import type { Store } from '#store/store.ts'
import type { Sandbox } from '#store/world.ts'
import { createSender } from '#worker/deliver/send.ts'

/** Reads a setting of the Lambda. Read at the start, so that a Lambda without it never serves. */
function readSetting(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`the environment variable ${name} is not set; infra/ sets it for each Lambda`)
  return value
}

/** Opens the table, for Lambdas that use it. */
export const openTable = (): Store =>
  dynamoStore({ table: readSetting('SANDBANK_TABLE'), now: Date.now, newToken: randomUUID })

/** Reads the digest of the organiser key, for the Lambda that admits the organiser. */
export const readOrganiserDigest = (): string => readSetting('SANDBANK_ORGANISER_DIGEST')

/** Opens the sender of events, for Lambdas that send some. */
export const openSender = (): Send => createSender({ isLocal: false, now: () => performance.now() })

/** Reads the base URL, for the Lambda that delivers: what partners get names its issuer. */
export const readBaseUrl = (): string => process.env.SANDBANK_BASE_URL ?? ''

const reject = (): never => {
  throw new Error('this Lambda has no table; set store to "uses" in functions/surfaces.ts')
}

/** The store of Lambdas that have no table. */
export const storeWithoutTable: Store = {
  get: reject,
  list: reject,
  commit: reject,
  units: { read: 0, write: 0 },
  close: reject,
}

/** No key has this digest, so no organiser is admitted. An absent digest would admit anyone. */
const noDigest = ''

/** API Gateway times out after 30 s; the rest of the time is for the last commit and the answer. */
export const catchUpBudgetMs = 20_000

/** The settings that differ between Lambdas. */
type LambdaSettings = Pick<Sandbox, 'store'> &
  Partial<Pick<Sandbox, 'baseUrl' | 'mtlsUrl' | 'organiserDigest' | 'mostWorlds' | 'send'>>

/** Creates the sandbox of a Lambda. A Lambda without requests needs no base URL. */
export const createSandbox = ({
  store,
  baseUrl = '',
  mtlsUrl,
  organiserDigest = noDigest,
  mostWorlds,
  send,
}: LambdaSettings): Sandbox => ({
  store,
  baseUrl,
  ...(mtlsUrl && { mtlsUrl }),
  organiserDigest,
  ...(mostWorlds && { mostWorlds }),
  real: Date.now,
  catchUp,
  catchUpBudgetMs,
  ...(send && { send }),
  randomText: randomTextFrom(randomBytes),
  newInteractionId: randomUUID,
  // Lambda logs the object as one line of JSON, with the error's stack and the invocation id.
  log: (entry) => console[entry.level](entry),
})

/** The event of an HTTP API (payload format 2.0). */
type GatewayEvent = Extract<LambdaEvent, { rawPath: string }>

/** Creates the handler of a Lambda that serves one surface. */
export function createHandler(mount: (app: Hono, host: Host) => void, own: Omit<LambdaSettings, 'baseUrl'>) {
  const app = new Hono()
  const baseUrl = readSetting('SANDBANK_BASE_URL')
  // The first Request of a process takes about 20 ms: spend them while the Lambda starts.
  new Request(baseUrl)
  // Absent if the deployment has no domain for mutual TLS; see infra/mutual-tls.ts.
  const mtlsUrl = process.env.SANDBANK_MTLS_URL ?? ''
  // Only the Lambda that creates worlds has it. Empty or 0: any number of worlds.
  const mostWorlds = Number(process.env.SANDBANK_WORLDS)
  const sandbox = createSandbox({ ...own, baseUrl, mtlsUrl, mostWorlds })
  const readAsset = (name: string) => readFile(new URL(name, import.meta.url))
  // Only the Lambdas of the APIs have it; see infra/surface.ts.
  const corsOrigins = parseOrigins('SANDBANK_CORS', process.env.SANDBANK_CORS)
  mount(app, { sandbox, strict: false, corsOrigins, readAsset, certificateOf: certificateFromGateway })
  const answer = handle(app)
  return (event: GatewayEvent) => answer(normaliseEvent(event))
}

/**
 * Changes an event so that Hono builds the request that was sent, as on a laptop. Hono would drop
 * empty headers, and reject a GET with a body.
 */
function normaliseEvent(event: GatewayEvent): GatewayEvent {
  const { headers, body, requestContext } = event
  const isRead = ['GET', 'HEAD'].includes(requestContext.http.method)
  // The Request trims the blank, so that the header is empty again.
  const kept = Object.entries(headers).map(([name, value]) => [name, value === '' ? ' ' : value])
  return { ...event, headers: Object.fromEntries(kept), body: isRead ? null : body }
}
