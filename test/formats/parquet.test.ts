import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type Booking, customersBetween, idOf, type Part } from '#formats/part.ts'
import { personas } from '#mocks/people/personas.ts'
import { bank, bookings, part, written } from '#test/support/format-parts.ts'

const folder = mkdtempSync(join(tmpdir(), 'sandbank-parquet-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** DuckDB's binary is there for most platforms, not for all. */
const duck = await import('@duckdb/node-api').then(
  (module) => module,
  (error: Error) => error.message,
)
const absent = typeof duck === 'string' ? `skipped, DuckDB is not there (${duck.slice(0, 80)}): ` : undefined

async function query(sql: string): Promise<unknown[][]> {
  if (typeof duck === 'string') throw new Error(duck)
  const connection = await (await duck.DuckDBInstance.create()).connect()
  return (await connection.runAndReadAll(sql)).getRowsJson() as unknown[][]
}

function file(table: string, of: Part = part): string {
  const path = join(folder, `${table}.parquet`)
  writeFileSync(path, written('parquet', table, of).bytes)
  return `'${path}'`
}

test.skipIf(absent)(`${absent ?? ''}DuckDB reads exact sums, and types that need no cast, from Parquet`, async () => {
  const all = bookings()
  const sum = all.reduce((total, { entry }) => total + entry.amount, 0)
  const rows = await query(
    `select count(*), sum(amount_minor), (sum(amount) * 100)::bigint, count(mcc), typeof(any_value(amount)), typeof(any_value(booked_at)), epoch(min(booked_at)) from ${file('transactions')}`,
  )
  const withMcc = all.filter(({ entry }) => entry.mcc).length
  const first = Math.min(...all.map(({ entry }) => entry.at))
  expect(rows[0]?.map(String)).toEqual(
    [all.length, sum, sum, withMcc, 'DECIMAL(18,2)', 'TIMESTAMP WITH TIME ZONE', first].map(String),
  )
})

test.skipIf(absent)(`${absent ?? ''}instants are UTC by the file itself`, async () => {
  const first = Math.min(...bookings().map(({ entry }) => entry.at))
  const iso = new Date(first * 1000).toISOString()
  expect(await query(`select min(booked_at) = '${iso}'::timestamptz from ${file('transactions')}`)).toEqual([[true]])
  const types = await query(
    `select name, converted_type, logical_type from parquet_schema(${file('transactions')}) where name in ('booked_at', 'made_at')`,
  )
  expect(types).toHaveLength(2)
  for (const [, converted, logical] of types) {
    expect(converted).toBe('TIMESTAMP_MILLIS')
    expect(logical).toContain('isAdjustedToUTC=1')
  }
})

test.skipIf(absent)(`${absent ?? ''}rates are decimals, and absent values are null`, async () => {
  const abroad = bookings().filter(({ entry }) => entry.exchange)
  const rate = abroad[0]?.entry.exchange?.rate.toFixed(4)
  const rows = await query(
    `select typeof(any_value(exchange_rate)), count(exchange_rate), count(foreign_minor), count(foreign_currency), min(foreign_minor) > 0 from ${file('transactions')}`,
  )
  const { length } = abroad
  expect(length).toBeGreaterThan(0)
  expect(rows[0]?.map(String)).toEqual(['DECIMAL(18,4)', length, length, length, true].map(String))
  const rates = await query(
    `select exchange_rate from ${file('transactions')} where exchange_rate is not null order by transaction_id = '${idOf(abroad[0] as Booking)}' desc limit 1`,
  )
  expect(rates[0]?.map(String)).toEqual([rate])
})

test.skipIf(absent)(`${absent ?? ''}DuckDB joins the three Parquet tables without a row left over`, async () => {
  const [customers, accounts, transactions] = ['customers', 'accounts', 'transactions'].map((table) => file(table))
  const joined = `${transactions} t join ${accounts} a using (account_id) join ${customers} c on c.customer_id = a.customer_id`
  const rows = await query(`select count(*), count(distinct c.persona), typeof(any_value(c.born)) from ${joined}`)
  expect(rows[0]?.map(String)).toEqual([String(bookings().length), String(personas.length), 'DATE'])
})

test.skipIf(absent)(`${absent ?? ''}DuckDB opens a Parquet file of many row groups, and one without rows`, async () => {
  const many = { ...part, from: part.from - 300 * 86_400, customers: customersBetween(bank, [0, 119]) }
  const { rows } = written('parquet', 'transactions', many)
  const groups = await query(`select count(distinct row_group_id) from parquet_metadata(${file('transactions', many)})`)
  expect(Number(groups[0]?.[0])).toBe(Math.ceil(rows / 100_000))
  expect(Number(groups[0]?.[0])).toBeGreaterThan(1)
  const none = { ...part, customers: [] }
  expect(await query(`select count(*) from ${file('transactions', none)}`)).toEqual([['0']])
})
