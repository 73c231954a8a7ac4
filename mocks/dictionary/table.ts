/** A table of Markdown. A bar inside a cell would end it, so it is escaped. */
export function table(heads: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) =>
    `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n')
}

/** Whole text in the type of code. */
export const code = (text: string): string => `\`${text}\``

/** `12 %`, with so many decimals where they say something. */
export const percent = (part: number, decimals = 1): string => `${Number((part * 100).toFixed(decimals))} %`

/** `£12`, or `£14.50` where there are pence. */
export const pounds = (pence: number): string => `£${(pence / 100).toFixed(pence % 100 === 0 ? 0 : 2)}`
