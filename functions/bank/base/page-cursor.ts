import type * as z from 'zod'
import { Problem } from './problem.ts'

/** Formats where the next page begins as one text, which callers send back as `page`. */
export const formatCursor = (cursor: object): string => Buffer.from(JSON.stringify(cursor)).toString('base64url')

/** Parses what `formatCursor` made. Rejects any other text. */
export function parseCursor<S extends z.ZodType>(schema: S, text: string): z.output<S> {
  const path = 'query page'
  const wrong = () =>
    new Problem('field-invalid', `${path}: must be what the previous page named as the next one`, { path })
  let cursor: unknown
  try {
    cursor = JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    throw wrong()
  }
  const { success, data } = schema.safeParse(cursor)
  if (!success) throw wrong()
  return data
}
