import { randomBytes, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { Hono } from 'hono'
import { handle, type LambdaEvent } from 'hono/aws-lambda'
import { catchUp } from '#actions/catch-up/catch-up.ts'
import { certificateFromGateway } from '#edge/client-certificate.ts'
import type { Host } from '#edge/host.ts'
import { dynamoStore } from '#store/dynamo.ts'
import { randomTextFrom } from '#store/random-text.ts'
import type { Store } from '#store/store.ts'
import type { Sandbox } from '#store/world.ts'

/**
 * A setting that infra/ gives to the Lambda. Each is read while the Lambda starts, so that one
 * without it never serves.
 */
function readSetting(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`the environment variable ${name} is not set`)
  return value
}

/** The table, for Lambdas that have one. */
export const openTable = (): Store =>
  dynamoStore({ table: readSetting('SANDBANK_TABLE'), now: Date.now, newToken: randomUUID })

/** Digest of the key that may make worlds, for the Lambda that admits the organiser. */
export const readOrganiserDigest = (): string => readSetting('SANDBANK_ORGANISER_DIGEST')

const refuse = (): never => {
  throw new Error('this Lambda has no table: see store in functions/surfaces.ts')
}

/** The store of Lambdas that have no table. */
export const storeWithoutTable: Store = {
  get: refuse,
  list: refuse,
  commit: refuse,
  units: { read: 0, write: 0 },
  close: refuse,
}

/**
 * No key has this digest, so a Lambda that was given none admits no organiser: absent would mean
 * that anyone may make worlds.
 */
const noDigest = ''

/** API Gateway gives up after 30 s. What is left over is for the last commit and for the answer. */
export const catchUpBudgetMs = 20_000

/** What one Lambda has of its own; chance, time and logs are the same in each. */
type LambdaSettings = Pick<Sandbox, 'store'> & Partial<Pick<Sandbox, 'baseUrl' | 'mtlsUrl' | 'organiserDigest'>>

/** The sandbox as a Lambda sees it. One that answers nobody has no base URL. */
export const createSandbox = ({
  store,
  baseUrl = '',
  mtlsUrl,
  organiserDigest = noDigest,
}: LambdaSettings): Sandbox => ({
  store,
  baseUrl,
  ...(mtlsUrl && { mtlsUrl }),
  organiserDigest,
  real: Date.now,
  catchUp,
  catchUpBudgetMs,
  randomText: randomTextFrom(randomBytes),
  newInteractionId: randomUUID,
  // Lambda writes the object as one line of JSON, with the error's stack and the id of the
  // invocation.
  log: (entry) => console[entry.level](entry),
})

/** What an HTTP API calls a Lambda with (payload 2.0). */
type GatewayEvent = Extract<LambdaEvent, { rawPath: string }>

/** Answers API Gateway events with one surface. */
export function createHandler(mount: (app: Hono, host: Host) => void, own: Omit<LambdaSettings, 'baseUrl'>) {
  const app = new Hono()
  const baseUrl = readSetting('SANDBANK_BASE_URL')
  // The first Request of a process takes some 20 ms: better while the Lambda starts than while
  // somebody waits.
  new Request(baseUrl)
  // Absent where the deployment has no such domain; see infra/mutual-tls.ts.
  const mtlsUrl = process.env.SANDBANK_MTLS_URL ?? ''
  const sandbox = createSandbox({ ...own, baseUrl, mtlsUrl })
  const readAsset = (name: string) => readFile(new URL(name, import.meta.url))
  mount(app, { sandbox, strict: false, readAsset, certificateOf: certificateFromGateway })
  const answer = handle(app)
  return (event: GatewayEvent) => answer(normaliseEvent(event))
}

/**
 * An event of which Hono makes the request that was sent, as a laptop's server hands it over: it
 * would leave out headers that are empty, and refuse a GET with a body, which nobody reads.
 */
function normaliseEvent(event: GatewayEvent): GatewayEvent {
  const { headers, body, requestContext } = event
  const isRead = ['GET', 'HEAD'].includes(requestContext.http.method)
  // A request's headers lose the blanks around them, so that this one is empty again.
  const kept = Object.entries(headers).map(([name, value]) => [name, value === '' ? ' ' : value])
  return { ...event, headers: Object.fromEntries(kept), body: isRead ? null : body }
}
