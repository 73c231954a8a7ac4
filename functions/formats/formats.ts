import { writeCamt053 } from './camt053.ts'
import { writeCsv } from './csv.ts'
import { writeJsonl } from './jsonl.ts'
import { writeOfx } from './ofx.ts'
import { writeParquet } from './parquet.ts'
import type { Part } from './part.ts'
import { accounts, customers, type Table, transactions } from './tables.ts'
import type { FileChunks } from './write.ts'

/** One way to write the bank down. */
type Format = {
  /** One line for a person. */
  readonly about: string
  readonly ending: string
  /**
   * How many customers one file holds, unless asked otherwise: many rows a table, or one customer a
   * message.
   */
  readonly customersPerFile: number
  /** The files that a range of customers becomes, by their name. */
  readonly files: Readonly<Record<string, (part: Part) => FileChunks>>
  /** The one of them that may be written to a pipe, where the format allows it. */
  readonly piped?: (part: Part) => FileChunks<string>
}

/** The three tables, each by the same writer. */
const tables = (write: <Row>(table: Table<Row>) => (part: Part) => FileChunks): Format['files'] => ({
  customers: write(customers),
  accounts: write(accounts),
  transactions: write(transactions),
})

/** Every format there is. */
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

/** A format as its type promises it, and not as the table happens to hold it. */
export const formatOf = (name: FormatName): Format => formats[name]
