import type { CallOptions, Connection, TokenUse } from './connection.ts'
import { buildRejection, SignatureError, TimeoutError, UnreachableError, UnreadableError } from './error.ts'
import { parseErrors } from './error-body.ts'
import { sleep as realSleep, waitBeforeRetry } from './retries.ts'

/** One request of the client, before it has its token and interaction id. */
export type Outgoing = CallOptions & {
  readonly method: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly body?: Uint8Array<ArrayBuffer> | undefined
  /** Whether an answer without a body is a success. */
  readonly mayBeEmpty?: boolean
}

/** The answer to a successful request. */
export type Answer = {
  readonly response: Response
  /** The whole body; empty for a stream of events, whose body the caller reads. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** The body, if it is JSON. */
  readonly json: unknown
  /** The UUID of the request, as the bank knows it. */
  readonly interactionId: string
}

/** Sends a request, retries it where that is safe, and returns the answer. Throws `ApiError`. */
export type Send = (request: Outgoing) => Promise<Answer>

/**
 * Sends one request and returns the JSON of the answer, or `undefined` if it has no body. Throws
 * `ApiError`.
 */
export type Call = <T>(method: string, url: string, body?: object, options?: RequestOptions) => Promise<T>

/** As `Call`, with the interaction id of the answer. */
export type CallWithId = <T>(
  method: string,
  url: string,
  body?: object,
  options?: RequestOptions,
) => Promise<{ readonly body: T; readonly interactionId: string }>

/** Options of one request. A request with an idempotency key is retried. */
export type RequestOptions = CallOptions & {
  readonly idempotencyKey?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** Downloads a file in one media type. Throws `ApiError`. */
export type Download = (url: string, media: string, options?: CallOptions) => Promise<Uint8Array<ArrayBuffer>>

export const idempotencyHeader = 'x-idempotency-key'
const interactionHeader = 'x-fapi-interaction-id'
const signatureHeader = 'x-jws-signature'

/** Creates the functions that send requests to an API. */
export function createCaller(connection: Connection): {
  send: Send
  call: Call
  callWithId: CallWithId
  download: Download
} {
  const send = createSender(connection)
  const callWithId: CallWithId = async <T>(
    method: string,
    url: string,
    body?: object,
    options: RequestOptions = {},
  ) => {
    const { idempotencyKey, headers, signal } = options
    const { json, interactionId } = await send({
      method,
      url,
      signal,
      headers: {
        accept: 'application/json',
        ...headers,
        ...(body && { 'content-type': 'application/json' }),
        ...(idempotencyKey !== undefined && { [idempotencyHeader]: idempotencyKey }),
      },
      ...(body && { body: new TextEncoder().encode(JSON.stringify(body)) }),
      mayBeEmpty: method === 'DELETE',
    })
    return { body: json as T, interactionId }
  }
  return {
    send,
    callWithId,
    call: async <T>(method: string, url: string, body?: object, options?: RequestOptions) =>
      (await callWithId<T>(method, url, body, options)).body,
    async download(url, media, { signal } = {}) {
      const { bytes } = await send({ method: 'GET', url, signal, headers: { accept: media } })
      return bytes
    },
  }
}

function createSender(connection: Connection): Send {
  const exchange = createExchange(connection)
  const { attempts = 4, longestWaitSeconds = 10, random = randomFraction, sleep = realSleep } = connection.retries ?? {}
  return async (request) => {
    const signals = [connection.signal, request.signal].filter((signal) => signal !== undefined)
    const signal = signals.length > 0 ? AbortSignal.any(signals) : undefined
    const policy = { attempts: isSafeToRepeat(request) ? attempts : 1, longestWaitSeconds, random }
    for (let attempt = 1; ; attempt++) {
      signal?.throwIfAborted()
      try {
        return await exchange(request, attempt, signal)
      } catch (error) {
        const wait = waitBeforeRetry(error, attempt, policy)
        if (wait === undefined) throw error
        await sleep(wait, signal)
      }
    }
  }
}

/** A repeated GET changes nothing, and the bank executes a request with an idempotency key once. */
const isSafeToRepeat = ({ method, headers }: Outgoing): boolean =>
  method === 'GET' || headers?.[idempotencyHeader] !== undefined

/** Creates the function that sends a request once and reads the whole answer. */
function createExchange(connection: Connection) {
  const { token, headers, observe, fetch = globalThis.fetch, timeoutMilliseconds = 30_000, signing } = connection
  return async (request: Outgoing, attempt: number, signal: AbortSignal | undefined): Promise<Answer> => {
    const { method, url, body } = request
    const sentId = newInteractionId()
    const isSigned = signing !== undefined && /\/(pisp|event-subscriptions|callback-urls)\b/.test(url)
    const bearer = typeof token === 'function' ? await token(tokenUseOf(method, url)) : token
    const init: RequestInit = {
      method,
      headers: {
        ...headers,
        ...request.headers,
        [interactionHeader]: sentId,
        ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
        ...(isSigned &&
          body && { [signatureHeader]: await signing.sign(body, request.headers?.['content-type'] ?? '') }),
      },
      ...(body && { body }),
    }
    const notify = (status: number | undefined, interactionId: string) =>
      observe?.({ method, url, status, interactionId, attempt })
    let received: { response: Response; bytes: Uint8Array<ArrayBuffer> }
    try {
      received = await receive(fetch, url, init, timeoutMilliseconds, signal)
    } catch (cause) {
      notify(undefined, sentId)
      // The caller gave up: it gets its own reason.
      if (signal?.aborted) throw signal.reason
      const Failure = cause instanceof Error && cause.name === 'TimeoutError' ? TimeoutError : UnreachableError
      throw new Failure(`${method} ${url}: no answer: ${describeCause(cause)}`, { interactionId: sentId, cause })
    }
    const { response, bytes } = received
    const interactionId = response.headers.get(interactionHeader) ?? sentId
    notify(response.status, interactionId)
    const signature = response.headers.get(signatureHeader)
    const mayBeAbsent = mayBeUnsigned(response) || (signing?.unsignedReads === true && !body)
    if (isSigned && bytes.length > 0 && !(signature === null && mayBeAbsent)) {
      try {
        await signing.verify(bytes, signature)
      } catch (cause) {
        const message = `${method} ${url}: the signature of the answer is not valid: ${describeCause(cause)}`
        throw new SignatureError(message, { status: response.status, interactionId, cause })
      }
    }
    return { response, bytes, json: readJson(request, response, bytes, interactionId), interactionId }
  }
}

/**
 * Tells whether an answer says that the bank, or a gateway before it, did not know whose request it
 * was. Such an answer has no signature.
 */
const mayBeUnsigned = ({ status }: Response) =>
  status === 401 || status === 404 || status === 405 || status === 429 || status >= 500

/** Fetches an answer with its whole body, unless the body is a stream of events. */
async function receive(
  fetch: NonNullable<Connection['fetch']>,
  url: string,
  init: RequestInit,
  timeoutMilliseconds: number,
  signal: AbortSignal | undefined,
) {
  const clock = new AbortController()
  const timer = setTimeout(
    () => clock.abort(new DOMException(`The limit of ${timeoutMilliseconds} ms is over`, 'TimeoutError')),
    timeoutMilliseconds,
  )
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.any([clock.signal, ...(signal ? [signal] : [])]) })
    // A connection that breaks during the answer counts as no answer.
    return { response, bytes: isStream(response) ? new Uint8Array() : new Uint8Array(await response.arrayBuffer()) }
  } finally {
    clearTimeout(timer)
  }
}

