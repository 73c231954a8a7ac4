import type { IncomingMessage, ServerResponse } from 'node:http'
import inject from 'light-my-request'
import type { Provider } from 'oidc-provider'
import type { ProviderResponse } from '#apps/authorization/http/bridge.ts'

/*
 * The provider would remember who signed in, and let that answer for a later request or, where
 * another customer signs in, ask about logging out. Here each request is signed in for by itself,
 * so its session cookie neither reaches it nor leaves it.
 */

const isSession = (cookie: string, provider: Provider): boolean => {
  const name = provider.cookieName('session')
  const [given] = cookie.trim().split('=', 1)
  return given === name || given === `${name}.sig`
}

/** A Cookie header without the provider's session. */
export const removeSessionCookie = (cookie: string, provider: Provider): string =>
  cookie
    .split(';')
    .filter((one) => !isSession(one, provider))
    .join(';')

/** An answer that sets no session of the provider's. */
export function removeSessionCookies(answer: ProviderResponse, provider: Provider): ProviderResponse {
  const set = answer.headers['set-cookie'] ?? []
  const kept = (typeof set === 'string' ? [set] : set).filter((one) => !isSession(one, provider))
  return { ...answer, headers: { ...answer.headers, 'set-cookie': kept.length > 0 ? kept : undefined } }
}

/** The cookies an answer sets, by name; those that it takes away have no value. */
export function readSetCookies({ headers }: ProviderResponse): Map<string, string> {
  const set = headers['set-cookie'] ?? []
  const cookies = new Map<string, string>()
  for (const one of Array.isArray(set) ? set : [set as string]) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(one) ?? []
    if (name !== undefined) cookies.set(name, value ?? '')
  }
  return cookies
}

/** The interaction that a browser's cookie names, if the provider itself signed that cookie. */
export async function readInteractionCookie(
  provider: Provider,
  cookie: string | undefined,
): Promise<string | undefined> {
  if (cookie === undefined) return undefined
  let uid: string | undefined
  // The provider's own reading of its cookie, so that its keys and its way of signing stay its
  // business.
  const read = (req: IncomingMessage, res: ServerResponse) => {
    const { cookies } = provider.createContext(req, res)
    uid = cookies.get(provider.cookieName('interaction'), { signed: true })
    res.end()
  }
  await inject(read as never, { method: 'GET', url: '/', headers: { cookie } })
  return uid
}
