import { createHash } from 'node:crypto'
import { catchUp } from '#actions/catch-up/catch-up.ts'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { isLoopback } from '#bank/partners/redirect-uri.ts'
import { certificateFromHeader } from '#edge/client-certificate.ts'
import type { Host } from '#edge/host.ts'
import { basePathOf } from '#edge/origin.ts'
import { readAsset } from '#local/assets.ts'
import { memoryRequestLog } from '#store/requests/request-log.ts'
import { sqliteStore } from '#store/sqlite.ts'
import type { Change, Store } from '#store/store.ts'
import type { Sandbox } from '#store/world.ts'
import { openSurfaces, type Surfaces } from '#surfaces'
import { watchLog, watchSecrets } from './authorization/secrets.ts'
import { chooseFetch } from './sockets.ts'

/** The default start of a test's world: a fixed instant, so that tests can state every figure. */
export const testNow = '2026-11-24T09:30:00.000Z'

/** What came as JSON, read by names as a caller reads it. */
// biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of a body
export type Json = any

export type TestSandbox = {
  readonly sandbox: Sandbox
  readonly store: Store
  /** The changes that the store reported for its commits. */
  readonly changes: Change[]
  readonly logged: unknown[]
  /** Sets the real clock. */
  setReal(instant: string): void
  /** All surfaces, for a real server. */
  readonly surfaces: Surfaces
  /**
   * Sends a request in process, or over sockets if a test file or a run asks for that (sockets.ts).
   */
  readonly fetch: Surfaces['fetch']
  /** Sends a request to all surfaces, in process. */
  request(path: string, init?: RequestInit & { token?: string }): Promise<Response>
  /** Sends a request with a JSON body. Returns status and body. */
  send(
    method: string,
    path: string,
    body?: unknown,
    token?: string,
  ): Promise<{ status: number; body: Json; headers: Headers }>
  createWorld(request?: object): Promise<NewWorld>
}

/**
 * Opens the whole sandbox in process: in memory, with an injected clock and repeatable chance.
 * Every answer is checked against its schema.
 */
export async function testSandbox(
  more: Partial<Sandbox> & { store?: Store } & Pick<Host, 'first' | 'corsOrigins'> = {},
): Promise<TestSandbox> {
  let real = Date.parse(testNow)
  let drawn = 0
  const changes: Change[] = []
  const logged: unknown[] = []
  const { first, corsOrigins, ...rest } = more
  const store = more.store ?? sqliteStore({ now: () => real, onCommit: (some) => changes.push(...some) })
  const sandbox: Sandbox = {
    store,
    real: () => real,
    catchUp,
    randomText: (characters) =>
      createHash('sha256').update(String(drawn++)).digest('hex').slice(0, characters).padEnd(characters, 'x'),
    wait: async () => {},
    newInteractionId: () => `00000000-0000-4000-8000-${String(drawn++).padStart(12, '0')}`,
    baseUrl: 'http://sandbank.test',
    isLocal: isLoopback(more.baseUrl ?? ''),
    requestLog: watchLog(memoryRequestLog({ now: () => real, beganAt: real })),
    log: (entry) => logged.push(entry),
    ...rest,
  }
  const surfaces = openSurfaces({
    ...{ sandbox, strict: true, first, readAsset, certificateOf: certificateFromHeader },
    ...(corsOrigins && { corsOrigins }),
  })
  const fetch = stripPath(watchSecrets(chooseFetch(surfaces)), basePathOf(sandbox))

  const { request, send } = clientOf(fetch, sandbox.baseUrl)
  return {
    sandbox,
    store,
    changes,
    logged,
    surfaces,
    fetch,
    setReal: (instant) => {
      real = Date.parse(instant)
    },
    request,
    send,
    createWorld: async (asked = {}) => {
      const { status, body } = await send('POST', '/control/worlds', {
        seed: 7,
        size: 200,
        now: testNow,
        rate: 0,
        ...asked,
      })
      if (status !== 201) throw new Error(`the test's world was refused: ${JSON.stringify(body)}`)
      return body
    },
  }
}

/** Strips the path of the base URL from requests, as a proxy in front of the sandbox does. */
function stripPath(fetch: Surfaces['fetch'], root: string): Surfaces['fetch'] {
  if (root === '') return fetch
  return (request) => {
    const { origin, pathname, search } = new URL(request.url)
    const path = pathname.startsWith(`${root}/`) ? pathname.slice(root.length) : pathname
    return fetch(new Request(origin + path + search, request))
  }
}

