import { type Fault, Problem, problems } from '#bank/base/problem.ts'
import type { Sandbox } from '#store/world.ts'
import { challengeOf } from './challenge.ts'
import { isInteractionId } from './input.ts'
import type { Surface } from './operation.ts'

/** The body and media type of a refusal, in the form of the surface. */
type Form = (problem: Problem, interactionId: string, baseUrl: string) => { type: string; body: object }

/** OBErrorResponse1, on the Read/Write API. `Url` leads to a page that explains. */
const standard: Form = (problem, interactionId, baseUrl) => ({
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

/** Problem details (RFC 9457), everywhere else. */
const details: Form = (problem, interactionId, baseUrl) => ({
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

/** The id that an answer goes by: the caller's where it sent a good one. */
export const interactionIdFor = (sandbox: Sandbox, sent: string | undefined): string =>
  sent !== undefined && isInteractionId(sent) ? sent : sandbox.newInteractionId()

/** The refusal of a path that nothing answers to, with the one that was perhaps meant. */
export const pathUnknown = ({ baseUrl }: Sandbox, path: string, meant?: string): Problem =>
  new Problem(
    'path-unknown',
    `there is nothing at ${path}; ${meant === undefined ? '' : `did you mean ${meant}? `}${baseUrl}/openapi.json lists what there is`,
  )

/**
 * A problem is an answer. Anything else is our bug: it is logged with the interaction id, and the
 * caller learns only that.
 */
export function refuse(sandbox: Sandbox, error: unknown, interactionId: string, as: Surface['errorForm']): Response {
  const { status, text, headers } = refusalOf(sandbox, error, interactionId, as)
  return answer(status, text, interactionId, headers)
}

/**
 * The same before it is sent: its status, its body, and headers of its own. `authorization` is the
 * header that the request came with.
 */
export function refusalOf(
  sandbox: Sandbox,
  error: unknown,
  interactionId: string,
  as: Surface['errorForm'],
  authorization?: string,
): { status: number; text: string; headers: Record<string, string> } {
  let problem: Problem
  if (error instanceof Problem) problem = error
  else {
    sandbox.log({ level: 'error', interactionId, message: 'a request failed that should not have', error })
    problem = new Problem('unexpected-error', `this is our fault; quote the interaction id ${interactionId}`)
  }
  const { type, body } = forms[as](problem, interactionId, sandbox.baseUrl)
  const headers = { ...challengeOf(problem, authorization), ...problem.headers, 'content-type': type }
  return { status: problem.status, text: JSON.stringify(body), headers }
}

/**
 * Every answer carries these headers, given together with the body: set later, they make Hono on
 * Node three times slower.
 */
export function answer(
  status: number,
  body: string | Uint8Array<ArrayBuffer> | null,
  interactionId: string,
  more: Readonly<Record<string, string>>,
): Response {
  return new Response(body, {
    status,
    headers: {
      'x-fapi-interaction-id': interactionId,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...more,
    },
  })
}
