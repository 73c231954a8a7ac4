import type { IncomingMessage, ServerResponse } from 'node:http'
import inject from 'light-my-request'
import type { Provider } from 'oidc-provider'
import type { ProviderResponse } from '#apps/authorization/http/bridge.ts'

/*
 * The provider would reuse a sign-in for later requests, and ask about logging out when another
 * customer signs in. Here the customer signs in for each request, so the provider neither receives
 * nor sets its session cookie.
 */

const isSession = (cookie: string, provider: Provider): boolean => {
  const name = provider.cookieName('session')
  const [given] = cookie.trim().split('=', 1)
  return given === name || given === `${name}.sig`
}

/** Removes the provider's session from a Cookie header. */
export const removeSessionCookie = (cookie: string, provider: Provider): string =>
  cookie
    .split(';')
    .filter((one) => !isSession(one, provider))
    .join(';')

/** Removes the provider's session from the cookies that a response sets. */
export function removeSessionCookies(answer: ProviderResponse, provider: Provider): ProviderResponse {
  const set = answer.headers['set-cookie'] ?? []
  const kept = (typeof set === 'string' ? [set] : set).filter((one) => !isSession(one, provider))
  return { ...answer, headers: { ...answer.headers, 'set-cookie': kept.length > 0 ? kept : undefined } }
}

/** Reads the cookies that a response sets, by name. A deleted cookie has an empty value. */
export function readSetCookies({ headers }: ProviderResponse): Map<string, string> {
  const set = headers['set-cookie'] ?? []
  const cookies = new Map<string, string>()
  for (const one of Array.isArray(set) ? set : [set as string]) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(one) ?? []
    if (name !== undefined) cookies.set(name, value ?? '')
  }
  return cookies
}

/** Reads the interaction's uid from a browser's cookie, if the provider signed that cookie. */
export async function readInteractionCookie(
  provider: Provider,
  cookie: string | undefined,
): Promise<string | undefined> {
  if (cookie === undefined) return undefined
  let uid: string | undefined
  // The provider reads its own cookie, so its keys and signature format stay its concern.
  const read = (req: IncomingMessage, res: ServerResponse) => {
    const { cookies } = provider.createContext(req, res)
    uid = cookies.get(provider.cookieName('interaction'), { signed: true })
    res.end()
  }
  await inject(read as never, { method: 'GET', url: '/', headers: { cookie } })
  return uid
}
