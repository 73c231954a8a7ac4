import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { editLimits } from '#bank/worlds/edits.ts'
import { sqliteStore } from '#store/sqlite.ts'
import { ada, at, seconds } from '#test/support/custom-data.ts'
import {
  advance,
  aisp,
  allOf,
  type Json,
  rejectionOf,
  type TestSandbox,
  testNow,
  testSandbox,
  tokenFor,
} from '#test/support/sandbox.ts'

let sandbox: TestSandbox
let world: NewWorld
beforeEach(async () => {
  sandbox = await testSandbox()
  world = await sandbox.createWorld({ seed: 7, size: 22 })
})

const path = (of = world) => `/control/worlds/${of.id}/edits`
const put = (document: unknown, of = world) => sandbox.send('PUT', path(of), document, of.controlKey)
const find = async (of = world) => (await sandbox.send('GET', path(of), undefined, of.controlKey)).body
const remove = (of = world) => sandbox.send('DELETE', path(of), undefined, of.controlKey)
const accept = async (document: unknown, of = world) => expect((await put(document, of)).status).toBe(200)
const get = (tail: string, token = world.developerToken) => sandbox.send('GET', aisp + tail, undefined, token)
const transactions = (tail: string, token = world.developerToken): Promise<Json[]> =>
  allOf(sandbox, aisp + tail, token, 'Transaction')
const own = '/accounts/acc_0_current/transactions'
const idsOf = (some: Json[]): string[] => some.map(({ TransactionId }) => TransactionId)
const signed = ({ CreditDebitIndicator, Amount }: Json) =>
  Number(Amount.Amount.replace('.', '')) * (CreditDebitIndicator === 'Debit' ? -1 : 1)
const heldBy = async (account: string, token = world.developerToken) =>
  signed((await get(`/accounts/${account}/balances`, token)).body.Data.Balance[0])

/**
 * Returns everything that a token can read of the bank, with transactions since October, as one
 * text.
 */
async function everything(token: string): Promise<string> {
  const lists = [
    await allOf(sandbox, `${aisp}/accounts`, token, 'Account'),
    await allOf(sandbox, `${aisp}/balances`, token, 'Balance'),
    await transactions('/transactions?fromBookingDateTime=2026-10-01', token),
  ]
  return JSON.stringify(lists)
}

function expectExact(newestFirst: Json[]): void {
  expect(new Set(idsOf(newestFirst)).size).toBe(newestFirst.length)
  for (const [n, one] of newestFirst.entries()) {
    const older = newestFirst[n + 1]
    if (!older) continue
    expect(one.BookingDateTime >= older.BookingDateTime, one.TransactionId).toBe(true)
    expect(signed(one.Balance), one.TransactionId).toBe(signed(older.Balance) + signed(one))
  }
}

const extra = (at: string, amount: string, more: object = {}) => ({
  account: 'acc_0_current',
  at,
  amount,
  kind: 'payment-in',
  party: 'Uncle Ben',
  reference: 'BIRTHDAY',
  ...more,
})
const whole = {
  customers: [ada],
  transactions: [
    extra('2026-11-01T08:00:00Z', '250.00'),
    extra('2026-11-20T08:00:00.000Z', '-20.00', { kind: 'payment-out' }),
  ],
  balances: [{ account: 'acc_0_savings', at: '2026-11-10T00:00:00Z', balance: '9999.99', reason: 'FOR THE DEMO' }],
}

describe('a document', () => {
  test('is returned as it was put', async () => {
    const answer = await put(whole)
    expect([answer.status, answer.body]).toEqual([200, whole])
    expect(await find()).toEqual(whole)
  })

  test('is empty by default, and may be put empty', async () => {
    expect(await find()).toEqual({})
    await accept({})
    expect(await find()).toEqual({})
  })

  test('replaces the whole previous one', async () => {
    await accept(whole)
    const other = { transactions: [extra('2026-11-02T08:00:00Z', '1.00')] }
    await accept(other)
    expect(await find()).toEqual(other)
    expect(
      rejectionOf(
        await sandbox.send('GET', `/control/worlds/${world.id}/customers/cus_x_ada`, undefined, world.controlKey),
      ),
    ).toBe('404 customer-not-found')
  })

  test('that was exported builds the same bank in another world', async () => {
    await accept(whole)
    const other = await sandbox.createWorld({ seed: 7, size: 22 })
    await accept(await find(), other)
    expect(await everything(await tokenFor(sandbox, other, 'all'))).toBe(
      await everything(await tokenFor(sandbox, world, 'all')),
    )
  })

  test('may be large, up to 256 KB', async () => {
    const many = Array.from({ length: 1000 }, (_, n) =>
      extra(at(seconds('2026-10-01T00:00:00Z') + n), '1.00', { party: 'x'.repeat(70) }),
    )
    const text = JSON.stringify({ transactions: many })
    expect(text.length).toBeGreaterThan(170_000)
    await accept({ transactions: many })
    expect((await transactions(own)).length).toBeGreaterThan(1500)
    const headers = { 'content-type': 'application/json' }
    const send = async (body: string) =>
      (await sandbox.request(path(), { method: 'PUT', headers, body, token: world.controlKey })).status
    expect(await send(text.padEnd(editLimits.bytes))).toBe(200)
    expect(await send(text.padEnd(editLimits.bytes + 1))).toBe(413)
  })
})

