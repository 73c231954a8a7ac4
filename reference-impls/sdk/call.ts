import { ApiError } from './error.ts'
import { reasonsIn } from './refusal.ts'

/**
 * The global `fetch`, or anything of its shape: one that presents a client certificate, or an app
 * in the same process.
 */
export type Fetch = (url: string, init: RequestInit) => Response | Promise<Response>

/** A bearer token, or a function that gives a fresh one: it is asked before every request. */
export type Token = string | (() => string | Promise<string>)

/** One request and what became of it. `status` is absent when nothing answered. */
export type Exchange = {
  readonly method: string
  readonly url: string
  readonly status: number | undefined
  readonly interactionId: string
}

export type Connection = {
  /** Where the API begins, such as `http://localhost:4000/open-banking/v4.0`. */
  readonly baseUrl: string
  readonly token?: Token | undefined
  readonly fetch?: Fetch | undefined
  /**
   * Sent with every request, such as `x-fapi-customer-ip-address` while the customer is present.
   */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Told of every request once it is over: the place for a log. */
  readonly observe?: ((exchange: Exchange) => void) | undefined
  /** 30 seconds when absent. */
  readonly timeoutMilliseconds?: number | undefined
}

/**
 * Carries out one request and gives the answer's JSON, `undefined` for an answer without a body.
 * Throws {@link ApiError}.
 */
export type Call = <T>(method: string, url: string, body?: object) => Promise<T>

/** Fetches a file in one media type. Throws {@link ApiError}. */
export type Download = (url: string, media: string) => Promise<Uint8Array<ArrayBuffer>>

/** The roads from this client to an API: one for JSON, one for files. */
export function caller(connection: Connection): { call: Call; download: Download } {
  const exchange = exchanger(connection)
  return {
    call: async <T>(method: string, url: string, body?: object): Promise<T> =>
      read(await exchange(method, url, 'application/json', body)) as T,
    async download(url, media) {
      const answer = await exchange('GET', url, media)
      // A refusal is JSON, whatever was asked for.
      if (!answer.response.ok) read(answer)
      return answer.bytes
    },
  }
}

/** What one request came to. */
type Answer = {
  readonly what: string
  readonly response: Response
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly interactionId: string
}

function exchanger(connection: Connection) {
  const { token, headers, observe, fetch = globalThis.fetch, timeoutMilliseconds = 30_000 } = connection
  return async (method: string, url: string, accept: string, body?: object): Promise<Answer> => {
    const sent = crypto.randomUUID()
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
    const tell = (status: number | undefined, interactionId: string) =>
      observe?.({ method, url, status, interactionId })
    let response: Response
    let bytes: Uint8Array<ArrayBuffer>
    try {
      response = await fetch(url, init)
      // A connection that breaks in the middle of an answer counts as no answer.
      bytes = new Uint8Array(await response.arrayBuffer())
    } catch (cause) {
      tell(undefined, sent)
      throw new ApiError('unreachable', `${method} ${url}: no answer, ${why(cause)}`, { interactionId: sent, cause })
    }
    const interactionId = response.headers.get('x-fapi-interaction-id') ?? sent
    tell(response.status, interactionId)
    return { what: `${method} ${url}`, response, bytes, interactionId }
  }
}

/** Node's `fetch failed` hides the reason one error further down. */
function why(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  const below = cause.cause as { code?: string; message?: string } | undefined
  return [cause.message, below?.code ?? below?.message].filter((part) => part !== undefined).join(': ')
}

function read({ what, response, bytes, interactionId }: Answer): unknown {
  const { status } = response
  const text = new TextDecoder().decode(bytes)
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN)
  const details = { status, interactionId, retryAfterSeconds: Number.isNaN(retryAfter) ? undefined : retryAfter }
  const unreadable = (cause?: unknown) =>
    new ApiError('unreadable', `${what}: ${status}, and not in the JSON of the API: ${text.slice(0, 100)}`, {
      ...details,
      cause,
    })

  if (response.ok && text === '') return undefined
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch (error) {
    throw unreadable(error)
  }
  if (response.ok) return body
  const errors = reasonsIn(body)
  if (!errors) throw unreadable()
  const [first] = errors
  const reason = [status, first?.ErrorCode, first?.Message].filter((part) => part !== undefined).join(' ')
  throw new ApiError('refused', `${what}: ${reason}`, { ...details, errors })
}
