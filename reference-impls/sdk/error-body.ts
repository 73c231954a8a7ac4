import type { ErrorDetail } from './error.ts'

type Reason = { code?: unknown; message?: unknown; path?: unknown }

/**
 * Returns the reasons in an error body in the form of the standard's `Errors`. The control API
 * returns problem details (RFC 9457) instead, which this converts. Returns undefined for any other
 * body.
 */
export function parseErrors(body: unknown): readonly ErrorDetail[] | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  if ('Errors' in body && Array.isArray(body.Errors)) return body.Errors
  if (!('title' in body)) return undefined

  const { type, title, detail, errors } = body as { [name in 'type' | 'title' | 'detail' | 'errors']?: unknown }
  const reasons: readonly Reason[] = Array.isArray(errors) ? errors : [{ message: detail ?? title }]
  return reasons.map(({ code, message, path }) => ({
    ...(typeof code === 'string' && { ErrorCode: code }),
    ...(typeof message === 'string' && { Message: message }),
    ...(typeof path === 'string' && { Path: path }),
    ...(typeof type === 'string' && { Url: type }),
  }))
}
