import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { parseToken } from '#bank/consents/token.ts'
import { createFormToken } from '#edge/form.ts'
import type { Host } from '#edge/host.ts'
import { basePathOf } from '#edge/origin.ts'

/**
 * What a browser is signed in with. It stands in a cookie that only this host reads, so the console
 * stores no session. A browser without a key has a session too: its forms need a token.
 */
export type Session = {
  /** A random text that only this browser and its pages know of. Form tokens come from it. */
  readonly secret: string
  /** The control keys of this browser, that of the world opened last first. */
  readonly keys: readonly string[]
  /** The organiser key, which lists all worlds and creates some. */
  readonly organiser?: string | undefined
}

/** The paths of the console's pages: its cookies go to no other surface, nor into its log. */
const places = ['/console', '/customers', '/scenarios']

/** The most control keys of a browser: a cookie has at most 4 KB. The oldest key goes first. */
export const mostKeys = 30

/** How long a browser stays signed in after its last change of keys, in seconds of real time. */
const livesForS = 30 * 24 * 3_600

/** Cookies are shared by all ports of a host name: sandboxes beside each other need two names. */
const nameOf = ({ sandbox: { followedPort } }: Host): string =>
  `sandbank_console${followedPort === undefined ? '' : `_${followedPort}`}`

/** Reads the session of a browser; undefined if it has none, or one that is malformed. */
export function readSession(c: Context, host: Host): Session | undefined {
  const [secret = '', organiser = '', ...keys] = getCookie(c, nameOf(host))?.split(' ') ?? []
  if (!/^[a-z0-9]{32}$/.test(secret)) return undefined
  return {
    secret,
    keys: keys.filter((key) => parseToken(key)?.kind === 'ctl'),
    ...(organiser !== '-' && { organiser: Buffer.from(organiser, 'base64url').toString() }),
  }
}

/** Starts a session without a key. */
export const newSession = ({ sandbox }: Host): Session => ({ secret: sandbox.randomText(32), keys: [] })

/** Sets the cookie of a session. */
export function writeSession(c: Context, host: Host, { secret, organiser, keys }: Session): void {
  const kept = organiser === undefined ? '-' : Buffer.from(organiser).toString('base64url')
  const value = [secret, kept, ...keys.slice(0, mostKeys)].join(' ')
  for (const place of places) setOwnCookie(c, host, { name: nameOf(host), value, place, maxAge: livesForS })
}

/** Removes the cookie of a session: the browser has no key from then on. */
export function endSession(c: Context, host: Host): void {
  for (const place of places) setOwnCookie(c, host, { name: nameOf(host), value: '', place, maxAge: 0 })
}

/** Returns a session without the key of a world. */
export const withoutKey = (session: Session, worldId: string): Session => ({
  ...session,
  keys: session.keys.filter((key) => parseToken(key)?.worldId !== worldId),
})

/** Returns a session after a world was opened with its control key. */
export const withKey = (session: Session, key: string): Session => ({
  ...session,
  keys: [key, ...session.keys.filter((one) => one !== key)],
})

/** Returns the anti-forgery token of every form of a session. */
export const formTokenOf = ({ secret }: Session): string => createFormToken(secret, 'console')

/** What the next page says once: what a form has done. */
export function writeSaid(c: Context, host: Host, to: string, said: string): void {
  const root = basePathOf(host.sandbox)
  const place = places.find((one) => to.startsWith(root + one)) ?? '/console'
  setOwnCookie(c, host, { name: `${nameOf(host)}_said`, value: said.slice(0, 1_000), place, maxAge: 60 })
}

/** Reads what a page says once, and forgets it. */
export function takeSaid(c: Context, host: Host): string | undefined {
  const name = `${nameOf(host)}_said`
  const said = getCookie(c, name)
  const place = places.find((one) => c.req.path.startsWith(one))
  if (said !== undefined && place) setOwnCookie(c, host, { name, value: '', place, maxAge: 0 })
  return said === '' ? undefined : said
}

type OwnCookie = { readonly name: string; readonly value: string; readonly place: string; readonly maxAge: number }

/** Sets a cookie that no script reads and no other site's page sends. */
function setOwnCookie(c: Context, { sandbox }: Host, { name, value, place, maxAge }: OwnCookie): void {
  setCookie(c, name, value, {
    path: basePathOf(sandbox) + place,
    httpOnly: true,
    sameSite: 'Strict',
    secure: !sandbox.isLocal || c.req.url.startsWith('https:'),
    maxAge,
  })
}
