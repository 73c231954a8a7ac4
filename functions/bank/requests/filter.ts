import * as z from 'zod'
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
export type RequestFilter = z.output<typeof RequestFilter>

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
  const { operation, partner, status, problem, interactionId, since } = filter
  if (operation !== undefined && record.operation !== operation) return false
  if (partner !== undefined && record.partner !== partner) return false
  if (interactionId !== undefined && record.interactionId.toLowerCase() !== interactionId.toLowerCase()) return false
  if (since !== undefined && record.realAt < Date.parse(since)) return false
  if (status !== undefined && !matchesStatus(record.status, status)) return false
  return problem === undefined || findProblem() === problem
}

function matchesStatus(status: number | undefined, asked: string): boolean {
  if (status === undefined) return asked === 'cut'
  return asked.endsWith('xx') ? String(status)[0] === asked[0] : String(status) === asked
}
