/** Builds a Markdown table. Escapes each bar, which would end its cell. */
export function table(heads: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) =>
    `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n')
}

/** Formats a text as inline code. */
export const code = (text: string): string => `\`${text}\``

/** `12 %`, with up to `decimals` decimals. Trailing zeros are left out. */
export const percent = (part: number, decimals = 1): string => `${Number((part * 100).toFixed(decimals))} %`

/** `£12`, or `£14.50` if there are pence. */
export const pounds = (pence: number): string => `£${(pence / 100).toFixed(pence % 100 === 0 ? 0 : 2)}`
