import type * as z from 'zod'
import { parseJson } from '#bank/base/parse-json.ts'
import { parseStrict } from '#bank/base/parse-strict.ts'
import { Problem } from '#bank/base/problem.ts'
import { keepSentBody } from '#edge/request/bodies.ts'
import type { Operation, Upload } from './operation.ts'

/**
 * Parses input by a strict schema, or rejects it with every fault. The path of a fault begins with
 * `query`, `path` or `header`; a field of the body stands alone.
 */
export const parseInput = (
  schema: z.ZodObject | z.ZodArray,
  raw: Record<string, unknown>,
  source: 'query' | 'path' | 'header' | 'body',
) => parseStrict(schema, raw, source === 'body' ? '' : source) as Record<string, unknown>

/** Parses the query of a URL, from its `?` on. Rejects a parameter that is given twice. */
export function parseQuery(search: string): Record<string, string> {
  // No prototype: every name is a parameter, even `__proto__`.
  const query: Record<string, string> = Object.create(null)
  if (search === '') return query
  for (const [name, value] of new URLSearchParams(search)) {
    if (Object.hasOwn(query, name))
      throw new Problem('field-invalid', `query ${name}: must be sent once (got it twice)`, { path: `query ${name}` })
    query[name] = value
  }
  return query
}

/** The largest body, in bytes, of an operation that sets no limit of its own. */
const largestBody = 64 * 1024

/**
 * Reads a JSON body of at most `most` bytes: an object, or an array in a JSON Patch. `check` gets
 * the bytes before they are parsed.
 */
export async function readJsonBody(
  request: Request,
  most: number = largestBody,
  media: string = 'application/json',
  check?: Check,
): Promise<Record<string, unknown>> {
  const type = request.headers.get('content-type') ?? ''
  const [sent, charset = 'charset=utf-8', ...more] = type
    .toLowerCase()
    .split(';')
    .map((part) => part.trim())
  if (sent !== media || !/^charset=("?)utf-8\1$/.test(charset) || more.length > 0) {
    const path = 'header Content-Type'
    throw new Problem('content-type-unsupported', `${path}: must be ${media} (got ${type || 'none'})`, {
      path,
    })
  }
  const raw = await readBodyBytes(request, most)
  await check?.(raw, media)
  const body = parseJson(textOf(raw), 'body')
  const isList = media === 'application/json-patch+json'
  if (typeof body !== 'object' || body === null || Array.isArray(body) !== isList)
    throw new Problem('body-malformed', `body: must be a JSON ${isList ? 'array' : 'object'}`)
  return body as Record<string, unknown>
}

/** Reads a body that is a file, in one of the media types and within the limit. Text is UTF-8. */
export async function readUpload(
  request: Request,
  { media, most }: NonNullable<Operation['upload']>,
  check?: Check,
): Promise<Upload> {
  const type = request.headers.get('content-type') ?? ''
  const [, sent = ''] = /^([\w.+-]+\/[\w.+-]+) *(; *charset="?utf-8"?)?$/i.exec(type) ?? []
  const found = media.find((one) => one === sent.toLowerCase())
  if (!found)
    throw new Problem(
      'content-type-unsupported',
      `header Content-Type: must be ${media.join(' or ')}, in UTF-8 (got ${type || 'none'})`,
      { path: 'header Content-Type' },
    )
  const bytes = await readBodyBytes(request, most)
  await check?.(bytes, found)
  return { media: found, bytes }
}

/** Checks the signature of a body. */
type Check = (raw: Uint8Array, media: string) => Promise<void>

/** Reads a body of at most `most` bytes as UTF-8 text. */
export const readBodyText = async (request: Request, most: number = largestBody): Promise<string> =>
  textOf(await readBodyBytes(request, most))

/**
 * Reads a body of at most `most` bytes. A body with a Content-Length is read at once, which costs a
 * fifth: the host ensures that it is no longer. Any other body is read until it exceeds the limit.
 * A body that breaks off is rejected, although its sender is gone.
 */
export async function readBodyBytes(request: Request, most: number = largestBody): Promise<Uint8Array<ArrayBuffer>> {
  const raw = await readRawBody(request, most)
  keepSentBody(request, raw)
  return raw
}

async function readRawBody(request: Request, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const declared = request.headers.get('content-length')
  try {
    if (declared === null) return await readChunks(request, most)
    if (Number(declared) > most) throw tooLarge(most)
    const raw = new Uint8Array(await request.arrayBuffer())
    if (raw.byteLength > most) throw tooLarge(most)
    return raw
  } catch (error) {
    // A TypeError means that the body was read before: our bug.
    if (error instanceof Problem || error instanceof TypeError) throw error
    throw new Problem('body-malformed', `body: broke off: ${(error as Error).message}`)
  }
}

async function readChunks({ body }: Request, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of body ?? []) {
    length += part.byteLength
    if (length > most) throw tooLarge(most)
    parts.push(part)
  }
  return new Uint8Array(Buffer.concat(parts))
}

