import { numberOf, textOf } from '#apps/console/field.ts'
import { Problem } from '#bank/base/problem.ts'

/** Reads the fields of the form that makes a world. Empty fields are left to chance. */
export function readNewWorld(form: URLSearchParams): Record<string, unknown> {
  const text = (name: string) => textOf(form, name)
  const seed = text('seed')
  return {
    ...(text('name') !== '' && { name: text('name') }),
    ...(seed !== '' && { seed: /^\d{1,10}$/.test(seed) ? Number(seed) : seed }),
    ...(text('size') !== '' && { size: numberOf(form, 'size') }),
    ...(text('labels') !== '' && { labels: parseLabels(text('labels')) }),
    ...(text('hours') !== '' && { expiresInHours: numberOf(form, 'hours') }),
  }
}

/** Parses labels as people type them: `team:blue, pr:123`. */
export function parseLabels(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(',').map((part) => {
      const [, key, value] = /^\s*([^:]+?)\s*:\s*(.+?)\s*$/u.exec(part) ?? []
      if (key !== undefined && value !== undefined) return [key, value]
      throw new Problem('field-invalid', `labels: must be like team:blue, pr:123 (got ${text.slice(0, 100)})`)
    }),
  )
}
