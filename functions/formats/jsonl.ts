import { cellsOf, lines, type Style } from './lines.ts'
import type { Part } from './part.ts'
import type { Table } from './tables.ts'
import { dayText, decimal, instantText } from './text.ts'
import type { Writing } from './write.ts'

/**
 * Money is a text, because a JSON number is no decimal; its minor units stand beside it. Every line
 * has every column.
 */
const style: Style = {
  before: (name, index) => `${index === 0 ? '{' : ','}"${name}":`,
  write: {
    text: (value: string) => (value === '' ? 'null' : quoted(value)),
    integer: (value: number) => String(value),
    money: (value: number) => `"${decimal(value)}"`,
    instant: (value: number) => `"${instantText(value)}"`,
    day: (value: number) => `"${dayText(value)}"`,
  },
}

/** Nearly no text has anything to escape. */
const special = /["\\\p{Cc}\p{Cs}]/u
const quoted = (text: string): string => (special.test(text) ? JSON.stringify(text) : `"${text}"`)

/** A table as JSON lines: one object a row. */
export function jsonl<Row>(table: Table<Row>): (part: Part) => Writing<string> {
  const cells = cellsOf(table.columns, style)
  return (part) => lines(table, part, cells, '}\n')
}