const tooLarge = (most: number) => new Problem('body-too-large', `body: must have at most ${most} bytes`)

function textOf(raw: Uint8Array): string {
  try {
    return utf8.decode(raw)
  } catch {
    throw new Problem('body-malformed', 'body: must be UTF-8')
  }
}
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** The media types of an answer that is JSON. */
export const jsonMedia: readonly string[] = ['application/json']

/** Rejects a request whose Accept header allows none of the answer's media types. */
export function checkAccept(accept: string | undefined, media: readonly string[]): void {
  if (accept === undefined || accept === '' || accept.includes('*/*')) return
  const ranges = accept.split(',').map((range) => range.split(';')[0]?.trim().toLowerCase())
  if (media.some((one) => ranges.includes(one) || ranges.includes(`${one.slice(0, one.indexOf('/'))}/*`))) return
  const path = 'header Accept'
  throw new Problem('not-acceptable', `${path}: must allow ${media.join(' or ')} (got ${accept.slice(0, 60)})`, {
    path,
  })
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Whether a text is a UUID (RFC 4122), the form of an interaction id. */
export const isInteractionId = (sent: string): boolean => uuid.test(sent)

/** Rejects a malformed interaction id. */
export function checkInteractionId(sent: string): void {
  if (!isInteractionId(sent)) {
    const path = 'header x-fapi-interaction-id'
    throw new Problem('header-invalid', `${path}: must be a UUID (got ${sent.slice(0, 60)})`, { path })
  }
}

/** The pattern of the standard for `x-fapi-auth-date`: when the customer last signed in. */
export const authDatePattern =
  '^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d{2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \\d{4} \\d{2}:\\d{2}:\\d{2} (GMT|UTC)$'
const authDateForm = new RegExp(authDatePattern)

/** Rejects a malformed `x-fapi-auth-date`. The header is optional, and the bank does not use it. */
export function checkAuthDate(sent: string | undefined): void {
  if (sent !== undefined && !authDateForm.test(sent))
    throw new Problem(
      'header-invalid',
      `header x-fapi-auth-date: must be a date such as Tue, 24 Nov 2026 09:30:00 GMT (got ${sent.slice(0, 60)})`,
      { path: 'header x-fapi-auth-date' },
    )
}

/**
 * Parses an idempotency key: 1 to 40 printable ASCII characters without blanks around them. Returns
 * an empty text for an optional key that is absent.
 */
export function parseIdempotencyKey(sent: string | undefined, isOptional = false): string {
  const path = 'header x-idempotency-key'
  if (sent === undefined && isOptional) return ''
  if (sent === undefined)
    throw new Problem('header-missing', `${path}: is required; send a text of your choice, new for each request`, {
      path,
    })
  if (!/^[!-~]([ -~]{0,38}[!-~])?$/.test(sent))
    throw new Problem(
      'header-invalid',
      `${path}: must have 1 to 40 printable ASCII characters without blanks around them (got ${sent.slice(0, 60)})`,
      { path },
    )
  return sent
}