describe('an extra transaction', () => {
  test('is listed once among the others, newest first, and counts in every later balance', async () => {
    const before = await transactions(own)
    const held = await heldBy('acc_0_current')
    await accept({ transactions: whole.transactions })
    const after = await transactions(own)
    expectExact(after)
    expect(after.length).toBe(before.length + 2)
    expect(await heldBy('acc_0_current')).toBe(held + 230_00)
    const added = after.filter(({ TransactionId }) => !idsOf(before).includes(TransactionId))
    expect(
      added.map(({ BookingDateTime, TransactionInformation }) => [BookingDateTime, TransactionInformation]),
    ).toEqual([
      ['2026-11-20T08:00:00.000Z', 'Uncle Ben BIRTHDAY'],
      ['2026-11-01T08:00:00.000Z', 'Uncle Ben BIRTHDAY'],
    ])
    expect(after.slice(-100)).toEqual(before.slice(-100))
  })

  test('is in the pages over all accounts, and a page may begin after it', async () => {
    const many = Array.from({ length: 120 }, (_, n) =>
      extra(at(seconds('2026-11-15T10:00:00Z') + Math.floor(n / 4)), '1.00'),
    )
    await accept({ transactions: many })
    const woven = await transactions('/transactions')
    expect(new Set(idsOf(woven)).size).toBe(woven.length)
    expect(woven.filter(({ TransactionInformation }) => TransactionInformation === 'Uncle Ben BIRTHDAY').length).toBe(
      120,
    )
    expectExact(await transactions(own))
    expect(idsOf(woven.filter(({ AccountId }) => AccountId === 'acc_0_current'))).toEqual(
      idsOf(await transactions(own)),
    )
    const narrow = await transactions(
      `${own}?fromBookingDateTime=2026-11-15T10:00:05&toBookingDateTime=2026-11-15T10:00:06`,
    )
    expect(narrow.length).toBe(8)
  })

  test('keeps its id when the document grows before and after it', async () => {
    const one = extra('2026-11-01T08:00:00Z', '250.00')
    const idOf = async () => (await transactions(own)).find(({ Amount }) => Amount.Amount === '250.00').TransactionId
    await accept({ transactions: [one] })
    const before = await idOf()
    await accept({
      transactions: [extra('2026-10-01T08:00:00Z', '5.00'), one, extra('2026-11-02T08:00:00Z', '5.00')],
      customers: [ada],
    })
    expect(await idOf()).toBe(before)
  })

  test('in the future appears exactly at its second, and counts from then on', async () => {
    const held = await heldBy('acc_0_current')
    await accept({ transactions: [extra('2026-11-24T10:00:00Z', '77.77')] })
    const seen = async () =>
      (await get(own)).body.Data.Transaction.some(({ Amount }: Json) => Amount.Amount === '77.77')
    await advance(sandbox, world, { to: '2026-11-24T09:59:59.999Z' })
    expect([await seen(), await heldBy('acc_0_current')]).toEqual([false, held])
    await advance(sandbox, world, { to: '2026-11-24T10:00:00Z' })
    expect([await seen(), await heldBy('acc_0_current')]).toEqual([true, held + 77_77])
  })

  test('starts no page after it is removed', async () => {
    await accept({ transactions: [extra('2026-11-20T08:00:00Z', '1.23')] })
    const { TransactionId } = (await transactions(own)).find(({ Amount }) => Amount.Amount === '1.23')
    expect((await get(`${own}?page=${TransactionId}`)).status).toBe(200)
    await remove()
    expect(rejectionOf(await get(`${own}?page=${TransactionId}`))).toBe('400 field-invalid')
  })
})

