import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { writeCsv } from '#formats/csv.ts'
import { writeJsonl } from '#formats/jsonl.ts'
import { accounts, customers, type Table, transactions } from '#formats/tables.ts'
import { formatDecimal, formatInstant } from '#formats/text.ts'
import { bookings, part, textOf, written } from '#test/support/format-parts.ts'

const linesOf = (text: string): Record<string, unknown>[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

test('JSON lines hold every booking of the bank, column by column', () => {
  const rows = linesOf(textOf('jsonl', 'transactions'))
  const all = bookings()
  expect(rows).toHaveLength(all.length)
  all.forEach(({ account, month, place, entry }, n) => {
    expect(rows[n]).toMatchObject({
      transaction_id: `tx_${account.customer.index}_${account.product}_${month}_${place}`,
      account_id: account.id,
      customer_id: account.customer.id,
      persona: account.customer.persona.id,
      booked_at: new Date(entry.at * 1000).toISOString().replace('.000', ''),
      amount_minor: entry.amount,
      balance_minor: entry.balance,
      kind: entry.kind,
      counterparty: entry.party,
      mcc: entry.mcc || null,
      reference: entry.reference || null,
    })
    expect(Number(rows[n]?.amount)).toBeCloseTo(entry.amount / 100, 6)
  })
})

test.each([customers, accounts, transactions] as Table<unknown>[])(
  'an independent CSV parser reads the same $name as the JSON lines hold',
  ({ name, columns }) => {
    const rows: Record<string, string>[] = parse(textOf('csv', name), { columns: true, recordDelimiter: '\r\n' })
    const same = linesOf(textOf('jsonl', name)).map((row) =>
      Object.fromEntries(Object.entries(row).map(([column, value]) => [column, value === null ? '' : String(value)])),
    )
    expect(rows).toEqual(same)
    expect(Object.keys(rows[0] ?? {})).toEqual(columns.map((column) => column.name))
  },
)

test.each(['csv', 'jsonl', 'parquet'] as const)('writing %s returns the number of rows', (format) => {
  expect(written(format, 'transactions').rows).toBe(bookings().length)
})

test('tables join: every transaction has its account, every account its customer, and balances add up', () => {
  const [people, held, moved] = ['customers', 'accounts', 'transactions'].map((name) => linesOf(textOf('jsonl', name)))
  const ids = new Set(people?.map((row) => row.customer_id))
  for (const account of held ?? []) {
    expect(ids).toContain(account.customer_id)
    const own = moved?.filter((row) => row.account_id === account.account_id) ?? []
    const sum = own.reduce((total, row) => total + (row.amount_minor as number), 0)
    const pence = (text: unknown) => Math.round(Number(text) * 100)
    expect(pence(account.opening_balance) + sum).toBe(pence(account.closing_balance))
  }
})

/** A table of any texts at all: no name in this bank has a quote today, and one may tomorrow. */
const texts: Table<string> = {
  name: 'texts',
  columns: [
    { name: 'first', type: 'text', of: (text) => text },
    { name: 'second', type: 'text', of: (text) => text },
  ],
  rows: () => [],
}

test('any text survives a round trip through CSV and JSON lines', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', minLength: 1 }), { minLength: 1 }), (rows) => {
      const table = { ...texts, rows: () => rows }
      const both = rows.map((text) => ({ first: text, second: text }))
      expect(linesOf([...writeJsonl(table)(part)].join(''))).toEqual(both)
      expect(parse([...writeCsv(table)(part)].join(''), { columns: true, recordDelimiter: '\r\n' })).toEqual(both)
    }),
  )
})

test('amounts and instants are written exactly', () => {
  const amounts = [0, 1, -1, 99, -100, 1234, -1205, Number.MAX_SAFE_INTEGER]
  expect(amounts.map(formatDecimal)).toEqual([
    '0.00',
    '0.01',
    '-0.01',
    '0.99',
    '-1.00',
    '12.34',
    '-12.05',
    '90071992547409.91',
  ])
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (at) => {
      expect(formatInstant(at)).toBe(new Date(at * 1000).toISOString().replace('.000', ''))
    }),
  )
})
