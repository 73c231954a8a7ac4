import * as oidc from 'openid-client'
import { createCaller } from '../call.ts'
import type { Fetch } from '../connection.ts'
import { readRealTime } from '../real-time.ts'
import { parseCallback } from './callback.ts'
import { CallbackError, nameFailures, ReauthorisationError } from './errors.ts'
import type { Partner, Scope } from './partner.ts'
import { createProver, protectFetch } from './protected-fetch.ts'
import { discoverServer, showCertificate } from './server.ts'
import { memoryTokenStore, type TokenStore } from './token-store.ts'
import { buildTokenSet, createTokenSource } from './tokens.ts'

export type PartnerOptions = {
  /** Where the customers' tokens are kept. Default: in memory. */
  readonly store?: TokenStore | undefined
  /** Over https it must present the client certificate: `createCertificateFetch` makes it. */
  readonly fetch?: Fetch | undefined
  /**
   * The keys that bind tokens. Default: new ones for each process, which then refreshes stored
   * tokens. Processes that share a store must share the keys.
   */
  readonly dpopKeys?: CryptoKeyPair | undefined
  /** Returns real time in epoch milliseconds. */
  readonly now?: (() => number) | undefined
}

/** What a partner wants to read. */
export type AccountAccess = {
  /** Permissions of the standard, such as `ReadAccountsDetail`. */
  readonly permissions: readonly string[]
  readonly expiresAt?: Date | string
  readonly transactionsFrom?: Date | string
  readonly transactionsTo?: Date | string
}

/** What the customer is asked to authorise. */
export type AuthorizationRequest = {
  readonly consentId: string
  /** Default: `accounts`. */
  readonly scope?: Scope
  /** Default: the first of the partner. */
  readonly redirectUri?: string
}

/**
 * An authorization that the customer has not answered yet, as JSON. It holds secrets. Keep it in
 * the session of the customer's browser and nowhere else: that ties the answer to the customer.
 */
export type PendingAuthorization = {
  readonly consentId: string
  readonly redirectUri: string
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: string
}

/**
 * What `openBanking` needs to call the bank. `token` returns the customer's token, or the partner's
 * own if `use` is `client`.
 */
export type PartnerConnection = {
  readonly baseUrl: string
  readonly token: (use?: 'client' | 'customer') => Promise<string>
  readonly fetch: Fetch
}

export type PartnerClient = Awaited<ReturnType<typeof connectPartner>>

/**
 * Connects a registered partner to its authorization server, with either profile: FAPI 2.0 (pushed
 * requests, PKCE, DPoP) or FAPI 1 Advanced (request objects, `code id_token`). Throws
 * `AuthorizationServerUnreachableError`.
 *
 * @example
 * ```ts
 * import { openBanking } from '@sandbank/sdk'
 * import { connectPartner, registerPartner } from '@sandbank/sdk/oauth'
 *
 * const world = { controlKey: 'ctl_default_hackathon' }
 * const partner = await connectPartner(await registerPartner(world, { robot: 'approve' }))
 * const consentId = await partner.createAccountConsent({ permissions: ['ReadAccountsDetail'] })
 * const { url, pending } = await partner.authorize({ consentId })
 *
 * // Redirect the customer to `url`, and take the URL to which the bank sends the customer back.
 * const back = (await fetch(url, { redirect: 'manual' })).headers.get('location')
 * await partner.finish(back!, pending)
 *
 * console.log(await openBanking(partner.connection(consentId)).accounts().toArray())
 * await partner.revoke(consentId)
 * ```
 */
