import type * as z from 'zod'
import { parseJson } from '#bank/base/parse-json.ts'
import { parseStrict } from '#bank/base/parse-strict.ts'
import { Problem } from '#bank/base/problem.ts'
import type { Operation, Upload } from './operation.ts'

/**
 * Parses by a strict schema, or refuses with every fault. A fault's path says where its value came
 * from; a body's field is named alone.
 */
export const parseInput = (
  schema: z.ZodObject | z.ZodArray,
  raw: Record<string, unknown>,
  source: 'query' | 'path' | 'body',
) => parseStrict(schema, raw, source === 'body' ? '' : source) as Record<string, unknown>

/**
 * The query of a URL, from its `?` on. A parameter that stands twice is refused: which of the two
 * was meant?
 */
export function parseQuery(search: string): Record<string, string> {
  // Without a prototype, so that no name is anything but a parameter.
  const query: Record<string, string> = Object.create(null)
  if (search === '') return query
  for (const [name, value] of new URLSearchParams(search)) {
    if (Object.hasOwn(query, name))
      throw new Problem('field-invalid', `query ${name} stands twice`, { path: `query ${name}` })
    query[name] = value
  }
  return query
}

/** No request is larger, in bytes, unless its operation says that it may be. */
const largestBody = 64 * 1024

/**
 * The JSON object of a request's body, or its list in a media type of lists; of at most so many
 * bytes. `check` sees those bytes before anybody reads them.
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
    throw new Problem('content-type-unsupported', `send the body as Content-Type: ${media}; given: ${type || 'none'}`, {
      path,
    })
  }
  const raw = await readBodyBytes(request, most)
  await check?.(raw, media)
  const body = parseJson(textOf(raw), 'the body')
  const isList = media === 'application/json-patch+json'
  if (typeof body !== 'object' || body === null || Array.isArray(body) !== isList)
    throw new Problem('body-malformed', `the body must be a JSON ${isList ? 'array' : 'object'}`)
  return body as Record<string, unknown>
}

/**
 * The file that is a request's body, in one of the media types and of so many bytes at most. A text
 * is in UTF-8.
 */
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
      `send the file in UTF-8, as Content-Type: ${media.join(' or ')}; given: ${type || 'none'}`,
      { path: 'header Content-Type' },
    )
  const bytes = await readBodyBytes(request, most)
  await check?.(bytes, found)
  return { media: found, bytes }
}

/** Holds a body's signature against its bytes, which are of a media type. */
type Check = (raw: Uint8Array, media: string) => Promise<void>

/** The text of a request's body, of at most so many bytes. */
export const readBodyText = async (request: Request, most: number = largestBody): Promise<string> =>
  textOf(await readBodyBytes(request, most))

/**
 * The bytes of a request's body as they came, at most so many. One that says how long it is never
 * has more: hosts see to that, and it is read at once, at a fifth of the price. Of any other,
 * reading ends as soon as there are more. One that breaks off is refused, to nobody: whoever sent
 * it has gone.
 */
export async function readBodyBytes(request: Request, most: number = largestBody): Promise<Uint8Array<ArrayBuffer>> {
  const declared = request.headers.get('content-length')
  try {
    if (declared === null) return await piecesOf(request, most)
    if (Number(declared) > most) throw tooLarge(most)
    const raw = new Uint8Array(await request.arrayBuffer())
    if (raw.byteLength > most) throw tooLarge(most)
    return raw
  } catch (error) {
    // One that somebody has read already is our own mistake.
    if (error instanceof Problem || error instanceof TypeError) throw error
    throw new Problem('body-malformed', `the body broke off: ${(error as Error).message}`)
  }
}

async function piecesOf({ body }: Request, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of body ?? []) {
    length += part.byteLength
    if (length > most) throw tooLarge(most)
    parts.push(part)
  }
  return new Uint8Array(Buffer.concat(parts))
}

const tooLarge = (most: number) => new Problem('body-too-large', `a body may have ${most} bytes`)

function textOf(raw: Uint8Array): string {
  try {
    return utf8.decode(raw)
  } catch {
    throw new Problem('body-malformed', 'the body is not UTF-8')
  }
}
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** The media types of an answer that is JSON. */
export const jsonMedia: readonly string[] = ['application/json']

/**
 * Answers are JSON, or of the media types given: refuses a caller who would take something else
 * only.
 */
export function checkAccept(accept: string | undefined, media: readonly string[]): void {
  if (accept === undefined || accept === '' || accept.includes('*/*')) return
  const ranges = accept.split(',').map((range) => range.split(';')[0]?.trim().toLowerCase())
  if (media.some((one) => ranges.includes(one) || ranges.includes(`${one.slice(0, one.indexOf('/'))}/*`))) return
  throw new Problem('not-acceptable', `answers are ${media.join(' or ')}; the request accepts only ${accept}`, {
    path: 'header Accept',
  })
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Whether a text has the form of a correlation id (RFC 4122). */
export const isInteractionId = (sent: string): boolean => uuid.test(sent)

/** Refuses a correlation id that is malformed. */
export function checkInteractionId(sent: string): void {
  if (!isInteractionId(sent)) {
    throw new Problem('header-invalid', `x-fapi-interaction-id must be a UUID; given: ${sent.slice(0, 60)}`, {
      path: 'header x-fapi-interaction-id',
    })
  }
}

/** The idempotency key of a request: 1 to 40 characters that print, and no blanks around them. */
export function parseIdempotencyKey(sent: string | undefined): string {
  const path = 'header x-idempotency-key'
  if (sent === undefined)
    throw new Problem('header-missing', 'send the header x-idempotency-key, a text of your own for each request', {
      path,
    })
  if (!/^[!-~]([ -~]{0,38}[!-~])?$/.test(sent))
    throw new Problem(
      'header-invalid',
      `x-idempotency-key must have 1 to 40 characters of ASCII, no control characters and no blanks around; given: ${sent.slice(0, 60)}`,
      { path },
    )
  return sent
}
