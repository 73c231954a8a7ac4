import { XMLValidator } from 'fast-xml-parser'
import { parse } from 'ofx-js'
import { expect, test } from 'vitest'
import { computeBalances, listAccounts, listBookings } from '#formats/part.ts'
import { maskedPan } from '#mocks/accounts/account.ts'
import { part, textOf, written } from '#test/support/format-parts.ts'
import type { Json } from '#test/support/sandbox.ts'

const several = (value: Json): Json[] => (value === undefined ? [] : Array.isArray(value) ? value : [value])

/** Statements by the number their account has in them. */
async function statements(): Promise<Map<string, Json>> {
  const { OFX }: Json = await parse(textOf('ofx', 'statements'))
  const banks = several(OFX.BANKMSGSRSV1?.STMTTRNRS).map(({ STMTRS }) => [STMTRS.BANKACCTFROM.ACCTID, STMTRS])
  const cards = several(OFX.CREDITCARDMSGSRSV1?.CCSTMTTRNRS).map(({ CCSTMTRS }) => [
    CCSTMTRS.CCACCTFROM.ACCTID,
    CCSTMTRS,
  ])
  return new Map([...banks, ...cards].map(([id, statement]) => [String(id), statement]))
}

test('a standard OFX parser finds every booking of every account, and its balance', async () => {
  const found = await statements()
  for (const account of listAccounts(part)) {
    const statement = found.get(account.number || maskedPan(account))
    const lines = several(statement.BANKTRANLIST.STMTTRN)
    const own = [...listBookings(part, account)]
    expect(lines.map(({ FITID }) => FITID)).toEqual(
      own.map(({ month, place }) => `tx_${account.customer.index}_${account.product}_${month}_${place}`),
    )
    expect(lines.map(({ TRNAMT }) => Math.round(Number(TRNAMT) * 100))).toEqual(own.map(({ entry }) => entry.amount))
    expect(Math.round(Number(statement.LEDGERBAL.BALAMT) * 100)).toBe(computeBalances(part, account).closing)
  }
})

test('an OFX file is well-formed, lists bank accounts before cards, and uses only types of OFX', () => {
  const text = textOf('ofx', 'statements')
  expect(XMLValidator.validate(text)).toBe(true)
  expect(text.indexOf('<CREDITCARDMSGSRSV1>')).toBeGreaterThan(text.indexOf('</BANKMSGSRSV1>'))
  const known =
    'CREDIT DEBIT INT DIV FEE SRVCHG DEP ATM POS XFER CHECK PAYMENT CASH DIRECTDEP DIRECTDEBIT REPEATPMT OTHER'
  const types = new Set([...text.matchAll(/<TRNTYPE>(\w+)</g)].map(([, type]) => type as string))
  expect([...types].filter((type) => !known.split(' ').includes(type))).toEqual([])
  expect(types.size).toBeGreaterThan(5)
})

test('names and memos are no longer than OFX allows', () => {
  const text = textOf('ofx', 'statements')
  for (const [, name] of text.matchAll(/<NAME>([^<]*)</g))
    expect(unescaped(name as string).length).toBeLessThanOrEqual(32)
  for (const [, date] of text.matchAll(/<DTPOSTED>([^<]*)</g)) expect(date).toMatch(/^\d{14}\.000\[0:GMT\]$/)
  expect(written('ofx', 'statements', { ...part, customers: [] }).rows).toBe(0)
})

const unescaped = (text: string) => text.replaceAll(/&(amp|lt|gt|quot);/g, '?')
