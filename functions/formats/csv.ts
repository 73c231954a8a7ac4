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

/**
 * RFC 4180, section 2: a field with a comma, a quote or a line break stands in quotes, and its
 * quotes are doubled.
 */
const special = /[",\r\n]/
const field = (text: string): string => (special.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** What spreadsheets take for a formula. An apostrophe in front makes it a text. */
const formula = /^[=+\-@\t\r]/
const safe = (text: string): string => field(formula.test(text) ? `'${text}` : text)

/**
 * A table as CSV (RFC 4180) with a header line. Written by hand: it is one rule, and csv-stringify
 * is several times slower. `isForeign` where others than the bank chose some of the texts: then
 * none of them is a formula to a spreadsheet.
 */
export function writeCsv<Row>(table: Table<Row>, { isForeign = false } = {}): (part: Part) => FileChunks<string> {
  const cells = buildCells(table.columns, styleOf(isForeign ? safe : field))
  const header = `${table.columns.map(({ name }) => name).join(',')}\r\n`
  return function* (part) {
    yield header
    return yield* writeLines(table, part, cells, '\r\n')
  }
}
