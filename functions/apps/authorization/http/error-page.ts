import { errorPage, providerErrorPage } from '#apps/authorization/pages/error.ts'
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
  unexpected: 500,
}

/**
 * What a person is shown in place of the page that cannot be. What nobody foresaw is logged, as
 * everywhere.
 */
export function renderErrorPage(
  sandbox: Sandbox,
  error: unknown,
  interactionId: string,
  settings: PageSettings,
): Promise<Response> {
  const why = whyOf(error)
  // What only those who build an app can have caused, such as a robot that is misspelt: said as the
  // API says it.
  if (why === undefined) {
    const { code, message, status } = error as Problem
    return sendPage(providerErrorPage(settings, { error: code, error_description: message }, interactionId), status)
  }
  if (why === 'unexpected')
    sandbox.log({ level: 'error', interactionId, message: 'a page failed that should not have', error })
  return sendPage(errorPage(settings, why, interactionId), statuses[why], { 'x-fapi-interaction-id': interactionId })
}

function whyOf(error: unknown): PageErrorReason | undefined {
  if (error instanceof PageError) return error.why
  return error instanceof Problem ? known[error.code] : 'unexpected'
}

/** Problems of actions that a page has its own words for. */
const known: Partial<Record<ProblemCode, PageErrorReason>> = {
  'authorisation-over': 'over',
  'path-unknown': 'world-unknown',
  'consent-not-found': 'not-found',
  'consent-status': 'consent-status',
  conflict: 'conflict',
  'body-too-large': 'body-too-large',
  'world-behind': 'behind',
}
