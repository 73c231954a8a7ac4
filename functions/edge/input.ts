import type * as z from 'zod'
import { type Fault, Problem } from '#bank/problem.ts'

/** Where a value came from, as a fault's path says it: a body's field is named alone. */
type Source = 'query' | 'path' | 'body'

/** Parses by a strict schema, or refuses with every fault: which field, what was given, what is allowed. */
export function parsed(
  schema: z.ZodObject | z.ZodArray,
  raw: Record<string, unknown>,
  source: Source,
): Record<string, unknown> {
  const result = schema.safeParse(raw)
  if (result.success) return result.data as Record<string, unknown>
  const [first, ...more] = result.error.issues.flatMap((issue) => faultsOf(issue, schema, raw, source)) as [
    Fault,
    ...Fault[],
  ]
  throw new Problem(first.code, first.message, { ...(first.path !== undefined && { path: first.path }), more })
}

function faultsOf(
  issue: z.core.$ZodIssue,
  schema: z.ZodObject | z.ZodArray,
  raw: Record<string, unknown>,
  source: Source,
): Fault[] {
  const named = (keys: readonly PropertyKey[]) =>
    `${source === 'body' ? '' : `${source} `}${keys.map(String).join('.')}`
  if (issue.code === 'unrecognized_keys') {
    const known = 'shape' in schema ? Object.keys(schema.shape) : []
    const allowed =
      issue.path.length > 0 ? '' : known.length > 0 ? `; there are: ${known.join(', ')}` : '; none is allowed here'
    return issue.keys.map((key) => ({
      code: 'field-unexpected',
      message: `${named([...issue.path, key])} has no meaning here${allowed}`,
      path: named([...issue.path, key]),
    }))
  }
  const path = named(issue.path)
  const given = issue.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    raw,
  )
  if (given === undefined) return [{ code: 'field-missing', message: `${path} is missing`, path }]
  return [
    {
      code: 'field-invalid',
      message: `${path}: ${issue.message}; given: ${JSON.stringify(given).slice(0, 100)}`,
      path,
    },
  ]
}

/** The query of a URL, from its `?` on. A parameter that stands twice is refused: which of the two was meant? */
export function queryOf(search: string): Record<string, string> {
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
 * The JSON object of a request's body, or its list in a media type of lists; of at most so many bytes, which `check` sees before
 * anybody reads them.
 */
export async function bodyOf(
  request: Request,
  {
    most = largestBody,
    media = 'application/json',
    check,
  }: {
    most?: number | undefined
    media?: string | undefined
    check?: ((raw: Uint8Array) => Promise<void>) | undefined
  } = {},
): Promise<Record<string, unknown>> {
  const type = request.headers.get('content-type') ?? ''
  const [sent, charset = 'charset=utf-8', ...more] = type
    .toLowerCase()
    .split(';')
    .map((part) => part.trim())
  if (sent !== media || charset !== 'charset=utf-8' || more.length > 0) {
    const path = 'header Content-Type'
    throw new Problem('content-type-unsupported', `send the body as Content-Type: ${media}; given: ${type || 'none'}`, {
      path,
    })
  }
  const raw = await bytesOf(request, most)
  await check?.(raw)
  const text = textOf(raw)
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch (error) {
    throw new Problem('body-malformed', `the body is not JSON: ${(error as Error).message}`)
  }
  const isList = media === 'application/json-patch+json'
  if (typeof body !== 'object' || body === null || Array.isArray(body) !== isList)
    throw new Problem('body-malformed', `the body must be a JSON ${isList ? 'array' : 'object'}`)
  return body as Record<string, unknown>
}

/** The text of a request's body, of at most so many bytes. */
export const bodyTextOf = async (request: Request, most: number = largestBody): Promise<string> =>
  textOf(await bytesOf(request, most))

/** The bytes of a request's body as they came, at most so many. */
export async function bytesOf(request: Request, most: number): Promise<Uint8Array> {
  const tooLarge = () => new Problem('body-too-large', `a body may have ${most} bytes`)
  if (Number(request.headers.get('content-length') ?? 0) > most) throw tooLarge()
  const raw = new Uint8Array(await request.arrayBuffer())
  if (raw.byteLength > most) throw tooLarge()
  return raw
}

function textOf(raw: Uint8Array): string {
  try {
    return utf8.decode(raw)
  } catch {
    throw new Problem('body-malformed', 'the body is not UTF-8')
  }
}
const utf8 = new TextDecoder('utf-8', { fatal: true })

const onlyJson: readonly string[] = ['application/json']

/** Answers are JSON, or of the media types given: refuses a caller who would take something else only. */
export function checkAccept(accept: string | undefined, media = onlyJson): void {
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
export function idempotencyKeyOf(sent: string | undefined): string {
  const path = 'header x-idempotency-key'
  if (sent === undefined)
    throw new Problem('header-missing', 'send the header x-idempotency-key, a text of your own for each request', {
      path,
    })
  if (!/^[!-~]([ -~]{0,38}[!-~])?$/.test(sent))
    throw new Problem('header-invalid', `x-idempotency-key must have 1 to 40 characters; given: ${sent.slice(0, 60)}`, {
      path,
    })
  return sent
}
