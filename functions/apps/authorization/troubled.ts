import { Problem } from '#bank/problem.ts'
import type { Sandbox } from '#store/sandbox.ts'
import { Stop } from './guard.ts'
import { troublePage } from './pages/trouble.ts'
import { type Setting, shown } from './shown.ts'
import type { Trouble } from './texts.ts'

const statuses: Record<Trouble, number> = {
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
  unexpected: 500,
}

/** What a person is shown in place of the page that cannot be. What nobody foresaw is logged, as everywhere. */
export function troubled(sandbox: Sandbox, error: unknown, interactionId: string, setting: Setting): Promise<Response> {
  const why = whyOf(error)
  if (why === 'unexpected')
    sandbox.log({ level: 'error', interactionId, message: 'a page failed that should not have', error })
  return shown(troublePage(setting, why, interactionId), statuses[why], { 'x-fapi-interaction-id': interactionId })
}

function whyOf(error: unknown): Trouble {
  if (error instanceof Stop) return error.why
  if (!(error instanceof Problem)) return 'unexpected'
  return known[error.code as keyof typeof known] ?? 'over'
}

/** Problems of actions that a page has its own words for. */
const known = {
  'path-unknown': 'world-unknown',
  'consent-not-found': 'not-found',
  'consent-status': 'consent-status',
  conflict: 'conflict',
} as const satisfies Record<string, Trouble>
