import type * as z from 'zod'
import { parseJson } from '#bank/base/parse-json.ts'
import { buildFaults, parseStrict } from '#bank/base/parse-strict.ts'
import { Problem } from '#bank/base/problem.ts'
import { validationMessages } from '#bank/base/validation-messages.ts'
import { DocumentEnd, DocumentHeader, DocumentObject } from './world-document.ts'

/** One line of a document, without its line feed. Lines count from 1. */
export type DocumentLine = { readonly n: number; readonly text: string }

/** The longest line in bytes: more than any stored record has. */
const mostLineBytes = 400_000

/** Builds the problem of one line. `field` is the path of a field in it. */
export function lineProblem(n: number, why: string, field?: string): Problem {
  const path = field === undefined ? `line ${n}` : `line ${n} ${field}`
  return new Problem('field-invalid', `${path}: ${why}`, { path })
}

/** Splits bytes into lines. `first` is the number of the first one. Rejects a line that is cut. */
export function* splitLines(bytes: Uint8Array, first: number): Generator<DocumentLine> {
  let n = first
  for (let start = 0; start < bytes.length; n++) {
    const end = bytes.indexOf(lineFeed, start)
    if (end < 0) throw lineProblem(n, 'is cut: each line ends with a line feed; curl needs --data-binary to send them')
    if (end - start > mostLineBytes)
      throw lineProblem(n, `must have at most ${mostLineBytes} bytes (got ${end - start})`)
    yield { n, text: decode(bytes.subarray(start, end), n) }
    start = end + 1
  }
}
const lineFeed = 10

function decode(bytes: Uint8Array, n: number): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw lineProblem(n, 'must be UTF-8')
  }
}
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Parses a line as the header. */
export const parseHeader = (line: DocumentLine): DocumentHeader => parseWith(DocumentHeader, line)

/**
 * Parses a line after the header: an object, or the end. The bytes of a line follow from its value,
 * so that a document of the stored objects has the same SHA-256.
 */
export function parseObjectOrEnd(line: DocumentLine): DocumentObject | DocumentEnd {
  return line.text.startsWith('{"objects"') ? parseWith(DocumentEnd, line) : parseWith(DocumentObject, line)
}

function parseWith<S extends z.ZodObject>(schema: S, { n, text }: DocumentLine): z.output<S> {
  const value = parseJson(text, `line ${n}`)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw lineProblem(n, 'must be a JSON object')
  if (text.endsWith('\r'))
    throw lineProblem(n, 'must end with a line feed alone: a tool has added carriage returns; export the world again')
  if (JSON.stringify(value) !== text)
    throw lineProblem(n, 'must be written as the export writes it, without blanks; do not format the document')
  parseStrict(schema, value as Record<string, unknown>, `line ${n}`)
  // The value itself: its fields keep their order, which the SHA-256 depends on.
  return value as z.output<S>
}

/** Rejects the value of an object that does not fit the schema of its record, with every fault. */
export function checkValue(schema: z.ZodType, { n }: DocumentLine, { value }: DocumentObject): void {
  const { success, error } = schema.safeParse(value, validationMessages)
  if (success) return
  const faults = error.issues.flatMap((issue) =>
    buildFaults({ ...issue, path: ['value', ...issue.path] }, { value }, `line ${n}`),
  )
  const [first, ...more] = faults as [(typeof faults)[0], ...typeof faults]
  throw new Problem(first.code, first.message, { ...(first.path !== undefined && { path: first.path }), more })
}
