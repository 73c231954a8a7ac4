import { beforeEach, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { openBanking } from '#apps/open-banking/app.ts'
import { pageScenarios, transactionLists } from '#bank/scenarios/pages.ts'
import { placeOf } from '#edge/request/place.ts'
import { externalPayee, paymentBankOf } from '#test/support/payment-bank.ts'
import {
  advance,
  fillPath,
  type Json,
  rejectionOf,
  type TestSandbox,
  testNow,
  testSandbox,
} from '#test/support/sandbox.ts'

/*
 * The scenarios of pages at every list of transactions, asked for by header and armed. No scenario
 * may keep a client that follows Links.Next from coming to an end.
 */
let sandbox: TestSandbox
let world: NewWorld
beforeEach(async () => {
  sandbox = await testSandbox()
  world = await sandbox.createWorld()
})

type Headers = Record<string, string>
const ways: readonly (readonly [way: string, ask: (name: string) => Promise<Headers>])[] = [
  ['by header', async (name) => ({ 'x-sandbank-scenario': name })],
  [
    'armed',
    async (name) => {
      const faults = `/control/worlds/${world.id}/faults`
      expect((await sandbox.send('POST', faults, { scenario: name }, world.controlKey)).status).toBe(201)
      return {}
    },
  ],
]

const lists = openBanking.operations.filter(({ id }) => transactionLists.includes(id))

async function read(url: string, headers: Headers = {}): Promise<{ status: number; body: Json }> {
  const response = await sandbox.request(url, { token: world.developerToken, headers })
  return { status: response.status, body: await response.json() }
}

/** Follows Links.Next to the end, over a hundred pages at most. Returns the ids of each page. */
async function walk(path: string, headers: Headers = {}): Promise<string[][]> {
  const pages: string[][] = []
  for (let next: string | undefined = path; next !== undefined; ) {
    const { status, body } = await read(next, headers)
    if (status !== 200) throw new Error(`${next}: ${JSON.stringify(body)}`)
    pages.push(body.Data.Transaction.map(({ TransactionId }: Json) => TransactionId))
    next = body.Links.Next
    if (pages.length > 100) throw new Error('the pages do not end')
  }
  return pages
}

const pathOf = ({ path }: { path: string }) => {
  const filled = openBanking.base + fillPath(path, 'acc_0_current', testNow)
  return path.includes('Statement') ? filled : `${filled}?fromBookingDateTime=2026-08-01T00:00:00`
}

test('they apply to every list of transactions, and only there', () => {
  for (const [name, { appliesTo }] of Object.entries(pageScenarios))
    expect([name, openBanking.operations.filter((one) => appliesTo(placeOf(openBanking, one)))]).toEqual([name, lists])
})

describe.each(ways)('%s', (_, ask) => {
  test('an entry booked between two pages repeats the last transaction of each page', async () => {
    const plain = await Promise.all(lists.map(async (one) => (await walk(pathOf(one))).flat()))
    const headers = await ask('booked-between-pages')
    for (const [n, one] of lists.entries()) {
      const pages = await walk(pathOf(one), headers)
      expect(pages.length).toBeGreaterThan(1)
      for (const [at, page] of pages.entries()) if (at > 0) expect(page[0]).toBe(pages[at - 1]?.at(-1))
      expect([...new Set(pages.flat())]).toEqual(plain[n])
    }
  })

  test('a repeated page comes twice, and then the next one', async () => {
    const plain = await Promise.all(lists.map((one) => walk(pathOf(one))))
    const headers = await ask('repeated-page')
    for (const [n, one] of lists.entries()) {
      const [pages, before = []] = [await walk(pathOf(one), headers), plain[n]]
      // The last page has no next one that could lead back to it.
      expect(pages).toEqual(before.flatMap((page, at) => (at === before.length - 1 ? [page] : [page, page])))
    }
  })

  test('a dead Next is rejected, and the first page is still there', async () => {
    const headers = await ask('dead-next')
    for (const one of lists) {
      const { body } = await read(pathOf(one), headers)
      expect(rejectionOf(await read(body.Links.Next))).toBe('400 field-invalid')
      expect((await read(pathOf(one))).status).toBe(200)
    }
  })

  test('a pending transaction has another id, and is booked under its own', async () => {
    const pendingOf = ({ body }: { body: Json }): Json[] =>
      body.Data.Transaction.filter(({ Status }: Json) => Status === 'PDNG')
    const all = `${openBanking.base}/aisp/transactions`
    // A card purchase is pending until another morning.
    let own: Json[] = []
    for (let hours = 0; hours < 96 && own.length === 0; hours += 4) {
      await advance(sandbox, world, { hours: 4 })
      own = pendingOf(await read(all))
    }
    const [{ AccountId, TransactionId }] = own as [Json]
    const headers = await ask('id-changes')
    for (const path of [all, `${openBanking.base}/aisp/accounts/${AccountId}/transactions`]) {
      const ids = pendingOf(await read(path, headers)).map((one) => one.TransactionId)
      expect(ids).toContain(`${TransactionId}_pending`)
      expect((await walk(`${path}?fromBookingDateTime=2026-08-01T00:00:00`, headers)).length).toBeGreaterThan(1)
    }
    for (const one of lists) expect((await read(pathOf(one), headers)).status).toBe(200)
    await advance(sandbox, world, { days: 5 })
    expect((await walk(all.concat('?fromBookingDateTime=2026-11-20T00:00:00'), headers)).flat()).toContain(
      TransactionId,
    )
  })
})

test('the pages of an account with payments are followed too', async () => {
  const bank = paymentBankOf(sandbox, world)
  for (let n = 0; n < 3; n++) {
    const InstructedAmount = { Amount: `${n + 1}.00`, Currency: 'GBP' }
    await bank.place('acc_0_current', 'domestic-payment', { InstructedAmount, CreditorAccount: externalPayee })
    await advance(sandbox, world, { hours: 1 })
  }
  for (const one of lists) {
    const plain = (await walk(pathOf(one))).flat()
    for (const name of ['booked-between-pages', 'repeated-page']) {
      const pages = await walk(pathOf(one), { 'x-sandbank-scenario': name })
      expect([name, [...new Set(pages.flat())]]).toEqual([name, plain])
    }
  }
})

test('a page that ends like a repeated one, and is not one, is rejected', async () => {
  const path = `${openBanking.base}/aisp/transactions`
  for (const page of ['again.again', 'x.again', 'page.again'])
    expect(rejectionOf(await read(`${path}?page=${page}`))).toBe('400 field-invalid')
  expect(rejectionOf(await read(`${path}?page=again&page=again`))).toMatch(/^400 /)
  expect(rejectionOf(await read(`${openBanking.base}/aisp/accounts?page=again`))).toBe('400 field-invalid')
})
