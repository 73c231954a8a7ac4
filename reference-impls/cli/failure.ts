import { ApiError, type ErrorDetail } from './sdk.ts'

/** What a command ends with, by the kind of failure. */
export const exitCodes = { failed: 1, usage: 2, unreachable: 3, rejected: 4, 'not-found': 5 } as const
export type FailureKind = keyof typeof exitCodes

/** The reason why a command ends without success. `next` is the command to type now. */
export class Failure extends Error {
  readonly kind: FailureKind
  readonly next: string | undefined
  readonly details: Readonly<Record<string, unknown>>

  constructor(kind: FailureKind, message: string, next?: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.name = 'Failure'
    this.kind = kind
    this.next = next
    this.details = details
  }
}

/** What tells a lost connection from one that was never open. */
const isCut = /UND_ERR_SOCKET|ECONNRESET|EPIPE|other side closed|terminated/

/** Whether it is unknown if a call that changes something has happened. */
export const isOutcomeUnknown = (error: unknown): boolean =>
  error instanceof ApiError && (error.failure !== 'rejected' || (error.status ?? 500) >= 500)

/** Problems of the control API that mean that something does not exist. */
const notFound = /-not-found$|-unknown$|^world-expired$/

/** Returns the code of a problem. The standard's codes are fewer: there, the URL names it. */
const findProblem = (detail: ErrorDetail | undefined): string | undefined =>
  /\/problems\/([\w-]+)$/.exec(detail?.Url ?? '')?.[1] ?? detail?.ErrorCode

/**
 * Returns an error as a failure. `url` is the sandbox that was called, and `next` what a person
 * types when the object of the command does not exist.
 */
export function toFailure(error: unknown, url: string, next: string | undefined): Failure {
  if (error instanceof Failure) return error
  if (!(error instanceof ApiError)) return new Failure('failed', error instanceof Error ? error.message : String(error))
  const { status, code, interactionId } = error
  if (error.failure === 'unreachable') {
    const isHere = /^https?:\/\/(localhost|127\.|\[::1\])/.test(url)
    const why = error.message.replace(/^.*no answer: |\s*\(interaction .*$/g, '')
    if (isCut.test(why))
      return new Failure('failed', `the sandbox at ${url} cut the connection (${why})`, 'sandbank fault list')
    return new Failure(
      'unreachable',
      `no sandbox answers at ${url} (${why})`,
      isHere ? 'sandbank up' : 'sandbank doctor',
    )
  }
  if (error.failure === 'unreadable')
    return new Failure(
      'failed',
      `what answers at ${url} is not a sandbox, or a fault is armed: ${error.message}`,
      'sandbank doctor',
    )
  const reasons = error.errors.map(({ ErrorCode, Message = '', Path }) => {
    const isRepeated = Path === undefined || Message.startsWith(Path)
    return `${ErrorCode ?? ''} ${isRepeated ? Message : `${Path}: ${Message}`}`.trim()
  })
  const details = { status, code, errors: error.errors, interactionId }
  const message = reasons.join('\n')
  if (status === 401)
    return new Failure(code === 'world-expired' ? 'not-found' : 'rejected', message, 'sandbank world list', details)
  const isMissing = status === 404 || notFound.test(findProblem(error.errors[0]) ?? '')
  return new Failure(isMissing ? 'not-found' : 'rejected', message, isMissing ? next : undefined, details)
}
