import { type Fault, Problem, problems } from '#bank/base/problem.ts'
import { keepAnswer } from '#edge/request/bodies.ts'
import { StoreFailure } from '#store/store-failure.ts'
import type { Sandbox } from '#store/world.ts'
import { challengeOf } from './challenge.ts'
import { isInteractionId } from './input.ts'

/** Builds the body of an error response, with its media type. */
type ErrorForm = (problem: Problem, interactionId: string, baseUrl: string) => { type: string; body: object }

/** OBErrorResponse1 of the Read/Write API. `Url` leads to the page that explains the problem. */
const standard: ErrorForm = (problem, interactionId, baseUrl) => ({
  type: 'application/json; charset=utf-8',
  body: {
    Id: interactionId,
    Code: problem.code,
    Message: problems[problem.code].title,
    Errors: problem.faults.map(({ code, message, path }: Fault) => ({
      ErrorCode: problems[code].standard,
      Message: message.slice(0, 500),
      ...(path !== undefined && { Path: path.slice(0, 500) }),
      Url: `${baseUrl}/problems/${code}`,
    })),
  },
})

/** Problem details (RFC 9457), for every other API. */
const details: ErrorForm = (problem, interactionId, baseUrl) => ({
  type: 'application/problem+json; charset=utf-8',
  body: {
    type: `${baseUrl}/problems/${problem.code}`,
    title: problems[problem.code].title,
    status: problem.status,
    detail: problem.message,
    interactionId,
    errors: problem.faults.map(({ code, message, path }: Fault) => ({
      code,
      message,
      ...(path !== undefined && { path }),
    })),
  },
})

const forms = { standard, details } as const

/** The form of a surface's errors. */
type ErrorFormName = keyof typeof forms

/**
 * Returns the interaction id of an answer: the caller's own if it is well-formed, else a new one.
 */
export const interactionIdFor = (sandbox: Sandbox, sent: string | undefined): string =>
  sent !== undefined && isInteractionId(sent) ? sent : sandbox.newInteractionId()

/** Builds the problem of an unknown path; `nearest` is a known path with a similar spelling. */
export const pathUnknown = ({ baseUrl }: Sandbox, path: string, nearest?: string): Problem =>
  new Problem(
    'path-unknown',
    `there is nothing at ${path}; ${nearest === undefined ? '' : `did you mean ${nearest}? `}see ${baseUrl}/openapi.json for every path`,
  )

/**
 * Returns the problem to answer for an error. Every error that is not a `Problem` is logged. A
 * failure of the store says what to do; any other is our bug, and the caller gets only the
 * interaction id.
 */
export function toProblem(sandbox: Sandbox, error: unknown, interactionId: string): Problem {
  if (error instanceof Problem) return error
  const failure = storeProblemOf(error)
  if (failure) {
    sandbox.log({ level: 'error', interactionId, message: 'the store failed', error })
    return failure
  }
  sandbox.log({ level: 'error', interactionId, message: 'unexpected error while handling a request', error })
  return new Problem(
    'unexpected-error',
    `the sandbox failed, not your request; report it with the interaction id ${interactionId}`,
  )
}

/** Returns the problem of a failure of the store; undefined for every other error. */
export const storeProblemOf = (error: unknown): Problem | undefined =>
  error instanceof StoreFailure ? new Problem(error.code, error.message) : undefined

/** Builds the response for an error in one of the forms. */
export function buildErrorResponse(
  sandbox: Sandbox,
  error: unknown,
  interactionId: string,
  form: ErrorFormName,
): Response {
  const { status, text, headers } = renderError(sandbox, error, interactionId, form)
  return answer(status, text, interactionId, headers)
}

/**
 * Renders an error as status, body and headers. `authorization` is the header of the request: it
 * decides the scheme of the challenge.
 */
export function renderError(
  sandbox: Sandbox,
  error: unknown,
  interactionId: string,
  form: ErrorFormName,
  authorization?: string,
): { status: number; text: string; headers: Record<string, string> } {
  const problem = toProblem(sandbox, error, interactionId)
  const { type, body } = forms[form](problem, interactionId, sandbox.baseUrl)
  const headers = { ...challengeOf(problem, authorization), ...problem.headers, 'content-type': type }
  return { status: problem.status, text: JSON.stringify(body), headers }
}

/**
 * Builds a response with the headers that every answer carries. They are given together with the
 * body: to set them later makes Hono on Node three times slower.
 */
export function answer(
  status: number,
  body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null,
  interactionId: string,
  headers: Readonly<Record<string, string>>,
): Response {
  const sent = {
    'x-fapi-interaction-id': interactionId,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  }
  const kept = body instanceof ReadableStream ? null : body
  return keepAnswer(new Response(body, { status, headers: sent }), kept, sent)
}
