import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import { checkPasscode } from '#actions/authorization/passcodes.ts'
import { closeSession, findSessionCustomer, openSession, sessionSeconds } from '#actions/authorization/sessions.ts'
import { findPersonName } from '#actions/authorization/sign-in-choices.ts'
import type { World } from '#store/world.ts'

/**
 * Two cookies of a customer's own pages: `visitor` binds the sign-in form to the browser, `session`
 * is who is signed in.
 */
const names = { visitor: 'sandbank_visitor', session: 'sandbank_customer' } as const

/** Who is signed in, and by which secret. */
export type Session = { readonly secret: string; readonly customer: string }

/** The session that a browser's cookie names, or undefined where there is none, or it is over. */
export async function sessionIn(c: Context, world: World): Promise<Session | undefined> {
  const secret = getCookie(c, names.session)
  const customer = secret === undefined ? undefined : await findSessionCustomer(world, secret)
  return secret === undefined || customer === undefined ? undefined : { secret, customer }
}

/** What the sign-in form of this browser is bound to, if it has seen one. */
export const visitorIn = (c: Context): string | undefined => getCookie(c, names.visitor)

/** A fresh binding for a sign-in form. */
export function newVisitor(world: World): { visitor: string; cookie: string } {
  const visitor = world.sandbox.randomText(40)
  return { visitor, cookie: cookieOf(world, names.visitor, visitor, sessionSeconds) }
}

/**
 * Signs in by the passcode. Whatever session there was ends, and the new one has a secret that
 * nobody knew before, so that none can be planted.
 */
export async function signedIn(c: Context, world: World, form: URLSearchParams): Promise<string[]> {
  const customer = form.get('customer')?.trim() ?? ''
  const isKnown = (id: string) => findPersonName(world, id) !== undefined
  await checkPasscode(world, customer, form.get('passcode')?.trim() ?? '', isKnown)
  const before = getCookie(c, names.session)
  if (before !== undefined) await closeSession(world, before)
  const secret = await openSession(world, customer)
  return [cookieOf(world, names.session, secret, sessionSeconds), cookieOf(world, names.visitor, '', 0)]
}

/** Ends a session; gives the cookies that make the browser forget it. */
export async function signedOut(world: World, { secret }: Session): Promise<string[]> {
  await closeSession(world, secret)
  return [cookieOf(world, names.session, '', 0)]
}

function cookieOf({ id, sandbox }: World, name: string, value: string, seconds: number): string {
  const secure = sandbox.baseUrl.startsWith('https:') ? '; Secure' : ''
  return `${name}=${value}; Path=/authorization/${id}/customer; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`
}
