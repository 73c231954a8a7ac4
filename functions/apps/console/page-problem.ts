import { Problem, problems } from '#bank/base/problem.ts'

/** Ends a request with a page that says what is wrong and what to do. */
export class PageProblem extends Error {
  readonly status: number
  readonly title: string
  /** What helps: to sign in, to go on in the world, or nothing but the message. */
  readonly remedy: 'sign-in' | 'world' | undefined
  constructor(status: number, title: string, message: string, remedy?: 'sign-in' | 'world') {
    super(message)
    this.name = 'PageProblem'
    this.status = status
    this.title = title
    this.remedy = remedy
  }
}

/** The browser has no key for a world. */
export const keyMissing = (worldId: string): PageProblem =>
  new PageProblem(
    401,
    `This browser has no key for ${worldId}`,
    'Sign in with its control key. It begins with ctl_ and was shown when the world was made. A world that was deleted opens no more.',
    'sign-in',
  )

/** A form came from a browser without a session. */
export const sessionEnded = (): PageProblem =>
  new PageProblem(
    401,
    'Your session has ended',
    'Nothing was changed. Sign in again with the control key of your world, then press the button again.',
    'sign-in',
  )

/** A form was not sent by a page of this browser. */
export const formForeign = (): PageProblem =>
  new PageProblem(
    403,
    'This form did not come from your console',
    'Nothing was changed. Open the world again and press the button there.',
    'world',
  )

/** A form came from a page that no longer shows how things are. */
export const stalePage = (what: string): PageProblem =>
  new PageProblem(409, 'This page was out of date', `${what} Nothing was changed. Look again, then decide.`, 'world')

/** Returns the page problem of a control key that admits no more. Other errors stay. */
export function withSignIn(error: unknown, worldId: string): unknown {
  if (!(error instanceof Problem)) return error
  if (error.code === 'world-expired')
    return new PageProblem(410, `${worldId} has expired`, `${error.message}.`, 'sign-in')
  if (error.code === 'token-invalid')
    return new PageProblem(
      problems['token-invalid'].status,
      `The key of this browser does not open ${worldId}`,
      `${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}.`,
      'sign-in',
    )
  return error
}
