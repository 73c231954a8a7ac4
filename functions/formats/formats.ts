import { writeCamt053 } from './camt053.ts'
import { writeCsv } from './csv.ts'
import { writeJsonl } from './jsonl.ts'
import { writeOfx } from './ofx.ts'
import { writeParquet } from './parquet.ts'
import type { Part } from './part.ts'
import { accounts, customers, type Table, transactions } from './tables.ts'
import type { FileChunks } from './write.ts'

/** A file format of exports. */
type Format = {
  /** One line of help. */
  readonly about: string
  readonly ending: string
  /** The default number of customers per file: many for tables, one for statements. */
  readonly customersPerFile: number
  /** The writers of the files of a range of customers, by table. */
  readonly files: Readonly<Record<string, (part: Part) => FileChunks>>
  /** The writer for a pipe, if the format allows one. */
  readonly piped?: (part: Part) => FileChunks<string>
}

/** Returns the writers of the three tables. */
const tables = (write: <Row>(table: Table<Row>) => (part: Part) => FileChunks): Format['files'] => ({
  customers: write(customers),
  accounts: write(accounts),
  transactions: write(transactions),
})

/** All formats. */
export const formats = {
  csv: {
    about: 'tables with a header line (RFC 4180)',
    ending: 'csv',
    customersPerFile: 100,
    files: tables(writeCsv),
    piped: writeCsv(transactions),
  },
  jsonl: {
    about: 'tables, one JSON object a line',
    ending: 'jsonl',
    customersPerFile: 100,
    files: tables(writeJsonl),
    piped: writeJsonl(transactions),
  },
  parquet: {
    about: 'tables for DuckDB, pandas and Spark',
    ending: 'parquet',
    customersPerFile: 100,
    files: tables(writeParquet),
  },
  ofx: {
    about: 'statements for personal finance programs (OFX 2.2)',
    ending: 'ofx',
    customersPerFile: 1,
    files: { statements: writeOfx },
  },
  camt053: {
    about: 'statements for accounting programs (ISO 20022 camt.053.001.08)',
    ending: 'xml',
    customersPerFile: 1,
    files: { statements: writeCamt053 },
  },
} as const satisfies Record<string, Format>

export type FormatName = keyof typeof formats

/** Returns a format, typed as `Format`. */
export const formatOf = (name: FormatName): Format => formats[name]
