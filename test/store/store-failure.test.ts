import { DatabaseSync } from 'node:sqlite'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { StoreFailure, toStoreFailure } from '#store/store-failure.ts'
import { Risk } from '#test/support/orders.ts'
import { type Bank, errorOf, join, openBank, type Partner, post, stopClock } from '#test/support/partners.ts'
import { pisp } from '#test/support/payers.ts'
import { domestic } from '#test/support/payment-requests.ts'
import { aisp, type Json, rejectionOf } from '#test/support/sandbox.ts'
import { fastPathRequests, fetchOverSocket } from '#test/support/sockets.ts'

const errorOfSqlite = (errcode: number, message = '') => ({ code: 'ERR_SQLITE_ERROR', errcode, message })

describe('an error of SQLite is a failure of the store that says what to do', () => {
  test.each<[name: string, errcode: number, code: string, message: RegExp]>([
    ['FULL', 13, 'store-full', /disk of the store is full; make room/],
    ['READONLY', 8, 'store-unavailable', /is read-only; make its file and its disk writable/],
    ['READONLY_DBMOVED', 1032, 'store-unavailable', /is read-only/],
    ['IOERR', 10, 'store-unavailable', /disk failed .* check the disk/],
    ['IOERR_SHORT_READ', 522, 'store-unavailable', /disk failed/],
    ['CORRUPT', 11, 'store-damaged', /damaged; restore a copy/],
    ['CORRUPT_INDEX', 779, 'store-damaged', /damaged/],
    ['NOTADB', 26, 'store-damaged', /damaged/],
    ['BUSY', 5, 'store-unavailable', /another process has locked the store/],
    ['LOCKED', 6, 'store-unavailable', /another process has locked the store/],
    ['CANTOPEN', 14, 'store-unavailable', /cannot be opened; check folder and permissions/],
    ['NOMEM', 7, 'store-unavailable', /no memory/],
  ])('%s (%i): %s', (_, errcode, code, message) => {
    const cause = errorOfSqlite(errcode, 'SELECT secret')
    const failure = toStoreFailure(cause)
    expect(failure).toBeInstanceOf(StoreFailure)
    expect(failure).toMatchObject({ code, cause, message: expect.stringMatching(message) })
    expect((failure as StoreFailure).message).not.toContain('secret')
  })

  test('a missing table is damage; a mistake in our SQL and any other error stay what they are', () => {
    expect(toStoreFailure(errorOfSqlite(1, 'no such table: items'))).toMatchObject({ code: 'store-damaged' })
    const others = [errorOfSqlite(1, 'near "SELEC": syntax error'), new TypeError('a bug')]
    for (const error of others) expect(toStoreFailure(error)).toBe(error)
  })
})

describe('in a running sandbox', () => {
  let bank: Bank
  let database: DatabaseSync
  /** The same partner in process, through Hono, and on a socket, through the fast path. */
  let partners: Partner[]

  beforeEach(async () => {
    stopClock()
    const exec = vi.spyOn(DatabaseSync.prototype, 'exec')
    bank = await openBank()
    database = exec.mock.contexts[0] as DatabaseSync
    exec.mockRestore()
    const near = await join(bank)
    const overSocket = fetchOverSocket(bank.surfaces)
    const far = { ...near, fetch: async (url: string | URL, init?: RequestInit) => overSocket(new Request(url, init)) }
    partners = [near, far]
  })

  const createWorld = () => bank.send('POST', '/control/worlds', {})
  const readAccounts = () => bank.send('GET', `${aisp}/accounts`, undefined, bank.world.developerToken)
  let sent = 0
  async function createConsent(): Promise<{ status: number; body: Json }> {
    const response = await bank.request(`${pisp}/domestic-payment-consents`, {
      method: 'POST',
      token: bank.world.developerToken,
      headers: { 'content-type': 'application/json', 'x-idempotency-key': `key ${++sent}` },
      body: JSON.stringify({ Data: { Initiation: domestic() }, Risk }),
    })
    return { status: response.status, body: await response.json() }
  }
  const getToken = (one: Partner) => post(one, 'token', { grant_type: 'client_credentials', scope: 'accounts' })
  async function getTokens() {
    const before = fastPathRequests
    const answers = [await getToken(partners[0] as Partner), await getToken(partners[1] as Partner)]
    expect(fastPathRequests - before).toBe(1)
    return answers
  }

  async function expectAllWritesWork() {
    expect((await createWorld()).status).toBe(201)
    expect((await createConsent()).status).toBe(201)
    expect((await getTokens()).map(({ status }) => status)).toEqual([200, 200])
  }

  /** Writes until not even a small item fits. */
  async function fillDisk() {
    const { page_count: pages } = database.prepare('PRAGMA page_count').get() as { page_count: number }
    database.exec(`PRAGMA max_page_count = ${pages + 20}`)
    for (const size of [3_000, 300, 1]) {
      let isFull = false
      for (let n = 0; !isFull; n++) {
        const item = {
          put: { partition: `filler/${size}`, path: String(n) },
          expect: 'absent',
          value: 'x'.repeat(size),
        } as const
        await bank.store.commit([item]).catch((error: StoreFailure) => {
          expect(error.code).toBe('store-full')
          isFull = true
        })
      }
    }
  }

  test('a full disk rejects writes with 507 and the reason; reads go on; with room again writes do too', async () => {
    await expectAllWritesWork()
    const accounts = (await readAccounts()).body
    await fillDisk()
    const reason = 'the disk of the store is full; make room on it, then try again'
    const world = await createWorld()
    expect(rejectionOf(world)).toBe('507 store-full')
    expect(world.body).toMatchObject({ status: 507, detail: reason })
    const consent = await createConsent()
    expect(rejectionOf(consent)).toBe('507 store-full')
    expect(consent.body.Errors[0].Message).toBe(reason)
    for (const token of await getTokens()) {
      expect(errorOf(token)).toBe('507 temporarily_unavailable')
      expect(token.body.error_description).toBe(reason)
    }
    const again = await readAccounts()
    expect([again.status, again.body]).toEqual([200, accounts])
    expect(JSON.stringify(bank.logged)).toContain('the store failed')

    database.exec('PRAGMA max_page_count = 1000000')
    await expectAllWritesWork()
  })

  test('a read-only store rejects writes with 503, and recovers', async () => {
    database.exec('PRAGMA query_only = ON')
    expect([await createWorld(), await createConsent()].map(rejectionOf)).toEqual([
      '503 store-unavailable',
      '503 store-unavailable',
    ])
    expect((await getTokens()).map(errorOf)).toEqual(['503 temporarily_unavailable', '503 temporarily_unavailable'])
    expect((await readAccounts()).status).toBe(200)
    database.exec('PRAGMA query_only = OFF')
    await expectAllWritesWork()
  })

  test('a table that another program dropped fails reads and writes with 500, and recovers', async () => {
    await expectAllWritesWork()
    database.exec('ALTER TABLE items RENAME TO hidden')
    expect([await createWorld(), await createConsent()].map(rejectionOf)).toEqual([
      '500 store-damaged',
      '500 store-damaged',
    ])
    expect((await getTokens()).map(({ status }) => status)).toEqual([500, 500])
    database.exec('ALTER TABLE hidden RENAME TO items')
    await expectAllWritesWork()
  })

  test('a page for customers names the reason', async () => {
    database.exec('ALTER TABLE items RENAME TO hidden')
    const path = `/authorization/${bank.world.id}/customer`
    const response = await bank.request(path, { headers: { accept: 'text/html' } })
    expect(response.status).toBe(500)
    expect(await response.text()).toContain('the file of the store is damaged')
  })
})
