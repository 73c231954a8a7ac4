import { errorPage, providerErrorPage } from '#apps/authorization/pages/error.ts'
import { describeStoreFailure } from '#apps/authorization/provider/error-description.ts'
import type { PageErrorReason } from '#apps/authorization/texts.ts'
import { Problem, type ProblemCode } from '#bank/base/problem.ts'
import type { Sandbox } from '#store/world.ts'
import { PageError } from './page-error.ts'
import { type PageSettings, sendPage } from './page-response.ts'

const statuses: Record<PageErrorReason, number> = {
  'browser-foreign': 403,
  'form-foreign': 403,
  over: 410,
  expired: 410,
  gone: 410,
  'world-unknown': 404,
  'not-found': 404,
  'body-too-large': 413,
  'consent-status': 409,
  conflict: 409,
  'waits-not': 404,
  behind: 503,
  unavailable: 503,
  busy: 429,
  unexpected: 500,
}

/** Sends the error page for an error. Logs an unexpected error. */
export function renderErrorPage(
  sandbox: Sandbox,
  error: unknown,
  interactionId: string,
  settings: PageSettings,
): Promise<Response> {
  const failure = describeStoreFailure(error)
  if (failure) {
    sandbox.log({ level: 'error', interactionId, message: 'the store failed', error })
    return sendPage(providerErrorPage(settings, failure.body, interactionId), failure.status)
  }
  const why = reasonFor(error)
  // Only a developer can have caused this, such as a malformed robot. The page shows the problem.
  if (why === undefined) {
    const { code, message, status } = error as Problem
    return sendPage(providerErrorPage(settings, { error: code, error_description: message }, interactionId), status)
  }
  if (why === 'unexpected') sandbox.log({ level: 'error', interactionId, message: 'a page failed unexpectedly', error })
  const headers = error instanceof Problem ? error.headers : {}
  return sendPage(errorPage(settings, why, interactionId), statuses[why], {
    ...headers,
    'x-fapi-interaction-id': interactionId,
  })
}

function reasonFor(error: unknown): PageErrorReason | undefined {
  if (error instanceof PageError) return error.why
  return error instanceof Problem ? knownProblems[error.code] : 'unexpected'
}

/** Problems that have an error page of their own. */
const knownProblems: Partial<Record<ProblemCode, PageErrorReason>> = {
  'authorisation-over': 'over',
  'path-unknown': 'world-unknown',
  'consent-not-found': 'not-found',
  'consent-status': 'consent-status',
  conflict: 'conflict',
  'body-too-large': 'body-too-large',
  'world-behind': 'behind',
  unavailable: 'unavailable',
  'too-many-requests': 'busy',
}
