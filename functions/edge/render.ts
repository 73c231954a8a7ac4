import { Answer, Download, EventStream, type Operation, Rendered } from './operation.ts'

const mediaType = 'application/json'
const json = { 'content-type': `${mediaType}; charset=utf-8` }

/** An answer before it is sent. */
export type RenderedResult = {
  readonly status: number
  readonly content: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null
  readonly media: string
  readonly headers: Readonly<Record<string, string>>
}

/** Renders what an operation returned. `strict` also checks it against the operation's schema. */
export function renderResult(operation: Operation, result: unknown, strict: boolean): RenderedResult {
  const { returns } = operation
  if (result instanceof EventStream) return renderStream(result)
  if ('media' in returns) return renderDownload(result, returns.media)
  if (!('schema' in returns)) {
    const headers = result instanceof Answer ? result.headers : {}
    return { status: returns.status, content: null, media: mediaType, headers }
  }
  if (result instanceof Download) return renderDownload(result, returns.files ?? [])
  const [body, headers] = result instanceof Answer ? [result.body, { ...json, ...result.headers }] : [result, json]
  const content = body instanceof Rendered ? body.text : JSON.stringify(body)
  if (strict) returns.schema.parse(JSON.parse(content))
  return { status: returns.status, content, media: mediaType, headers }
}

function renderStream({ content }: EventStream): RenderedResult {
  const { media } = EventStream
  return { status: 200, content, media, headers: { 'content-type': media } }
}

function renderDownload(result: unknown, allowed: readonly string[]): RenderedResult {
  if (!(result instanceof Download) || !allowed.includes(result.media))
    throw new Error(`the operation must return a Download of ${allowed.join(' or ')}`)
  const { content, fileName, media } = result
  const headers = {
    ...result.headers,
    'content-type': typeof content === 'string' ? `${media}; charset=utf-8` : media,
    'content-disposition': `attachment; filename="${fileName}"`,
  }
  return { status: 200, content, media, headers }
}
