import { buildCells, type Style, writeLines } from './lines.ts'
import type { Part } from './part.ts'
import type { Table } from './tables.ts'
import { formatDay, formatDecimal, formatInstant } from './text.ts'
import type { FileChunks } from './write.ts'

const styleOf = (text: (value: string) => string): Style => ({
  before: (_, index) => (index === 0 ? '' : ','),
  write: {
    text,
    integer: (value: number) => String(value),
    money: (value: number) => formatDecimal(value),
    instant: (value: number) => formatInstant(value),
    day: (value: number) => formatDay(value),
  },
})

/** RFC 4180, section 2: a field with a comma, quote or line break is quoted, its quotes doubled. */
const special = /[",\r\n]/
const field = (text: string): string => (special.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** Spreadsheets read such texts as formulas; an apostrophe in front prevents it. */
const formula = /^[=+\-@\t\r]/
const safe = (text: string): string => field(formula.test(text) ? `'${text}` : text)

/**
 * Returns the writer of a table as CSV (RFC 4180) with a header line. Hand-written: csv-stringify
 * is several times slower. `isForeign`: partners chose some of the texts, so formulas are escaped.
 */
export function writeCsv<Row>(table: Table<Row>, { isForeign = false } = {}): (part: Part) => FileChunks<string> {
  const cells = buildCells(table.columns, styleOf(isForeign ? safe : field))
  const header = `${table.columns.map(({ name }) => name).join(',')}\r\n`
  return function* (part) {
    yield header
    return yield* writeLines(table, part, cells, '\r\n')
  }
}
