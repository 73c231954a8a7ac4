/** The longest part of a body that the log keeps: in characters of a text, in bytes of others. */
export const mostBodyKept = 16 * 1024

/** The first part of a body, and the length of the whole body. */
export type KeptBody = { readonly content: string | Uint8Array; readonly length: number }

/** Headers as pairs in one list (name, value, name, value), or by name. */
export type KeptHeaders = readonly string[] | Readonly<Record<string, string>>

/** A scenario that applied to a request. */
export type ScenarioNote = { readonly name: string; readonly isQuiet: boolean }

/**
 * One request of a world, as the log keeps it. It holds what was sent, secrets included: only its
 * views (views.ts), which mask them, leave the process.
 */
export type RequestRecord<Headers = readonly string[], Body = KeptBody | undefined> = {
  readonly worldId: string
  /** The epoch of the world's overlay; undefined if the caller was not admitted. */
  readonly epoch: number | undefined
  /** When it came, by the world's clock, in epoch milliseconds; undefined as above. */
  readonly at: number | undefined
  /** When it came, in epoch milliseconds of real time. */
  readonly realAt: number
  readonly durationMs: number
  readonly interactionId: string
  readonly surface: string
  /** The id of the operation or endpoint; undefined at an unknown path. */
  readonly operation: string | undefined
  readonly method: string
  readonly target: string
  readonly partner: string | undefined
  readonly customer: string | undefined
  readonly consent: string | undefined
  /** The accounts that the consent gives access to, where there is one. */
  readonly accounts: readonly string[] | undefined
  readonly scenarios: readonly ScenarioNote[]
  /** The code of the problem that was answered, as far as the way of the request knows it. */
  readonly problem: string | undefined
  /** Undefined if no answer was sent: the connection was cut. */
  readonly status: number | undefined
  readonly headers: Headers
  readonly body: Body
  readonly answerHeaders: Headers
  readonly answerBody: Body
}

/** A request as it comes to the log: with headers and bodies as the surfaces hold them. */
export type SeenRequest = RequestRecord<KeptHeaders, string | Uint8Array | null | undefined>

/** Returns headers as pairs of a name in lower case and a value. */
export const pairsOf = (headers: readonly string[]): [name: string, value: string][] =>
  headers.flatMap((name, n) => (n % 2 === 0 ? [[name.toLowerCase(), headers[n + 1] ?? '']] : []))

/** Keeps a request as a record: its headers as pairs, and the first part of its bodies. */
export const keepRequest = (request: SeenRequest): RequestRecord => ({
  ...request,
  headers: listHeaders(request.headers),
  body: keepBody(request.body),
  answerHeaders: listHeaders(request.answerHeaders),
  answerBody: keepBody(request.answerBody),
})

const listHeaders = (headers: KeptHeaders): readonly string[] =>
  Array.isArray(headers) ? headers : Object.entries(headers as Readonly<Record<string, string>>).flat()

const keepBody = (body: SeenRequest['body']): KeptBody | undefined =>
  body?.length ? { content: body.slice(0, mostBodyKept), length: body.length } : undefined
