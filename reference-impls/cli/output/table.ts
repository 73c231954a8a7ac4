import type { Terminal } from './terminal.ts'

export type Column<T> = {
  readonly title: string
  readonly value: (row: T) => string | number | boolean | undefined
  readonly isRight?: boolean
  /** Whether it is never cut, such as an id to copy. The first column never is. */
  readonly isWhole?: boolean
}

const gap = '  '
/** The narrowest that a column becomes on a small terminal. */
const narrowest = 8

/**
 * Renders rows as a table for people, cut to the width of the terminal. `none` is said without
 * rows.
 */
export function renderTable<T>(
  terminal: Terminal,
  columns: readonly Column<T>[],
  rows: readonly T[],
  none: string,
): string {
  if (rows.length === 0) return none
  const cells = rows.map((row) => columns.map(({ value }) => toLine(value(row))))
  const titles = columns.map(({ title }) => title.toUpperCase())
  const widths = fit(
    titles.map((title, n) => Math.max(title.length, ...cells.map((line) => (line[n] as string).length))),
    columns.map(({ isWhole }, n) => n === 0 || isWhole === true),
    terminal.width,
  )
  const write = (line: readonly string[]) =>
    line
      .map((text, n) => {
        const width = widths[n] as number
        const cut = text.length > width ? `${text.slice(0, width - 1)}…` : text
        return columns[n]?.isRight ? cut.padStart(width) : cut.padEnd(width)
      })
      .join(gap)
      .trimEnd()
  return [terminal.style('dim', write(titles)), ...cells.map(write)].join('\n')
}

/** Renders names and values, one a line. Values that are absent are left out. */
export function renderFields(
  terminal: Terminal,
  fields: readonly (readonly [name: string, value: string | number | boolean | undefined])[],
): string {
  const present = fields.filter(([, value]) => value !== undefined)
  const width = Math.max(...present.map(([name]) => name.length))
  return present.map(([name, value]) => `${terminal.style('dim', name.padEnd(width))}${gap}${toLine(value)}`).join('\n')
}

const toLine = (value: string | number | boolean | undefined): string =>
  value === undefined ? '' : String(value).replaceAll(/\s*\n\s*/g, ' ')

/** Narrows the widest columns that may be cut until a line fits, or none can be narrowed. */
function fit(widths: readonly number[], whole: readonly boolean[], most: number): number[] {
  const fitted = [...widths]
  const total = () => fitted.reduce((sum, width) => sum + width, 0) + gap.length * (fitted.length - 1)
  while (total() > most) {
    const widest = Math.max(...fitted.filter((_, n) => !whole[n]))
    if (widest <= narrowest) break
    fitted[fitted.findIndex((width, n) => width === widest && !whole[n])] = widest - 1
  }
  return fitted
}
