import * as z from 'zod'
import { Problem, problems } from '#bank/base/problem.ts'
import { suggestName } from '#bank/base/validation-messages.ts'
import type { RequestRecord } from './request-record.ts'
import { problemOf, type RequestLine } from './views.ts'

/** Which requests of a log a caller asks for. All conditions must hold. */
export const requestFilter = {
  operation: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .meta({
      description: 'Only this operation, or endpoint of the authorization server',
      examples: ['CreateDomesticPayment', 'token'],
    }),
  partner: z.string().min(1).max(60).optional().meta({ description: 'Only this partner' }),
  status: z
    .string()
    .regex(/^([1-5]\d\d|[1-5]xx|cut)$/, 'must be a status such as 404, a class such as 4xx, or cut')
    .optional()
    .meta({ description: 'Only this status, this class of statuses, or `cut` connections', examples: ['404', '4xx'] }),
  problem: z.string().min(1).max(60).optional().meta({ description: 'Only answers with the problem of this code' }),
  interactionId: z.string().min(1).max(60).optional().meta({ description: 'Only this x-fapi-interaction-id' }),
  since: z.iso
    .datetime({ offset: true })
    .optional()
    .meta({ description: 'Only requests that came at or after this real time' }),
}
export const RequestFilter = z.object(requestFilter)
export type RequestFilter = z.output<typeof RequestFilter> & {
  /** Only answers with a problem, and cut connections. The console asks for it. */
  readonly onlyProblems?: boolean | undefined
}

/** Codes that the authorization server answers with, besides those of problems. */
const otherCodes = `
  access_denied account_selection_required authorization_pending consent_required credential_request_denied expired_login_hint_token expired_token
  insufficient_scope interaction_required invalid_authorization_details invalid_binding_message invalid_client
  invalid_client_attestation invalid_client_metadata invalid_credential_request invalid_dpop_proof invalid_grant
  invalid_nonce invalid_proof invalid_redirect_uri invalid_request invalid_request_object invalid_request_uri
  invalid_scope invalid_software_statement invalid_target invalid_token invalid_user_code login_required
  missing_user_code registration_not_supported request_not_supported request_uri_not_supported server_error slow_down
  temporarily_unavailable transaction_failed unapproved_software_statement unauthorized_client unknown_credential_configuration
  unknown_credential_identifier unknown_user_id
  unmet_authentication_requirements unsupported_grant_type unsupported_response_mode unsupported_response_type
  unsupported_token_type use_attestation_challenge use_dpop_nonce use_fresh_attestation
  behind body-too-large browser-foreign busy conflict consent-status expired form-foreign gone not-found over unexpected waits-not
  world-unknown`
const knownProblems = [...new Set([...Object.keys(problems), ...otherCodes.trim().split(/\s+/)])]

/** Rejects a filter that no request can meet, because no operation or problem has this name. */
export function checkFilter({ operation, problem }: RequestFilter, operations: readonly string[]): void {
  const aboutOperations = 'the id of an operation as in /reference, such as GetAccounts, or an endpoint such as token'
  const aboutProblems =
    'the code of a problem as in /problems, such as consent-status, or of OAuth, such as invalid_grant'
  requireKnown('operation', operation, operations, aboutOperations)
  requireKnown('problem', problem, knownProblems, aboutProblems)
}

function requireKnown(name: string, sent: string | undefined, known: readonly string[], what: string): void {
  if (sent === undefined || known.includes(sent)) return
  const path = `query ${name}`
  const why = `${path}: must be ${what} (got ${sent.slice(0, 60)})${suggestName(sent, known)}`
  throw new Problem('field-invalid', why, { path })
}

/** Whether a logged request meets a filter. */
export const matchesFilter = (record: RequestRecord, filter: RequestFilter): boolean =>
  matches(record, filter, () => problemOf(record))

/** Whether the line of a request meets a filter. */
export const matchesLine = (line: RequestLine, filter: RequestFilter): boolean =>
  matches({ ...line, realAt: Date.parse(line.realAt) }, filter, () => line.problem)

type Filtered = {
  readonly operation?: string | undefined
  readonly partner?: string | undefined
  readonly interactionId: string
  readonly realAt: number
  readonly status?: number | undefined
}

function matches(record: Filtered, filter: RequestFilter, findProblem: () => string | undefined): boolean {
  const { operation, partner, status, problem, interactionId, since, onlyProblems } = filter
  if (operation !== undefined && record.operation !== operation) return false
  if (partner !== undefined && record.partner !== partner) return false
  if (interactionId !== undefined && record.interactionId.toLowerCase() !== interactionId.toLowerCase()) return false
  if (since !== undefined && record.realAt < Date.parse(since)) return false
  if (status !== undefined && !matchesStatus(record.status, status)) return false
  if (onlyProblems && record.status !== undefined && record.status < 400 && findProblem() === undefined) return false
  return problem === undefined || findProblem() === problem
}

function matchesStatus(status: number | undefined, asked: string): boolean {
  if (status === undefined) return asked === 'cut'
  return asked.endsWith('xx') ? String(status)[0] === asked[0] : String(status) === asked
}
