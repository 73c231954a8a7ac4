import { buildCells, type Style, writeLines } from './lines.ts'
import type { Part } from './part.ts'
import type { Table } from './tables.ts'
import { formatDay, formatDecimal, formatInstant, formatRate } from './text.ts'
import type { FileChunks } from './write.ts'

const style: Style = {
  before: (_, index) => (index === 0 ? '' : ','),
  none: '',
  write: {
    text: (value: string) => quote(formula.test(value) ? `'${value}` : value),
    integer: (value: number) => String(value),
    money: (value: number) => formatDecimal(value),
    rate: (value: number) => formatRate(value),
    instant: (value: number) => formatInstant(value),
    day: (value: number) => formatDay(value),
  },
}

/** RFC 4180, section 2: a field with a comma, quote or line break is quoted, its quotes doubled. */
const special = /[",\r\n]/
const quote = (text: string): string => (special.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/**
 * Spreadsheets read such texts as formulas; an apostrophe in front prevents it. They skip blanks
 * and invisible characters before the sign, and accept its full-width and small forms.
 */
const formula = /^[\s\p{C}\p{Z}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\uFE66\uFE62\uFE63\uFE6B\u2212]/u

/**
 * Returns the writer of a table as CSV (RFC 4180) with a header line. Hand-written: csv-stringify
 * is several times slower.
 */
export function writeCsv<Row>(table: Table<Row>): (part: Part) => FileChunks<string> {
  const cells = buildCells(table.columns, style)
  const header = `${table.columns.map(({ name }) => name).join(',')}\r\n`
  return function* (part) {
    yield header
    return yield* writeLines(table, part, cells, '\r\n')
  }
}
