import type * as oidc from 'openid-client'
import { AuthorizationServerError, ReauthorisationError } from './errors.ts'
import type { TokenSet, TokenStore } from './token-store.ts'

/** How long before its end a token is replaced: the time that a request may be on its way. */
const marginMilliseconds = 30_000

/** Builds the token set of an answer of the token endpoint. A bank may keep the refresh token. */
export function buildTokenSet(answer: oidc.TokenEndpointResponse, now: number, earlier?: TokenSet): TokenSet {
  const { access_token, expires_in, refresh_token = earlier?.refreshToken, scope = earlier?.scope } = answer
  return {
    accessToken: access_token,
    // RFC 6749, 5.1: a server that leaves `expires_in` out documents it. A minute is safe.
    expiresAt: now + (expires_in ?? 60) * 1_000,
    ...(refresh_token !== undefined && { refreshToken: refresh_token }),
    ...(scope !== undefined && { scope }),
  }
}

/** Tokens that refresh themselves. Calls at the same time share one request. */
export type TokenSource = {
  /** Returns a valid access token. Throws `ReauthorisationError`. */
  read(id: string): Promise<string>
  /** Returns another token than the stale one, or undefined if there is none. */
  renew(id: string, stale: string): Promise<string | undefined>
  /** Ends the tokens of an id with `end`, after a refresh that is on its way. */
  end(id: string, end: (tokens: TokenSet) => Promise<void>): Promise<void>
}

/**
 * Creates a source of tokens over a store. `request` gets new tokens for old ones; without old
 * ones if `canStart`, as for the partner's own tokens.
 */
export function createTokenSource({
  store,
  request,
  canStart,
  now,
}: {
  readonly store: TokenStore
  readonly request: (id: string, earlier: TokenSet | undefined) => Promise<TokenSet>
  readonly canStart: boolean
  readonly now: () => number
}): TokenSource {
  const flights = new Map<string, Promise<TokenSet>>()

  const refresh = (id: string, stale: string | undefined): Promise<TokenSet> => {
    const running = flights.get(id)
    if (running) return running
    const flight = replace(id, stale).finally(() => flights.delete(id))
    flights.set(id, flight)
    return flight
  }

  const replace = async (id: string, stale: string | undefined): Promise<TokenSet> => {
    const held = await store.read(id)
    // Another call, or another process with the same store, was faster.
    if (held && held.accessToken !== stale && held.expiresAt > now()) return held
    if (!held && !canStart)
      throw new ReauthorisationError(`consent ${id}: there are no tokens; the customer must authorise it`)
    try {
      const fresh = await request(id, held)
      await store.write(id, fresh)
      return fresh
    } catch (cause) {
      if (!(cause instanceof AuthorizationServerError && cause.error === 'invalid_grant')) throw cause
      await store.delete(id)
      const { status, interactionId, error } = cause
      throw new ReauthorisationError(`consent ${id}: its tokens have ended; the customer must authorise it again`, {
        ...{ status, error, interactionId, cause },
      })
    }
  }

  return {
    async read(id) {
      const held = await store.read(id)
      if (held && held.expiresAt - marginMilliseconds > now()) return held.accessToken
      return (await refresh(id, held?.accessToken)).accessToken
    },
    async renew(id, stale) {
      try {
        return (await refresh(id, stale)).accessToken
      } catch (error) {
        // The caller sees the rejection of its own request, which says more.
        if (error instanceof AuthorizationServerError || error instanceof ReauthorisationError) return undefined
        throw error
      }
    },
    async end(id, end) {
      await Promise.allSettled([flights.get(id)])
      const held = await store.read(id)
      if (!held) return
      await end(held)
      await store.delete(id)
    },
  }
}