describe('a changed balance', () => {
  test("is the account's balance from its instant on, by one adjusting transaction", async () => {
    const token = world.developerToken
    await accept({ balances: whole.balances })
    const all = await transactions('/accounts/acc_0_savings/transactions', token)
    expectExact(all)
    const [adjusted] = all.filter(({ TransactionInformation }) => TransactionInformation === 'Sandbank FOR THE DEMO')
    expect(adjusted.BookingDateTime).toBe('2026-11-10T00:00:00.000Z')
    expect(signed(adjusted.Balance)).toBe(999_999)
    expect(adjusted.ProprietaryBankTransactionCode.Code).toMatch(/^Adjustment(In|Out)$/)
  })

  test('without a difference creates no transaction', async () => {
    const before = await transactions(own)
    const held = await heldBy('acc_0_current')
    await accept({
      balances: [{ account: 'acc_0_current', at: '2026-11-24T09:30:00Z', balance: (held / 100).toFixed(2) }],
    })
    expect(await transactions(own)).toEqual(before)
  })
})

describe('a custom customer', () => {
  let token: string
  beforeEach(async () => {
    await accept({ customers: [ada] })
    token = await tokenFor(sandbox, world, 'cus_x_ada')
  })

  test('has accounts, balances, transactions and a party, and no mandates', async () => {
    const [account] = (await get('/accounts', token)).body.Data.Account
    expect(account).toMatchObject({
      AccountId: 'acc_x_ada_current',
      OpeningDate: '2026-07-01T00:00:00.000Z',
      AccountCategory: 'Personal',
    })
    expect(account.Account[0]).toMatchObject({
      Identification: expect.stringMatching(/^002\d{11}$/),
      Name: 'Ada Example',
    })
    expect(await heldBy('acc_x_ada_current', token)).toBe(487_66)
    const all = await transactions('/transactions', token)
    expectExact(all)
    expect(all.map(({ TransactionInformation }) => TransactionInformation)).toEqual([
      'Corner Shop',
      'Opening deposit OPENING',
    ])
    expect(all[0].MerchantDetails).toEqual({ MerchantName: 'Corner Shop', MerchantCategoryCode: '5411' })
    const { Party } = (await get('/accounts/acc_x_ada_current/party', token)).body.Data
    expect(Party).toMatchObject({
      PartyId: 'cus_x_ada',
      FullLegalName: 'Ada Example',
      LegalStructure: 'UK.OBIE.Individual',
    })
    expect('Mobile' in Party).toBe(false)
    expect((await get('/accounts/acc_x_ada_current/standing-orders', token)).body.Data.StandingOrder).toEqual([])
    expect((await get('/accounts/acc_x_ada_current/direct-debits', token)).body.Data.DirectDebit).toEqual([])
  })

  test('is accessible with its own token or a token for all only', async () => {
    expect(rejectionOf(await get('/accounts/acc_x_ada_current'))).toBe('400 account-not-found')
    expect(rejectionOf(await get('/accounts/acc_0_current', token))).toBe('400 account-not-found')
    expect((await get('/accounts/acc_x_ada_current', await tokenFor(sandbox, world, 'all'))).status).toBe(200)
  })

  test('is listed last among all customers, and once', async () => {
    const all = await tokenFor(sandbox, world, 'all')
    const accounts = await allOf(sandbox, `${aisp}/accounts`, all, 'Account')
    expect(accounts.at(-1).AccountId).toBe('acc_x_ada_current')
    expect(new Set(accounts.map(({ AccountId }) => AccountId)).size).toBe(accounts.length)
    const last = (await transactions('/transactions?fromBookingDateTime=2026-07-01', all)).slice(-2)
    expect(last.map(({ AccountId }) => AccountId)).toEqual(['acc_x_ada_current', 'acc_x_ada_current'])
  })

  test('is listed by its persona, and found by its id', async () => {
    const customers = `/control/worlds/${world.id}/customers`
    const list = async (query: string) =>
      (await sandbox.send('GET', customers + query, undefined, world.controlKey)).body.customers
    const view = {
      id: 'cus_x_ada',
      persona: 'student',
      name: 'Ada Example',
      born: '2004-02-29',
      town: 'Exampleton',
      accounts: ['acc_x_ada_current'],
      identifications: ['UK.OBIE.SortCodeAccountNumber', 'UK.OBIE.IBAN'].map((SchemeName) =>
        expect.objectContaining({ AccountId: 'acc_x_ada_current', SchemeName, Name: 'Ada Example' }),
      ),
    }
    expect((await list('?persona=student')).at(-1)).toEqual(view)
    expect((await list('?persona=pensioner')).map(({ id }: Json) => id)).not.toContain('cus_x_ada')
    expect((await list('?page=cus_21')).map(({ id }: Json) => id)).toEqual(['cus_21', 'cus_x_ada'])
    expect((await sandbox.send('GET', `${customers}/cus_x_ada`, undefined, world.controlKey)).body).toEqual(view)
    const missing = await sandbox.send('GET', `${customers}/cus_x_bob`, undefined, world.controlKey)
    expect(missing.body.detail).toBe('path CustomerId: must be one of cus_0 to cus_21, cus_x_ada (got cus_x_bob)')
  })

  test('loses its tokens when it is removed, and regains them when it returns', async () => {
    await remove()
    expect(rejectionOf(await get('/accounts', token))).toBe('401 token-invalid')
    expect(rejectionOf(await get('/accounts/acc_x_ada_current', token))).toBe('401 token-invalid')
    await accept({ customers: [ada] })
    expect((await get('/accounts', token)).status).toBe(200)
  })

  test('may have a savings account and a credit card, and further transactions from elsewhere in the document', async () => {
    const [current] = ada.accounts
    const card = {
      ...current,
      id: 'acc_x_ada_card',
      product: 'card',
      openingBalance: '-100.00',
      creditLine: '150.00',
      transactions: [],
    }
    const savings = {
      ...current,
      id: 'acc_x_ada_savings',
      product: 'savings',
      openingBalance: '0.00',
      transactions: undefined,
    }
    const more = extra('2026-08-01T00:00:00Z', '-50.00', { account: 'acc_x_ada_card', kind: 'credit-card-purchase' })
    await accept({
      customers: [{ ...ada, mobile: '+44-7700-900123', accounts: [current, savings, card] }],
      transactions: [more],
    })
    expect(await heldBy('acc_x_ada_card', token)).toBe(-150_00)
    expect(await heldBy('acc_x_ada_savings', token)).toBe(0)
    const { body } = await get('/balances', token)
    expect(body.Data.Balance.at(-1)).toMatchObject({
      AccountId: 'acc_x_ada_card',
      Type: 'ITAV',
      Amount: { Amount: '0.00' },
    })
    for (const { AccountId } of (await get('/accounts', token)).body.Data.Account)
      expect((await get(`/accounts/${AccountId}/party`, token)).body.Data.Party.Mobile).toBe('+44-7700-900123')
    expectExact(await transactions('/accounts/acc_x_ada_card/transactions', token))
  })
})

