import { buildCells, type Style, writeLines } from './lines.ts'
import type { Part } from './part.ts'
import type { Table } from './tables.ts'
import { formatDay, formatDecimal, formatInstant, formatRate } from './text.ts'
import type { FileChunks } from './write.ts'

/**
 * Money and rates are texts, because a JSON number is not a decimal; a column with minor units
 * follows money. Every
 * line has every column.
 */
const style: Style = {
  before: (name, index) => `${index === 0 ? '{' : ','}"${name}":`,
  none: 'null',
  write: {
    text: (value: string) => quoted(value),
    integer: (value: number) => String(value),
    money: (value: number) => `"${formatDecimal(value)}"`,
    rate: (value: number) => `"${formatRate(value)}"`,
    instant: (value: number) => `"${formatInstant(value)}"`,
    day: (value: number) => `"${formatDay(value)}"`,
  },
}

/** The characters that JSON escapes. Few texts have one, so most need no JSON.stringify. */
const special = /["\\\p{Cc}\p{Cs}]/u
const quoted = (text: string): string => (special.test(text) ? JSON.stringify(text) : `"${text}"`)

/** Returns the writer of a table as JSON lines, one object per row. */
export function writeJsonl<Row>(table: Table<Row>): (part: Part) => FileChunks<string> {
  const cells = buildCells(table.columns, style)
  return (part) => writeLines(table, part, cells, '}\n')
}