const isStream = ({ headers }: Response) => headers.get('content-type')?.startsWith('text/event-stream') === true

/** A consent is created, read and deleted by the partner; everything else is for the customer. */
function tokenUseOf(method: string, url: string): TokenUse {
  const path = url.split('?')[0] as string
  return /-consents(\/[^/]+)?(\/file)?$/.test(path) || /\/(event-subscriptions|callback-urls|events)\b/.test(path)
    ? 'client'
    : method === 'GET' && /\/pisp\/(?!.*\/funds-confirmation$)/.test(path)
      ? 'client'
      : 'customer'
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

/** Returns a number from 0 to below 1. */
const randomFraction = () => (crypto.getRandomValues(new Uint32Array(1))[0] as number) / 2 ** 32

/** Describes why a request failed. Node's `fetch failed` has the reason in its own `cause`. */
function describeCause(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  const inner = cause.cause as { code?: string; message?: string } | undefined
  return [cause.message, inner?.code ?? inner?.message].filter((part) => part !== undefined).join(': ')
}

/**
 * Returns the JSON of an answer; undefined for another media type. Throws if the answer is none.
 */
function readJson(request: Outgoing, response: Response, bytes: Uint8Array, interactionId: string): unknown {
  const { status, headers } = response
  const type = headers.get('content-type') ?? ''
  const name = `${request.method} ${request.url}`
  const details = { status, interactionId, retryAfterSeconds: readRetryAfter(headers) }
  if (response.ok && isStream(response)) return undefined
  if (response.ok && bytes.length === 0 && (request.mayBeEmpty || status === 204)) return undefined
  const accept = request.headers?.accept
  // A file is not parsed, but a gateway's page instead of it is not a file.
  if (
    response.ok &&
    !/[/+]json\b/.test(type) &&
    accept !== 'application/json' &&
    (accept === type || !/html/.test(type))
  )
    return undefined
  const text = new TextDecoder().decode(bytes)
  const unreadable = (cause?: unknown) =>
    new UnreadableError(`${name}: the answer with status ${status} is not JSON of the API: ${text.slice(0, 100)}`, {
      ...details,
      cause,
    })
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
  throw buildRejection(`${name}: ${reason}`, { ...details, errors })
}

/** Reads `Retry-After`: seconds, or an instant, which counts from the instant of the answer. */
function readRetryAfter(headers: Headers): number | undefined {
  const text = headers.get('retry-after')
  if (text === null) return undefined
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.parse(headers.get('date') ?? '')) / 1000
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined
}
