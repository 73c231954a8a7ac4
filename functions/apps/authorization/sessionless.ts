import type { Provider } from 'oidc-provider'
import type { ProviderError } from './pages/trouble.ts'
import type { Answer } from './through.ts'

/*
 * The provider would remember who signed in, and let that answer for a later request or, where another customer signs in, ask
 * about logging out. Here each request is signed in for by itself, so its session cookie neither reaches it nor leaves it.
 */

const isSession = (cookie: string, provider: Provider): boolean => {
  const name = provider.cookieName('session')
  const [given] = cookie.trim().split('=', 1)
  return given === name || given === `${name}.sig`
}

/** A Cookie header without the provider's session. */
export const withoutSession = (cookie: string, provider: Provider): string =>
  cookie
    .split(';')
    .filter((one) => !isSession(one, provider))
    .join(';')

/** An answer that sets no session of the provider's. */
export function sessionless(answer: Answer, provider: Provider): Answer {
  const set = answer.headers['set-cookie'] ?? []
  const kept = (typeof set === 'string' ? [set] : set).filter((one) => !isSession(one, provider))
  return { ...answer, headers: { ...answer.headers, 'set-cookie': kept.length > 0 ? kept : undefined } }
}

/** What the provider says has gone wrong, where it says so in JSON. */
export function errorIn({ headers, body }: Answer): ProviderError | undefined {
  if (body.length === 0 || !String(headers['content-type'] ?? '').includes('json')) return undefined
  const said: unknown = JSON.parse(Buffer.from(body).toString('utf8'))
  const { error, error_description, state } = said as Record<string, unknown>
  if (typeof error !== 'string') return undefined
  return {
    error,
    ...(typeof error_description === 'string' && { error_description }),
    ...(typeof state === 'string' && { state }),
  }
}
