import type { KeptHeaders } from '#bank/requests/request-record.ts'

/*
 * The bodies of requests and answers, for the log. A body can be read only once, and a copy of its
 * stream would make each answer slower. So the code that reads a body or makes an answer keeps a
 * reference beside the object.
 */

/** The bytes of bodies that were read, by their requests. */
const sentBodies = new WeakMap<Request, Uint8Array>()

/** Keeps the body of a request that was read. */
export const keepSentBody = (request: Request, raw: Uint8Array): void => void sentBodies.set(request, raw)

/** Returns the body of a request, if it has one and was read. */
export const sentBodyOf = (request: Request | undefined): Uint8Array | undefined => request && sentBodies.get(request)

type Answered = { readonly body: string | Uint8Array | null; readonly headers: KeptHeaders | undefined }
const answered: unique symbol = Symbol('answered')
type AnsweredResponse = Response & { [answered]?: Answered }

/**
 * Keeps the body of an answer, and its headers where they are at hand: a response on Node is
 * faster while nothing reads its headers.
 */
export function keepAnswer(response: Response, body: Answered['body'], headers?: KeptHeaders): Response {
  ;(response as AnsweredResponse)[answered] = { body, headers }
  return response
}

/** Returns what was kept of an answer. */
export const keptAnswerOf = (response: Response): Answered | undefined => (response as AnsweredResponse)[answered]
