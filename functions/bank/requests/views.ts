import * as z from 'zod'
import { problems } from '#bank/base/problem.ts'
import { iso } from '#bank/time/clock.ts'
import { maskHeader, maskText } from './mask.ts'
import { type KeptBody, pairsOf, type RequestRecord } from './request-record.ts'

/** The id of a logged request. */
export const RequestId = z
  .string()
  .min(1)
  .max(40)
  .meta({ description: 'The id of a logged request', examples: ['req_mik5r1c0_1'] })

const line = {
  id: RequestId,
  at: z.iso.datetime().optional().meta({
    description: "When it came, by the world's clock; absent if the caller was not admitted",
  }),
  realAt: z.iso.datetime().meta({ description: 'When it came, in real time' }),
  durationMs: z.number().min(0).meta({ description: 'Until the answer was ready, in milliseconds' }),
  interactionId: z.string(),
  surface: z.string().meta({ description: 'open-banking, authorization or control' }),
  operation: z
    .string()
    .optional()
    .meta({
      description: 'The id of the operation, or the endpoint of the authorization server; absent at an unknown path',
      examples: ['GetAccounts', 'token'],
    }),
  method: z.string(),
  target: z.string().meta({ description: 'The path and query, with secrets masked' }),
  partner: z.string().optional().meta({ description: 'The id of the partner; of the token, for a developer token' }),
  customer: z.string().optional(),
  consent: z.string().optional().meta({ description: 'The consent that the token was issued for' }),
  scenarios: z
    .array(z.strictObject({ name: z.string(), quiet: z.boolean() }))
    .optional()
    .meta({ description: 'The scenarios that applied, the quiet ones too' }),
  problem: z.string().optional().meta({ description: 'The code of the problem that was answered' }),
  status: z.int().optional().meta({ description: 'The status of the answer; absent if the connection was cut' }),
}

/** One line of the log. */
export const RequestLine = z.strictObject(line).meta({ id: 'LoggedRequestLine' })
export type RequestLine = z.output<typeof RequestLine>

const Message = z.strictObject({
  headers: z.array(z.strictObject({ name: z.string(), value: z.string() })).meta({
    description: 'The headers, with secrets masked. The host adds some to an answer that are not listed.',
  }),
  body: z.string().optional().meta({
    description: 'The first 16 KB of the body, with secrets masked; absent if there is none, or if it is no text',
  }),
  bodyLength: z
    .int()
    .optional()
    .meta({ description: 'The length of the whole body: in characters of a text of the bank, else in bytes' }),
  isCut: z.literal(true).optional().meta({ description: 'Set if the body is longer than what is shown' }),
})

/** What a logged request has to do with. */
export const RequestChain = z
  .strictObject({
    token: z
      .strictObject({ id: z.string(), issuedBy: RequestId.optional() })
      .optional()
      .meta({ description: 'The token that was sent, and the logged request that issued it' }),
    consent: z.strictObject({ id: z.string(), kind: z.string(), status: z.string() }).optional(),
    order: z.strictObject({ id: z.string(), account: z.string(), rail: z.string() }).optional(),
    legs: z
      .array(
        z.strictObject({
          account: z.string(),
          seq: z.int(),
          amount: z.string(),
          currency: z.string(),
          kind: z.string(),
        }),
      )
      .optional()
      .meta({ description: "The payment's legs, on the payer's account and its clearing account" }),
  })
  .meta({ description: 'What the request has to do with, as it is now' })
export type RequestChain = z.output<typeof RequestChain>

/** A logged request, whole. */
export const WholeRequest = z
  .strictObject({ ...line, request: Message, answer: Message.optional(), chain: RequestChain })
  .meta({ id: 'LoggedRequest' })
export type WholeRequest = z.output<typeof WholeRequest>

/** Builds the line of a logged request. Nothing in it is secret. */
export function buildRequestLine(id: string, record: RequestRecord): RequestLine {
  const { at, realAt, durationMs, interactionId, surface, operation, method, target, scenarios, status } = record
  const { partner, customer, consent } = record
  const problem = problemOf(record)
  return {
    id,
    ...(at !== undefined && { at: iso(at) }),
    realAt: iso(realAt),
    durationMs: Math.max(0, Math.round(durationMs * 1000) / 1000),
    interactionId,
    surface,
    ...(operation !== undefined && { operation }),
    method,
    target: maskText(target),
    ...(partner !== undefined && { partner }),
    ...(customer !== undefined && { customer }),
    ...(consent !== undefined && { consent }),
    ...(scenarios.length > 0 && { scenarios: scenarios.map(({ name, isQuiet }) => ({ name, quiet: isQuiet })) }),
    ...(problem !== undefined && { problem }),
    ...(status !== undefined && { status }),
  }
}

/** Builds the view of a whole request. Nothing in it is secret. */
export function buildWholeRequest(id: string, record: RequestRecord, chain: RequestChain): WholeRequest {
  const { headers, body, answerHeaders, answerBody, status } = record
  return {
    ...buildRequestLine(id, record),
    request: messageOf(headers, body),
    ...(status !== undefined && { answer: messageOf(answerHeaders, answerBody) }),
    chain,
  }
}

function messageOf(headers: readonly string[], body: KeptBody | undefined): z.output<typeof Message> {
  const text = body && textOf(body)
  return {
    headers: maskedHeaders(headers),
    ...(text !== undefined && { body: maskText(text) }),
    ...(body && { bodyLength: body.length }),
    ...(body && body.length > body.content.length && { isCut: true as const }),
  }
}

/** Returns headers with their secrets masked, names in lower case. */
export const maskedHeaders = (headers: readonly string[]) =>
  pairsOf(headers).map(([name, value]) => ({ name, value: maskHeader(name, value) }))

/** Returns a body as text; undefined if its bytes are no text. */
export function textOf({ content }: Pick<KeptBody, 'content'>): string | undefined {
  if (typeof content === 'string') return content
  const text = Buffer.from(content).toString()
  return /[\0\ufffd]/.test(text.slice(0, 1_000)) ? undefined : text
}

/**
 * The error of an answer of the OpenID provider, which handles its errors itself; also on a page.
 */
const oauthError = /(?:"error"\s*:\s*"|<dd><code>)([\w-]+)(?:"|<\/code>)/

/** Returns the code of the problem that was answered; undefined if the request succeeded. */
export function problemOf({ problem, status = 0, surface, answerBody }: RequestRecord): string | undefined {
  if (problem !== undefined || status < 400) return problem
  const text = answerBody && textOf(answerBody)
  if (surface === 'authorization') return oauthError.exec(text ?? '')?.[1]
  const code = /"(?:Code|code)":"([\w-]+)"/.exec(text ?? '')?.[1]
  return code !== undefined && Object.hasOwn(problems, code) ? code : undefined
}