describe('all or nothing:', () => {
  const bad: [string, unknown, string, string[]][] = [
    [
      'an account that is none',
      {
        transactions: [
          extra('2026-11-01T08:00:00Z', '1.00'),
          extra('2026-11-01T08:00:00Z', '1.00', { account: 'acc_99_current' }),
        ],
      },
      '400 field-invalid',
      ['transactions.1.account'],
    ],
    [
      'a balance below the credit line',
      { transactions: [extra('2026-11-01T08:00:00Z', '-99999.00')] },
      '400 edit-breaks-balance',
      ['transactions.0.amount'],
    ],
    [
      'an overlap',
      { balances: [whole.balances[0], { ...whole.balances[0], balance: '1.00' }] },
      '400 edit-overlaps',
      ['balances.1.at'],
    ],
    [
      'an instant before the history',
      { transactions: [extra('2023-10-31T23:59:59Z', '1.00')] },
      '400 date-invalid',
      ['transactions.0.at'],
    ],
    [
      'a number for an amount',
      { transactions: [extra('2026-11-01T08:00:00Z', 12.34 as never)] },
      '400 field-invalid',
      ['transactions.0.amount'],
    ],
    [
      'one digit of pence',
      { transactions: [extra('2026-11-01T08:00:00Z', '12.3')] },
      '400 field-invalid',
      ['transactions.0.amount'],
    ],
    [
      'a part of a second',
      { transactions: [extra('2026-11-01T08:00:00.500Z', '1.00')] },
      '400 field-invalid',
      ['transactions.0.at'],
    ],
    [
      'a day that is none',
      { transactions: [extra('2026-02-30T08:00:00Z', '1.00')] },
      '400 field-invalid',
      ['transactions.0.at'],
    ],
    [
      'a field that has no meaning',
      { transactions: [extra('2026-11-01T08:00:00Z', '1.00', { colour: 'red' })] },
      '400 field-unexpected',
      ['transactions.0.colour'],
    ],
    [
      'a kind that only balances have',
      { transactions: [extra('2026-11-01T08:00:00Z', '1.00', { kind: 'adjustment-in' })] },
      '400 field-invalid',
      ['transactions.0.kind'],
    ],
    ["a synthetic customer's id", { customers: [{ ...ada, id: 'cus_0' }] }, '400 field-invalid', ['customers.0.id']],
    [
      'a customer without an account',
      { customers: [{ ...ada, accounts: [] }] },
      '400 field-invalid',
      ['customers.0.accounts'],
    ],
    [
      'a customer without a name, twice',
      {
        customers: [
          { ...ada, name: undefined },
          { ...ada, name: 'two\nlines' },
        ],
      },
      '400 field-missing',
      ['customers.0.name', 'customers.1.name'],
    ],
    [
      'too many balances',
      { balances: Array.from({ length: 101 }, () => whole.balances[0]) },
      '400 field-invalid',
      ['balances'],
    ],
  ]
  test.each(bad)(
    '%s is rejected with its path and the reason, and nothing is written',
    async (_, document, refusal, paths) => {
      await accept(whole)
      const before = await everything(world.developerToken)
      const { write } = sandbox.store.units
      const answer = await put({ ...whole, ...(document as object) })
      expect([rejectionOf(answer), answer.body.errors.map(({ path }: Json) => path)]).toEqual([refusal, paths])
      expect(answer.body.detail).toContain(paths[0])
      expect(sandbox.store.units.write).toBe(write)
      expect(await find()).toEqual(whole)
      expect(await everything(world.developerToken)).toBe(before)
    },
  )

  test('of two concurrent documents one is stored and the other gets a conflict', async () => {
    const documents = [{ balances: whole.balances }, { transactions: whole.transactions }]
    const answers = await Promise.all(documents.map((one) => put(one)))
    expect(answers.map(rejectionOf).sort()).toEqual(['200 undefined', '409 conflict'])
    expect(await find()).toEqual(documents[answers.findIndex(({ status }) => status === 200)])
  })
})

