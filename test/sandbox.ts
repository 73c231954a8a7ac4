import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { NewWorld } from '#actions/worlds.ts'
import type { Host } from '#edge/host.ts'
import type { Sandbox } from '#store/sandbox.ts'
import { sqliteStore } from '#store/sqlite.ts'
import type { Change, Store } from '#store/store.ts'
import { openSurfaces } from '#surfaces'

/** What a test's world begins with, unless it says otherwise: a fixed instant, so that every figure can be written down. */
export const testNow = '2026-11-24T09:30:00.000Z'

export type TestSandbox = {
  readonly sandbox: Sandbox
  readonly store: Store
  /** What the store told of its commits. */
  readonly changes: Change[]
  readonly logged: unknown[]
  /** Sets the real clock. */
  setReal(instant: string): void
  /** Sends a request to all surfaces, in process. */
  request(path: string, init?: RequestInit & { token?: string }): Promise<Response>
  /** The same, with a JSON body; answers status and body. */
  send(method: string, path: string, body?: unknown, token?: string): Promise<{ status: number; body: any; headers: Headers }>
  createWorld(request?: object): Promise<NewWorld>
}

/** The whole sandbox in process: memory, an injected clock, chance that repeats, and every answer held against its schema. */
export async function testSandbox(more: Partial<Sandbox> & { store?: Store; first?: Host['first'] } = {}): Promise<TestSandbox> {
  let real = Date.parse(testNow)
  let drawn = 0
  const changes: Change[] = []
  const logged: unknown[] = []
  const { first, ...rest } = more
  const store = more.store ?? sqliteStore({ now: () => real, onCommit: (some) => changes.push(...some) })
  const sandbox: Sandbox = {
    store,
    real: () => real,
    randomText: (characters) => createHash('sha256').update(String(drawn++)).digest('hex').slice(0, characters).padEnd(characters, 'x'),
    newInteractionId: () => `00000000-0000-4000-8000-${String(drawn++).padStart(12, '0')}`,
    baseUrl: 'http://sandbank.test',
    log: (entry) => logged.push(entry),
    ...rest,
  }
  const readAsset = (name: string) => readFile(fileURLToPath(import.meta.resolve(`swagger-ui-dist/${name}`)))
  const fetch = await openSurfaces({ sandbox, strict: true, first, readAsset })

  const request: TestSandbox['request'] = async (path, { token, ...init } = {}) => {
    const headers = new Headers(init.headers)
    if (token) headers.set('authorization', `Bearer ${token}`)
    return fetch(new Request(new URL(path, sandbox.baseUrl), { ...init, headers }))
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
  return {
    sandbox,
    store,
    changes,
    logged,
    setReal: (instant) => {
      real = Date.parse(instant)
    },
    request,
    send,
    createWorld: async (asked = {}) => {
      const { status, body } = await send('POST', '/control/worlds', { seed: 7, size: 200, now: testNow, rate: 0, ...asked })
      if (status !== 201) throw new Error(`the test's world was refused: ${JSON.stringify(body)}`)
      return body
    },
  }
}

export const aisp = '/open-banking/v4.0/aisp'
