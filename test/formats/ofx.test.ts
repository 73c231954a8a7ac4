import { XMLValidator } from 'fast-xml-parser'
import { parse } from 'ofx-js'
import { expect, test } from 'vitest'
import { computeBalances, customersBetween, listAccounts, listBookings } from '#formats/part.ts'
import { maskedPan } from '#mocks/accounts/account.ts'
import { bank, part, textOf, written } from '#test/support/format-parts.ts'
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

test('the bytes are ASCII: other characters are numeric references, which a parser reads back', async () => {
  const [account] = [...listAccounts(part)]
  const [first] = [...listBookings(part, account!)]
  const texts = ['Café Zürich', '寿司 🍣', 'A & B < C', 'é'.repeat(300)]
  const accountSource = {
    holderName: () => '',
    entries: () => texts.map((text) => ({ ...first!, entry: { ...first!.entry, party: text, reference: text } })),
    balanceAt: () => 0,
  }
  const text = textOf('ofx', 'statements', { ...part, accounts: [account!], accountSource })
  expect(text).toMatch(/^\p{ASCII}+$/u)
  expect(text).toContain('<NAME>Caf&#233; Z&#252;rich</NAME>')
  const { OFX }: Json = await parse(text)
  const lines = OFX.BANKMSGSRSV1.STMTTRNRS.STMTRS.BANKTRANLIST.STMTTRN
  expect(lines.map(({ NAME }: Json) => decode(NAME))).toEqual([...texts.slice(0, 3), 'é'.repeat(32)])
  const all = textOf('ofx', 'statements', { ...part, customers: customersBetween(bank, [0, 59]) })
  expect(all).toMatch(/^\p{ASCII}+$/u)
})

/** Decodes the references that ofx-js leaves in a text. */
const decode = (text: string) =>
  text
    .replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replaceAll(/&(amp|lt);/g, (_, name) => (name === 'lt' ? '<' : '&'))

const unescaped = (text: string) => text.replaceAll(/&(amp|lt|gt|quot|#\d+);/g, '?')