describe('deleting edits', () => {
  test('restores the bank byte for byte, and keeps clock and tokens', async () => {
    const token = await tokenFor(sandbox, world, 'all')
    const before = await everything(token)
    await accept(whole)
    expect(await everything(token)).not.toBe(before)
    const answer = await remove()
    expect([answer.status, answer.body]).toEqual([204, undefined])
    expect(await everything(token)).toBe(before)
    expect(await find()).toEqual({})
    expect((await sandbox.send('GET', `/control/worlds/${world.id}`, undefined, world.controlKey)).body.now).toBe(
      testNow,
    )
    expect((await remove()).status).toBe(204)
  })

  test('affects this world only, not another one with the same seed and document', async () => {
    const other = await sandbox.createWorld({ seed: 7, size: 22 })
    const untouched = await everything(other.developerToken)
    await accept(whole)
    expect(await everything(other.developerToken)).toBe(untouched)
    await accept(whole, other)
    const edited = await everything(other.developerToken)
    await remove()
    expect(await everything(other.developerToken)).toBe(edited)
    expect(await everything(world.developerToken)).toBe(untouched)
  })
})

describe('two processes on one store', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbank-edits-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('agree right after each change', async () => {
    const now = () => Date.parse(testNow)
    const stores = [1, 2].map(() => sqliteStore({ file: join(folder, 'sandbank.sqlite'), now }))
    const [here, there] = (await Promise.all(stores.map((store) => testSandbox({ store })))) as [
      TestSandbox,
      TestSandbox,
    ]
    const one = await here.createWorld({ seed: 7, size: 22 })
    const read = async ({ send }: TestSandbox) => {
      // Two processes never share a turn of one event loop.
      await new Promise(setImmediate)
      return JSON.stringify((await send('GET', `${aisp}/transactions`, undefined, one.developerToken)).body.Data)
    }
    const change = async (method: string, by: TestSandbox, document?: object) => {
      await new Promise(setImmediate)
      return by.send(method, `/control/worlds/${one.id}/edits`, document, one.controlKey)
    }
    const seen = [await read(here)]
    const first = { transactions: whole.transactions }
    const second = { transactions: [extra('2026-11-23T00:00:00Z', '3.00')] }
    const steps: [TestSandbox, string, object?][] = [
      [here, 'PUT', first],
      [there, 'PUT', second],
      [here, 'PUT', first],
      [there, 'DELETE'],
      [here, 'PUT', second],
      [here, 'DELETE'],
    ]
    for (const [by, method, document] of steps) {
      expect((await change(method, by, document)).status).toBeLessThan(300)
      const [mine, theirs] = [await read(here), await read(there)]
      expect(theirs).toBe(mine)
      seen.push(mine)
    }
    const [none, one1, two2, ...rest] = seen
    expect(rest).toEqual([one1, none, two2, none])
    expect(new Set(seen).size).toBe(3)
    await Promise.all(stores.map((store) => store.close()))
  })
})