/** Returns the functions with which a test calls the surfaces, over any `fetch`. */
export function clientOf(fetch: Surfaces['fetch'], baseUrl: string): Pick<TestSandbox, 'request' | 'send'> {
  const request: TestSandbox['request'] = async (path, { token, ...init } = {}) => {
    const headers = new Headers(init.headers)
    if (token) headers.set('authorization', `Bearer ${token}`)
    return fetch(new Request(new URL(path, baseUrl), { ...init, headers }))
  }
  const send: TestSandbox['send'] = async (method, path, body, token) => {
    const response = await request(path, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      ...(token !== undefined && { token }),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text), headers: response.headers }
  }
  return { request, send }
}

let named = 0

/**
 * Returns repeatable random texts, different for each sandbox of a process, because keys are cached
 * by world id.
 */
export function uniqueNames(): Sandbox['randomText'] {
  const which = named++
  let drawn = 0
  return (characters) =>
    createHash('sha256').update(`${which}/${drawn++}`).digest('hex').slice(0, characters).padEnd(characters, 'x')
}

/** Opens a sandbox with one world, and a token that reads every customer's accounts. */
export async function openWorld(request?: object) {
  const sandbox = await testSandbox()
  const world = await sandbox.createWorld(request)
  return { sandbox, world, all: await tokenFor(sandbox, world, 'all') }
}

export const aisp = '/open-banking/v4.0/aisp'

/** Returns a signed amount in minor units: negative for a debit. */
export const signed = ({ CreditDebitIndicator, Amount }: Json): bigint =>
  BigInt(Amount.Amount.replace('.', '')) * (CreditDebitIndicator === 'Debit' ? -1n : 1n)

/** Follows Links.Next to the end, and yields each page's body. */
export async function* pagesOf({ send }: Pick<TestSandbox, 'send'>, path: string, token: string): AsyncGenerator<Json> {
  for (let next: string | undefined = path; next !== undefined; ) {
    const { status, body }: { status: number; body: Json } = await send('GET', next, undefined, token)
    if (status !== 200) throw new Error(`${next} was refused: ${JSON.stringify(body)}`)
    yield body
    next = body.Links.Next
  }
}

/** Returns the items of `Data[name]` on all pages. */
export async function allOf(
  sandbox: Pick<TestSandbox, 'send'>,
  path: string,
  token: string,
  name: string,
): Promise<Json[]> {
  const pages = await Array.fromAsync(pagesOf(sandbox, path, token))
  return pages.flatMap(({ Data }) => Data[name])
}

/** Returns a rejection in short, `400 account-not-found`, for any surface's form of it. */
export const rejectionOf = ({ status, body }: { status: number; body: Json }): string =>
  `${status} ${body?.errors?.[0].code ?? body?.Code}`

/** Returns the balance of an account. */
export async function balanceOf(
  { send, world }: Pick<TestSandbox, 'send'> & { readonly world: NewWorld },
  account = 'acc_0_current',
  token = world.developerToken,
): Promise<string> {
  const { body } = await send('GET', `${aisp}/accounts/${account}/balances`, undefined, token)
  const { Amount, CreditDebitIndicator } = body.Data.Balance.find(({ Type }: Json) => Type === 'ITBD')
  return `${CreditDebitIndicator === 'Debit' ? '-' : ''}${Amount.Amount}`
}

/** Advances a world's clock. */
export async function advance({ send }: TestSandbox, world: NewWorld, by: object): Promise<{ now: string }> {
  const { status, body } = await send('POST', `/control/worlds/${world.id}/clock/advance`, by, world.controlKey)
  if (status !== 200) throw new Error(`the clock was not moved: ${JSON.stringify(body)}`)
  return body
}

/** Creates a token for another customer of a world, or for `all`. */
export async function tokenFor({ send }: TestSandbox, world: NewWorld, customer: string): Promise<string> {
  const { status, body } = await send('POST', `/control/worlds/${world.id}/tokens`, { customer }, world.controlKey)
  if (status !== 201) throw new Error(`the token was refused: ${JSON.stringify(body)}`)
  return body.developerToken
}

/**
 * Fills in the parameters of a Read/Write API path: an account, and its statement of the month
 * before `now`.
 */
export function fillPath(path: string, accountId: string, now: string): string {
  const date = new Date(now)
  const month = date.getUTCFullYear() * 12 + date.getUTCMonth() - 1
  return path
    .replace('{AccountId}', accountId)
    .replace('{StatementId}', `st_${accountId.slice('acc_'.length)}_${month}`)
}
