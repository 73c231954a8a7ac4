/** How a language writes the values of JSON. */
export type Language = {
  readonly text: (value: string) => string
  readonly key: (name: string) => string
  readonly others: (value: unknown) => string
  /** What stands inside of braces on one line. */
  readonly pad: string
  readonly step: string
  readonly endsWithComma: boolean
}

const json = (value: unknown) => JSON.stringify(value)

export const jsonLanguage: Language = {
  text: json,
  key: json,
  others: json,
  pad: '',
  step: '  ',
  endsWithComma: false,
}

/** Writes a value so that what fits on a line stands on one. `column` is where it begins. */
export function writeLiteral(value: unknown, language: Language, indent = '', column = 0, width = 80): string {
  const line = writeLine(value, language)
  if (typeof value !== 'object' || value === null || column + line.length <= width) return line
  const inner = indent + language.step
  const parts = Array.isArray(value)
    ? value.map((one) => inner + writeLiteral(one, language, inner, inner.length, width))
    : Object.entries(value).map(([name, one]) => {
        const key = `${inner}${language.key(name)}: `
        return key + writeLiteral(one, language, inner, key.length, width)
      })
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  return `${open}\n${parts.join(',\n')}${language.endsWithComma ? ',' : ''}\n${indent}${close}`
}

function writeLine(value: unknown, language: Language): string {
  if (typeof value === 'string') return language.text(value)
  if (typeof value !== 'object' || value === null) return language.others(value)
  if (Array.isArray(value)) return `[${value.map((one) => writeLine(one, language)).join(', ')}]`
  const parts = Object.entries(value).map(([name, one]) => `${language.key(name)}: ${writeLine(one, language)}`)
  return parts.length === 0 ? '{}' : `{${language.pad}${parts.join(', ')}${language.pad}}`
}