describe('the cost of edits', () => {
  const readUnits = async (work: () => Promise<unknown>) => {
    const before = sandbox.store.units.read
    await work()
    return sandbox.store.units.read - before
  }

  test('a page of a world without edits reads no more than before', async () => {
    expect(await readUnits(() => get(own))).toBe(2)
    await accept(whole)
    await remove()
    expect(await readUnits(() => get(own))).toBe(2)
  })

  test('a page of a world with a hundred edits reads three units the first time in a process, then two', async () => {
    const many = Array.from({ length: 100 }, (_, n) =>
      extra(at(seconds('2026-08-01T00:00:00Z') + n * 86_399), `${(n * 7919) % 400}.${String(((n * 31) % 90) + 10)}`, {
        party: `Shop ${n % 13}`,
      }),
    )
    await accept({ customers: [ada], transactions: many })
    expect(await readUnits(() => get(own))).toBe(3)
    for (const tail of [own, '/transactions', '/balances', '/accounts'])
      expect(await readUnits(() => get(tail))).toBe(2)
  })
})

describe('the published schema', () => {
  test("accepts and rejects the same documents as the API's schema", async () => {
    const { status, body: schema } = await sandbox.send('GET', '/control/edits/schema')
    expect([status, schema.$schema]).toEqual([200, 'https://json-schema.org/draft/2020-12/schema'])
    const ajv = new Ajv2020({ strict: false })
    addFormats.default(ajv)
    const validate = ajv.compile(schema)
    const documents: unknown[] = [
      {},
      whole,
      { customers: [ada] },
      { colour: 'red' },
      { customers: [{ ...ada, id: 'cus_0' }] },
      { customers: [{ ...ada, email: 'no-at-sign' }] },
      { customers: [{ ...ada, born: '2004-02-30' }] },
      { customers: [{ ...ada, name: '' }] },
      { customers: [{ ...ada, accounts: [] }] },
      { customers: Array.from({ length: 21 }, () => ada) },
      { customers: [{ ...ada, accounts: [{ ...ada.accounts[0], currency: 'USD' }] }] },
      { transactions: [extra('yesterday', '1.00')] },
      { transactions: [extra('2026-11-01T08:00:00.5Z', '1.00')] },
      { transactions: [extra('2026-11-01T08:00Z', '1.00')] },
      { transactions: [extra('2026-11-01T08:00:00Z', '1')] },
      { transactions: [extra('2026-11-01T08:00:00Z', '01.00')] },
      { transactions: [extra('2026-11-01T08:00:00Z', '1.00', { mcc: '54' })] },
      { transactions: [extra('2026-11-01T08:00:00Z', '1.00', { kind: 'gift' })] },
      { transactions: [extra('2026-11-01T08:00:00Z', '1.00', { party: 'two\nlines' })] },
      { balances: [{ account: 'acc_0_current', at: '2026-11-01T08:00:00Z' }] },
      { balances: 'all' },
    ]
    for (const document of documents) {
      const isAccepted = (await put(document)).status === 200
      expect(validate(document), JSON.stringify(document)).toBe(isAccepted)
    }
  })
})

test('the example of docs/custom-data.md works unchanged', async () => {
  const text = readFileSync(new URL('../../../docs/custom-data.md', import.meta.url), 'utf8')
  const document = JSON.parse(/```json\n([\s\S]*?)```/.exec(text)?.[1] as string)
  await accept(document)
  const token = await tokenFor(sandbox, world, document.customers[0].id)
  expect(await heldBy(document.customers[0].accounts[0].id, token)).toBe(1887_66)
  expect(text).toContain('1887.66')
})
