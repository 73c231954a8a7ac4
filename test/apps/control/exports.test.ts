import { parse } from 'csv-parse/sync'
import { parse as parseOfx } from 'ofx-js'
import { beforeEach, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { pisp } from '#test/support/payers.ts'
import { externalPayee } from '#test/support/payment-bank.ts'
import { domestic, pounds } from '#test/support/payment-requests.ts'
import { aisp, allOf, type Json, rejectionOf, type TestSandbox, testSandbox, tokenFor } from '#test/support/sandbox.ts'
import { absentSchema, findSchemaFaults } from '#test/support/xml-schema.ts'

let sandbox: TestSandbox
let world: NewWorld
beforeEach(async () => {
  sandbox = await testSandbox()
  world = await sandbox.createWorld()
})

const path = (account: string, query = '') => `/control/worlds/${world.id}/accounts/${account}/export${query}`
const download = (account: string, query = '', headers = {}) =>
  sandbox.request(path(account, query), { token: world.controlKey, headers })
const refusal = async (account: string, query: string) =>
  rejectionOf(await sandbox.send('GET', path(account, query), undefined, world.controlKey))

describe('the download of one account', () => {
  test('is CSV with the transactions of the Read/Write API until now, oldest first', async () => {
    const response = await download('acc_2_current')
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="acc_2_current.csv"')
    const rows: Json[] = parse(await response.text(), { columns: true, recordDelimiter: '\r\n' })
    const token = await tokenFor(sandbox, world, 'cus_2')
    const shown = await allOf(sandbox, `${aisp}/accounts/acc_2_current/transactions`, token, 'Transaction')
    const booked = shown.filter(({ Status }: Json) => Status === 'BOOK').reverse()
    expect(rows.map((row) => row.transaction_id)).toEqual(booked.map((one: Json) => one.TransactionId))
    expect(rows.map((row) => row.amount.replace('-', ''))).toEqual(booked.map((one: Json) => one.Amount.Amount))
  })

  test('is OFX that a parser opens, with its last day included', async () => {
    const response = await download('acc_0_current', '?format=ofx&from=2026-10-01&to=2026-10-31')
    expect(response.headers.get('content-type')).toBe('application/x-ofx; charset=utf-8')
    const { OFX }: Json = await parseOfx(await response.text())
    const { STMTRS } = OFX.BANKMSGSRSV1.STMTTRNRS
    const days = STMTRS.BANKTRANLIST.STMTTRN.map(({ DTPOSTED }: Json) => String(DTPOSTED).slice(0, 8))
    expect(days.every((day: string) => day >= '20261001' && day <= '20261031')).toBe(true)
    expect(String(STMTRS.LEDGERBAL.DTASOF)).toContain('20261031235959')
  })

  test.skipIf(absentSchema)(`${absentSchema ?? ''}is camt.053 that the official schema accepts`, async () => {
    const response = await download('acc_0_current', '?format=camt.053&from=2026-10-01&to=2026-10-31')
    expect(response.headers.get('content-type')).toBe('application/xml; charset=utf-8')
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="acc_0_current.xml"')
    const text = await response.text()
    expect(await findSchemaFaults({ 'acc_0_current.xml': text })).toEqual([])
    expect(text).toContain('<Id>acc_0_current-1790812800-1793491199</Id><ElctrncSeqNb>36</ElctrncSeqNb>')
  })

  test('never shows the future', async () => {
    const rows: Json[] = parse(await (await download('acc_0_current', '?to=2026-11-24')).text(), { columns: true })
    expect(rows.every((row) => row.booked_at <= '2026-11-24T09:30:00Z')).toBe(true)
    expect(await refusal('acc_0_current', '?to=2026-11-25')).toBe('400 date-invalid')
  })

  test("follows the caller's Accept header", async () => {
    expect((await download('acc_0_current', '', { accept: 'text/csv' })).status).toBe(200)
    expect((await download('acc_0_current', '', { accept: 'text/*;q=0.5' })).status).toBe(200)
    expect((await download('acc_0_current', '', { accept: 'application/json' })).status).toBe(406)
  })

  test.each([
    ['acc_0_current', '?format=xlsx', '400 field-invalid'],
    ['acc_0_current', '?from=yesterday', '400 date-invalid'],
    ['acc_0_current', '?from=2026-02-30', '400 date-invalid'],
    ['acc_0_current', '?from=2026-10-02&to=2026-10-01', '400 date-invalid'],
    ['acc_0_current', '?from=2023-10-31', '400 date-invalid'],
    ['acc_0_mattress', '', '400 account-not-found'],
    ['acc_200_current', '', '400 account-not-found'],
  ])('of %s%s is refused: %s', async (account, query, said) => {
    expect(await refusal(account, query)).toBe(said)
  })
})

describe('the download includes payments and edits', () => {
  let sent = 0
  const pay = async (Name: string, Amount: string) => {
    const token = await tokenFor(sandbox, world, 'cus_0')
    const Initiation = domestic({ InstructedAmount: pounds(Amount), CreditorAccount: { ...externalPayee, Name } })
    const post = async (path: string, Data: object) => {
      const response = await sandbox.request(`${pisp}/${path}`, {
        method: 'POST',
        token,
        headers: { 'content-type': 'application/json', 'x-idempotency-key': `key ${++sent}` },
        body: JSON.stringify({ Data, Risk: {} }),
      })
      return (await response.json()).Data
    }
    const { ConsentId } = await post('domestic-payment-consents', { Initiation })
    await post('domestic-payments', { ConsentId, Initiation })
  }
  const rowsOf = async (account: string): Promise<Json[]> =>
    parse(await (await download(account)).text(), { columns: true, recordDelimiter: '\r\n' })

  test('a payment, under the id and with the balance that the account shows', async () => {
    const before = (await rowsOf('acc_0_current')).length
    await pay('Bob Clements', '12.34')
    const rows = await rowsOf('acc_0_current')
    expect(rows).toHaveLength(before + 1)
    const [last] = rows.slice(-1)
    expect(last).toMatchObject({ transaction_id: 'tx_0_current_l1', amount: '-12.34', counterparty: 'Bob Clements' })
    const token = await tokenFor(sandbox, world, 'cus_0')
    const { body } = await sandbox.send('GET', `${aisp}/accounts/acc_0_current/balances`, undefined, token)
    expect(last.balance).toBe(body.Data.Balance[0].Amount.Amount)
    const { OFX }: Json = await parseOfx(await (await download('acc_0_current', '?format=ofx')).text())
    const { BANKTRANLIST, LEDGERBAL } = OFX.BANKMSGSRSV1.STMTTRNRS.STMTRS
    expect(BANKTRANLIST.STMTTRN.at(-1)).toMatchObject({ FITID: 'tx_0_current_l1', NAME: 'Bob Clements' })
    expect(Number(LEDGERBAL.BALAMT)).toBe(Number(last.balance))
  })

  test("a payee's name that looks like a formula is text", async () => {
    for (const name of ['=HYPERLINK("http://evil.example")', '@SUM(A1)', '+1', '-1']) await pay(name, '1.00')
    const names = (await rowsOf('acc_0_current')).slice(-4).map(({ counterparty }) => counterparty)
    expect(names).toEqual(['\'=HYPERLINK("http://evil.example")', "'@SUM(A1)", "'+1", "'-1"])
  })
})
