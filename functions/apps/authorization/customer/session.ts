import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import { checkPasscode } from '#actions/authorization/passcodes.ts'
import { closeSession, findSessionCustomer, openSession, sessionSeconds } from '#actions/authorization/sessions.ts'
import { findPersonName } from '#actions/authorization/sign-in-choices.ts'
import { readSignIn } from '#apps/authorization/interaction/sign-in.ts'
import { basePathOf } from '#edge/origin.ts'
import type { World } from '#store/world.ts'

/**
 * The two cookies of the customer's pages: `visitor` binds the sign-in form to the browser,
 * `session` holds the secret of the session.
 */
const names = { visitor: 'sandbank_visitor', session: 'sandbank_customer' } as const

/** The session of a signed-in customer or director. */
export type Session = { readonly secret: string; readonly customer: string }

/**
 * Finds the session of a browser's cookie. Returns undefined if there is none, or if it expired.
 */
export async function findSession(c: Context, world: World): Promise<Session | undefined> {
  const secret = getCookie(c, names.session)
  const customer = secret === undefined ? undefined : await findSessionCustomer(world, secret)
  return secret === undefined || customer === undefined ? undefined : { secret, customer }
}

/** Reads the visitor cookie, to which the sign-in form is bound. */
export const readVisitorCookie = (c: Context): string | undefined => getCookie(c, names.visitor)

/** Creates a visitor cookie for a sign-in form. */
export function createVisitor(world: World): { visitor: string; cookie: string } {
  const visitor = world.sandbox.randomText(40)
  return { visitor, cookie: cookieOf(world, names.visitor, visitor, sessionSeconds) }
}

/**
 * Signs a person in by passcode and returns the cookies to set. Closes the browser's former
 * session. The new session gets a new secret, which prevents session fixation.
 */
export async function signIn(c: Context, world: World, form: URLSearchParams): Promise<string[]> {
  const { customer, passcode } = readSignIn(form)
  const isKnown = (id: string) => findPersonName(world, id) !== undefined
  await checkPasscode(world, customer, passcode, isKnown)
  const before = getCookie(c, names.session)
  if (before !== undefined) await closeSession(world, before)
  const secret = await openSession(world, customer)
  return [cookieOf(world, names.session, secret, sessionSeconds), cookieOf(world, names.visitor, '', 0)]
}

/** Closes a session and returns the cookie that removes it from the browser. */
export async function signOut(world: World, session: Session): Promise<string> {
  await closeSession(world, session.secret)
  return cookieOf(world, names.session, '', 0)
}

function cookieOf({ id, sandbox }: World, name: string, value: string, seconds: number): string {
  const secure = sandbox.baseUrl.startsWith('https:') ? '; Secure' : ''
  return `${name}=${value}; Path=${basePathOf(sandbox)}/authorization/${id}/customer; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`
}