export async function connectPartner(
  partner: Partner,
  { store = memoryTokenStore(), fetch: given = globalThis.fetch, dpopKeys, now = readRealTime }: PartnerOptions = {},
) {
  const fetch = showCertificate(partner, given)
  const server = await discoverServer(partner, fetch, dpopKeys)
  const { config, key, redirectUris, dpop } = server
  const prove = server.dpopKeys && createProver(server.dpopKeys)
  const isUk = partner.profile === 'obuk-fapi1-advanced'

  const customers = createTokenSource({
    store,
    now,
    canStart: false,
    async request(consentId, earlier) {
      if (earlier?.refreshToken === undefined)
        throw new ReauthorisationError(`consent ${consentId}: its token has expired and the bank gave no refresh token`)
      const answer = oidc.refreshTokenGrant(config, earlier.refreshToken, undefined, dpop)
      return buildTokenSet(await nameFailures('refresh of the tokens', answer), now(), earlier)
    },
  })
  const own = createTokenSource({
    store: memoryTokenStore(),
    now,
    canStart: true,
    // The id of an own token is its scope.
    async request(scope) {
      const answer = oidc.clientCredentialsGrant(config, { scope }, dpop)
      return buildTokenSet(await nameFailures("request of the partner's own token", answer), now())
    },
  })
  const connectOwn = (scope: Scope): PartnerConnection => ({
    baseUrl: partner.openBanking,
    token: () => own.read(scope),
    fetch: protectFetch(fetch, { prove, renew: (stale) => own.renew(scope, stale) }),
  })
  const connectCustomer = (consentId: string, scope: Scope): PartnerConnection => {
    let ownToken: string | undefined
    return {
      baseUrl: partner.openBanking,
      async token(use = 'customer') {
        if (use === 'customer') return customers.read(consentId)
        ownToken = await own.read(scope)
        return ownToken
      },
      fetch: protectFetch(fetch, {
        prove,
        renew: (stale) => (stale === ownToken ? own.renew(scope, stale) : customers.renew(consentId, stale)),
      }),
    }
  }

  return {
    partner,

    /** Creates an account access consent and returns its id. Throws `ApiError`. */
    async createAccountConsent({ permissions, expiresAt, transactionsFrom, transactionsTo }: AccountAccess) {
      const { call } = createCaller(connectOwn('accounts'))
      const Data = {
        Permissions: permissions,
        ...(expiresAt !== undefined && { ExpirationDateTime: formatInstant(expiresAt) }),
        ...(transactionsFrom !== undefined && { TransactionFromDateTime: formatInstant(transactionsFrom) }),
        ...(transactionsTo !== undefined && { TransactionToDateTime: formatInstant(transactionsTo) }),
      }
      const url = `${partner.openBanking}/aisp/account-access-consents`
      const created = await call<{ Data: { ConsentId: string } }>('POST', url, { Data, Risk: {} })
      return created.Data.ConsentId
    },

    /**
     * Returns the URL to which the customer's browser goes, and what `finish` needs later. A pushed
     * request is valid for a short time: redirect at once.
     */
    async authorize({ consentId, scope = 'accounts', redirectUri = partner.redirectUris[0] }: AuthorizationRequest) {
      if (redirectUri === undefined) throw new Error('redirectUri: must be one of the partner (got none)')
      const pending: PendingAuthorization = {
        ...{ consentId, redirectUri, state: oidc.randomState(), nonce: oidc.randomNonce() },
        codeVerifier: oidc.randomPKCECodeVerifier(),
      }
      const intent = { openbanking_intent_id: { value: consentId, essential: true } }
      const parameters = {
        redirect_uri: redirectUri,
        scope: `openid ${scope}`,
        state: pending.state,
        nonce: pending.nonce,
        claims: JSON.stringify({ id_token: intent, userinfo: intent }),
      }
      const step = `authorization of ${consentId}`
      if (isUk) {
        if (!key)
          throw new Error('partner.privateJwks: must hold the private key that signs request objects (got none)')
        const url = oidc.buildAuthorizationUrlWithJAR(config, { ...parameters, response_type: 'code id_token' }, key)
        return { url: (await nameFailures(step, url)).href, pending }
      }
      const challenge = {
        code_challenge: await oidc.calculatePKCECodeChallenge(pending.codeVerifier),
        code_challenge_method: 'S256',
      }
      const url = oidc.buildAuthorizationUrlWithPAR(config, { ...parameters, ...challenge }, dpop)
      return { url: (await nameFailures(step, url)).href, pending }
    },

    /**
     * Exchanges the code of a callback for tokens and stores them. `callback` is the URL to which
     * the bank sent the customer, or the request that came there: a GET, or a POST of the form that
     * `callbackPage` sends. Throws `AccessDeniedError` or `CallbackError`, and stores nothing then.
     */
    async finish(callback: string | URL | Request, pending: PendingAuthorization): Promise<{ consentId: string }> {
      const { consentId, redirectUri, state, nonce, codeVerifier } = pending
      const step = `callback for ${consentId}`
      const parameters = await parseCallback(callback, redirectUri)
      if (parameters.size === 0) throw new CallbackError(`${step}: must have the parameters of the bank (got none)`)
      // A proxy may change the URL of a request. The bank compares the one that it was sent.
      const url = new URL(redirectUri)
      for (const [name, value] of url.searchParams) if (!parameters.has(name)) parameters.set(name, value)
      url[isUk ? 'hash' : 'search'] = parameters.toString()
      const checks = {
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
        ...(!isUk && { pkceCodeVerifier: codeVerifier }),
      }
      const code = parameters.get('code') ?? ''
      redirectUris.set(code, redirectUri)
      const granted = oidc.authorizationCodeGrant(config, url, checks, undefined, dpop)
      const answer = await nameFailures(step, granted).finally(() => redirectUris.delete(code))
      const intent = answer.claims()?.openbanking_intent_id
      if (intent !== consentId)
        throw new CallbackError(`${step}: must be for this consent (got ${JSON.stringify(intent)})`)
      await store.write(consentId, buildTokenSet(answer, now()))
      return { consentId }
    },

    /**
     * Returns what `openBanking` needs for an authorised consent: the base URL, a token that
     * refreshes itself, and a fetch that binds each request to it. `scope` is that of the
     * partner's own token; `accounts` if absent.
     */
    connection: (consentId: string, scope: Scope = 'accounts') => connectCustomer(consentId, scope),

    /**
     * Returns the access token of a consent alone. It refreshes itself, for an `openBanking` whose
     * `fetch` presents a certificate. Tokens that DPoP binds need `connection`.
     */
    token: (consentId: string) => () => customers.read(consentId),

    /** Returns what `openBanking` needs to act as the partner itself, without a customer. */
    ownConnection: connectOwn,

    /** Returns the tokens of a consent to the bank, and deletes them. The consent stays. */
    revoke: (consentId: string): Promise<void> =>
      customers.end(consentId, async ({ refreshToken, accessToken }) => {
        await nameFailures('revocation of the tokens', oidc.tokenRevocation(config, refreshToken ?? accessToken))
      }),
  }
}

const formatInstant = (instant: Date | string): string =>
  typeof instant === 'string' ? instant : instant.toISOString()
