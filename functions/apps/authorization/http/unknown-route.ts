import type { Context } from 'hono'
import { Problem } from '#bank/base/problem.ts'
import { PageError } from './page-error.ts'
import { wantsPage } from './page-response.ts'
import type { Handler } from './request-wrapper.ts'

/** The error for an unknown path of a known world: a page in a browser, else a problem. */
export const pathUnknown = (c: Context): Error =>
  wantsPage(c)
    ? new PageError('not-found')
    : new Problem(
        'path-unknown',
        `there is nothing at ${c.req.path}; /authorization/${c.req.param('WorldId')}/.well-known/openid-configuration lists the endpoints`,
      )

/** Rejects an unknown path of a known world. */
export const rejectPath: Handler = async (c) => {
  throw pathUnknown(c)
}

/** Rejects every method but the one that a path allowsAction. */
export const rejectMethod =
  (allow: string): Handler =>
  async (c) => {
    throw methodNotAllowed(c, allow)
  }

/**
 * Rejects HEAD where a GET changes state. A link scanner's HEAD would let a robot approve, or use
 * up the request.
 */
export function rejectHead(c: Context): void {
  if (c.req.method === 'HEAD') throw methodNotAllowed(c, 'GET')
}

const methodNotAllowed = (c: Context, allow: string) =>
  new Problem('method-not-allowed', `${c.req.path} answers to ${allow}, not to ${c.req.method}`, { headers: { allow } })
