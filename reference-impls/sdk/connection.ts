/**
 * A function like the global `fetch`. It may present a client certificate, or call an app in the
 * same process.
 */
export type Fetch = (url: string, init: RequestInit) => Response | Promise<Response>

/**
 * Which token a request needs: `client` is the partner's own token, with which it creates and reads
 * consents; `customer` is one that a customer authorised.
 */
export type TokenUse = 'client' | 'customer'

/**
 * A bearer token, or a function that returns one. The client calls it before every request and says
 * which token the request needs. A developer token serves both uses.
 */
export type Token = string | ((use: TokenUse) => string | Promise<string>)

/** One request and its outcome. `status` is undefined when there was no answer. */
export type Exchange = {
  readonly method: string
  readonly url: string
  readonly status: number | undefined
  readonly interactionId: string
  /** 1 for the first attempt, 2 for the first retry. */
  readonly attempt: number
}

/** How the client retries. Only a request that is safe to repeat is ever retried. */
export type Retries = {
  /** The attempts in all, the first included; 1 retries nothing. Default: 4. */
  readonly attempts?: number
  /** The longest wait before a retry. If the bank asks for more, the call fails. Default: 10. */
  readonly longestWaitSeconds?: number
  /** Returns a number from 0 to below 1, by which the waits differ. Tests inject it. */
  readonly random?: () => number
  /** Waits for some milliseconds, or rejects when the signal aborts. Tests inject it. */
  readonly sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>
}

/**
 * How messages are signed. `createSigning` of `@sandbank/sdk/signing` makes it from a key; the
 * client itself has no cryptography.
 */
export type Signing = {
  /** Returns the `x-jws-signature` of a body that is sent. */
  sign(body: Uint8Array<ArrayBuffer>, contentType: string): Promise<string>
  /** Rejects if the `x-jws-signature` of an answer does not match its body. */
  verify(body: Uint8Array<ArrayBuffer>, signature: string | null): Promise<void>
  /** Whether the answer to a request without a body may have no signature. Default: false. */
  readonly unsignedReads?: boolean | undefined
}

/** How a client reaches an API. Every option but `baseUrl` has a default. */
export type Connection = {
  /** The base URL of the API, such as `http://localhost:4000/open-banking/v4.0`. */
  readonly baseUrl: string
  readonly token?: Token | undefined
  readonly fetch?: Fetch | undefined
  /**
   * Headers of every request, such as `x-fapi-customer-ip-address` while the customer is present.
   */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Receives every request after it ends, retries included, for example to log it. */
  readonly observe?: ((exchange: Exchange) => void) | undefined
  /** The limit for each attempt. Default: 30 seconds. */
  readonly timeoutMilliseconds?: number | undefined
  readonly retries?: Retries | undefined
  /** Ends every call of this client when it aborts. */
  readonly signal?: AbortSignal | undefined
  /** Signs payment requests and event subscriptions, and verifies the answers to them. */
  readonly signing?: Signing | undefined
}

/** Options that every call takes. */
export type CallOptions = {
  /** Ends the call when it aborts. The call then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined
}
