import { ApiError } from './error.ts'
import { parseErrors } from './error-body.ts'

/**
 * A function like the global `fetch`. It may present a client certificate, or call an app in the
 * same process.
 */
export type Fetch = (url: string, init: RequestInit) => Response | Promise<Response>

/** A bearer token, or a function that returns one. The client calls it before every request. */
export type Token = string | (() => string | Promise<string>)

/** One request and its outcome. `status` is undefined when there was no answer. */
export type Exchange = {
  readonly method: string
  readonly url: string
  readonly status: number | undefined
  readonly interactionId: string
}

export type Connection = {
  /** The base URL of the API, such as `http://localhost:4000/open-banking/v4.0`. */
  readonly baseUrl: string
  readonly token?: Token | undefined
  readonly fetch?: Fetch | undefined
  /**
   * Headers of every request, such as `x-fapi-customer-ip-address` while the customer is present.
   */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Receives every request after it ends, for example to log it. */
  readonly observe?: ((exchange: Exchange) => void) | undefined
  /** Default: 30 seconds. */
  readonly timeoutMilliseconds?: number | undefined
}

/**
 * Sends one request and returns the JSON of the answer, or `undefined` if it has no body. Throws
 * {@link ApiError}.
 */
export type Call = <T>(method: string, url: string, body?: object) => Promise<T>

/** Downloads a file in one media type. Throws {@link ApiError}. */
export type Download = (url: string, media: string) => Promise<Uint8Array<ArrayBuffer>>

/** Creates the two functions that send requests to an API: one for JSON, one for files. */
export function createCaller(connection: Connection): { call: Call; download: Download } {
  const exchange = createExchange(connection)
  return {
    call: async <T>(method: string, url: string, body?: object): Promise<T> =>
      readJson(await exchange(method, url, 'application/json', body)) as T,
    async download(url, media) {
      const answer = await exchange('GET', url, media)
      // An error is JSON, whatever media type was requested. `readJson` throws it.
      if (!answer.response.ok) readJson(answer)
      return answer.bytes
    },
  }
}

/** The answer to one request. `request` names the request in messages. */
type Answer = {
  readonly request: string
  readonly response: Response
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly interactionId: string
}

/** Creates the function that sends a request and reads the whole answer. */
function createExchange(connection: Connection) {
  const { token, headers, observe, fetch = globalThis.fetch, timeoutMilliseconds = 30_000 } = connection
  return async (method: string, url: string, accept: string, body?: object): Promise<Answer> => {
    const sent = newInteractionId()
    const bearer = typeof token === 'function' ? await token() : token
    const init: RequestInit = {
      method,
      headers: {
        accept,
        ...headers,
        'x-fapi-interaction-id': sent,
        ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMilliseconds),
    }
    const notify = (status: number | undefined, interactionId: string) =>
      observe?.({ method, url, status, interactionId })
    let response: Response
    let bytes: Uint8Array<ArrayBuffer>
    try {
      response = await fetch(url, init)
      // A connection that breaks during the answer counts as no answer.
      bytes = new Uint8Array(await response.arrayBuffer())
    } catch (cause) {
      notify(undefined, sent)
      throw new ApiError('unreachable', `${method} ${url}: no answer: ${describeCause(cause)}`, {
        interactionId: sent,
        cause,
      })
    }
    const interactionId = response.headers.get('x-fapi-interaction-id') ?? sent
    notify(response.status, interactionId)
    return { request: `${method} ${url}`, response, bytes, interactionId }
  }
}

/**
 * Returns a new UUID of version 4 (RFC 9562). `crypto.randomUUID` is missing in browser pages over
 * plain http, such as those of a phone on the same network.
 */
export function newInteractionId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** Describes why a request failed. Node's `fetch failed` has the reason in its own `cause`. */
function describeCause(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  const inner = cause.cause as { code?: string; message?: string } | undefined
  return [cause.message, inner?.code ?? inner?.message].filter((part) => part !== undefined).join(': ')
}

function readJson({ request, response, bytes, interactionId }: Answer): unknown {
  const { status } = response
  const text = new TextDecoder().decode(bytes)
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN)
  const details = { status, interactionId, retryAfterSeconds: Number.isNaN(retryAfter) ? undefined : retryAfter }
  const unreadable = (cause?: unknown) =>
    new ApiError(
      'unreadable',
      `${request}: the answer with status ${status} is not JSON of the API: ${text.slice(0, 100)}`,
      {
        ...details,
        cause,
      },
    )

  if (response.ok && text === '') return undefined
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch (error) {
    throw unreadable(error)
  }
  if (response.ok) return body
  const errors = parseErrors(body)
  if (!errors) throw unreadable()
  const [first] = errors
  const reason = [status, first?.ErrorCode, first?.Message].filter((part) => part !== undefined).join(' ')
  throw new ApiError('rejected', `${request}: ${reason}`, { ...details, errors })
}
