import { MalformedMessageError } from './errors.ts'

/**
 * A request as your framework has it: a `Request`, or its headers and its raw body. A body that was
 * parsed cannot be verified.
 */
export type ReceivedRequest =
  | Request
  | {
      readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>
      readonly body: string | Uint8Array
    }

/** The parts of a request that are verified. */
export type Received = { readonly header: (name: string) => string | null; readonly body: string }

/** Reads a request. Throws {@link MalformedMessageError} if there is no raw body. */
export async function readReceived(request: ReceivedRequest): Promise<Received> {
  const { headers } = request
  return { header: headerReader(headers), body: await readBody(request) }
}

async function readBody(request: ReceivedRequest): Promise<string> {
  if (!isRequest(request)) {
    const { body } = request
    if (typeof body === 'string') return body
    if (body instanceof Uint8Array) return decode(body)
    throw new MalformedMessageError(
      `body: must be the raw text or bytes (got ${body === null ? 'null' : typeof body}); read it before a framework parses it`,
    )
  }
  if (request.bodyUsed) throw new MalformedMessageError('body: was read before; verify the request first')
  return decode(await request.arrayBuffer())
}

/** Decodes bytes as they were signed: a byte order mark stays. */
const decode = (bytes: AllowSharedBufferSource): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)

const isRequest = (request: ReceivedRequest): request is Request => 'text' in request

function headerReader(headers: ReceivedRequest['headers']): Received['header'] {
  if (headers instanceof Headers) return (name) => headers.get(name)
  const lower = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  return (name) => {
    const value = lower.get(name)
    return typeof value === 'string' ? value : (value?.join(', ') ?? null)
  }
}
