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
    const types = new Map(columns.map((column) => [column.name, column.type]))
    const cellOf = (column: string, value: unknown): string => {
      const text = value === null ? '' : String(value)
      return types.get(column) === 'text' ? escaped(text) : text
    }
    const same = linesOf(textOf('jsonl', name)).map((row) =>
      Object.fromEntries(Object.entries(row).map(([column, value]) => [column, cellOf(column, value)])),
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

/** A text as CSV holds it: with an apostrophe where a spreadsheet would read a formula. */
const escaped = (text: string): string => (/^[\s\p{C}\p{Z}]*[=+\-@＝＋－＠﹦﹢﹣﹫−]/u.test(text) ? `'${text}` : text)

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
      const cells = rows.map((text) => ({ first: escaped(text), second: escaped(text) }))
      expect(parse([...writeCsv(table)(part)].join(''), { columns: true, recordDelimiter: '\r\n' })).toEqual(cells)
    }),
  )
})

test.each([
  ['=1+1', '+44', '-1', '@SUM(A1)'],
  ['  =1', '\t=1', '\r=1', '\n=1', '\u00A0=1', '\u3000=1', '\uFEFF=1', '\u200B=1'],
  ['＝1', '＋1', '－1', '＠SUM', '﹦1', '﹢1', '﹣1', '﹫SUM', '−1', ' ＝1'],
])('CSV escapes formulas: %j', (...rows) => {
  const parsed: string[][] = parse([...writeCsv({ ...texts, rows: () => rows })(part)].join(''), {
    recordDelimiter: '\r\n',
  })
  expect(parsed.slice(1)).toEqual(rows.map((text) => [`'${text}`, `'${text}`]))
})

test('no text of a bulk export in CSV is a formula to a spreadsheet, a mobile number neither', () => {
  for (const { name, columns } of [customers, accounts, transactions] as Table<unknown>[]) {
    const rows: Record<string, string>[] = parse(textOf('csv', name), { columns: true, recordDelimiter: '\r\n' })
    const ofText = columns.filter(({ type }) => type === 'text').map((column) => column.name)
    const found = rows
      .flatMap((row) => ofText.map((column) => row[column] ?? ''))
      .filter((cell) => /^[=+\-@]/.test(cell))
    expect(found).toEqual([])
  }
  expect(textOf('csv', 'customers')).toContain(",'+44-7700-900")
})

test('a purchase at home has no foreign amount and no rate; one abroad has both', () => {
  for (const row of linesOf(textOf('jsonl', 'transactions'))) {
    const isAbroad = row.foreign_currency !== null
    expect(row.foreign_minor !== null).toBe(isAbroad)
    expect(row.exchange_rate !== null).toBe(isAbroad)
    if (isAbroad) expect(row.exchange_rate).toMatch(/^\d+\.\d{4}$/)
  }
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
