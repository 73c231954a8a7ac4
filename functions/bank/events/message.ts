/** An event as it is sent to a subscriber: one POST. */
export type Message = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What came of one attempt to send a message. It has a status, or else an error. */
export type Sent = {
  readonly status?: number
  /** Milliseconds of real time, from the attempt to the end of the answer. */
  readonly durationMs: number
  /** The beginning of the answer's body. */
  readonly body?: string
  /** Why there is no answer, in plain words. */
  readonly error?: string
  /** The header Retry-After as the receiver sent it: seconds, or an HTTP date. */
  readonly retryAfter?: string
}

/** Sends a message once. Never throws. */
export type Send = (message: Message) => Promise<Sent>
