import { exportJWK, generateKeyPair } from 'jose'
import * as oidc from 'openid-client'
import type { NewWorld } from '#actions/worlds.ts'
import type { PartnerRecord } from '#bank/partner.ts'
import { partners } from '#store/kinds.ts'
import { sqliteStore } from '#store/sqlite.ts'
import { aisp, type Json, namesOfItsOwn, type TestSandbox, testSandbox } from '#test/sandbox.ts'

/** What a partner asks for in these tests, unless a test says otherwise. */
export const usual = [
  'ReadAccountsDetail',
  'ReadBalances',
  'ReadTransactionsDetail',
  'ReadTransactionsCredits',
  'ReadTransactionsDebits',
]

export type Asked = {
  readonly url: string
  readonly consent: string
  /** The partner takes its consent back. */
  remove(): Promise<void>
  finish(callback: string): Promise<Tokens>
}
export type Tokens = {
  /** Sends a body to a path of the whole API. */
  post(path: string, body: object): Promise<{ status: number; body: Json }>
  read(path: string): Promise<{ status: number; body: Json }>
  /** A new access token, for when the world's clock has gone on. */
  refresh(): Promise<void>
}
export type Bank = TestSandbox & {
  readonly world: NewWorld
  /** The path of the world's authorization server. */
  readonly base: string
  /** Puts the real clock forward, in seconds. */
  wait(seconds: number): void
  /** Lodges a consent and gives the URL that a customer is sent to. */
  ask(terms?: object, more?: Record<string, string>): Promise<Asked>
  /** Lodges what is no account access, by the path of the whole API, and gives the URL that a customer is sent to. */
  askTo(path: string, body: object): Promise<Asked>
  /** Sends a customer again for a consent that there is. */
  askFor(consent: string, more?: Record<string, string>): Promise<Asked>
}

/** A world with one FAPI 2.0 partner, whose side an independent client library plays. Real time goes on, as the provider's does. */
export async function openBank({
  baseUrl = 'http://sandbank.test',
  redirectUri = 'http://localhost:3999/back',
  request = {},
  partner = {},
}: {
  baseUrl?: string
  redirectUri?: string
  request?: object
  partner?: Partial<PartnerRecord>
} = {}): Promise<Bank> {
  let waited = 0
  const real = () => Date.now() + waited * 1000
  const sandbox = await testSandbox({ baseUrl, real, randomText: namesOfItsOwn(), store: sqliteStore({ now: real }) })
  const world = await sandbox.createWorld(request)
  const pair = await generateKeyPair('PS256', { extractable: true })
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'PS256', use: 'sig' }
  const record: PartnerRecord = {
    id: 'ptn_budget',
    name: 'Budget Buddy',
    profile: 'fapi2',
    redirectUris: [redirectUri],
    scopes: ['accounts', 'payments', 'fundsconfirmations'],
    jwks: { keys: [jwk as { kty: string }] },
    authentication: 'private_key_jwt',
    binding: 'dpop',
    createdAt: new Date(real()).toISOString(),
    ...partner,
  }
  await sandbox.store.commit([{ put: partners.key(world.id, record.id), expect: 'absent', value: record }])

  const base = `/authorization/${world.id}`
  const inProcess = (url: string, init: object) => sandbox.fetch(new Request(url, init)) as Promise<Response>
  const config = await oidc.discovery(
    new URL(baseUrl + base),
    record.id,
    {},
    oidc.PrivateKeyJwt({ key: pair.privateKey, kid: 'k1' }),
    { execute: [oidc.allowInsecureRequests], [oidc.customFetch]: inProcess },
  )
  const DPoP = oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair('ES256'))

  let sent = 0
  const sending = () => new Headers({ 'content-type': 'application/json', 'x-idempotency-key': `key ${++sent}` })

  const askFor: Bank['askFor'] = async (consent, more = {}) => {
    const pkceCodeVerifier = oidc.randomPKCECodeVerifier()
    const url = await oidc.buildAuthorizationUrlWithPAR(
      config,
      {
        redirect_uri: redirectUri,
        scope: 'openid accounts',
        code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: 'S256',
        state: 's1',
        nonce: 'n1',
        claims: JSON.stringify({ id_token: { openbanking_intent_id: { value: consent, essential: true } } }),
        ...more,
      },
      { DPoP },
    )
    return {
      url: url.href,
      consent,
      async remove() {
        const { access_token: token } = await oidc.clientCredentialsGrant(config, { scope: 'accounts' }, { DPoP })
        const where = new URL(`${baseUrl}${aisp}/account-access-consents/${consent}`)
        const response = await oidc.fetchProtectedResource(config, token, where, 'DELETE', undefined, undefined, {
          DPoP,
        })
        if (response.status !== 204) throw new Error(`the consent was not deleted: ${response.status}`)
      },
      async finish(callback) {
        const checks = { pkceCodeVerifier, expectedState: 's1', expectedNonce: 'n1', idTokenExpected: true }
        let tokens: oidc.TokenEndpointResponse = await oidc.authorizationCodeGrant(
          config,
          new URL(callback),
          checks,
          undefined,
          { DPoP },
        )
        return {
          async refresh() {
            tokens = {
              ...tokens,
              ...(await oidc.refreshTokenGrant(config, tokens.refresh_token ?? '', undefined, { DPoP })),
            }
          },
          async post(path, body) {
            const [where, text] = [new URL(baseUrl + path), JSON.stringify(body)]
            const sent = oidc.fetchProtectedResource(config, tokens.access_token, where, 'POST', text, sending(), {
              DPoP,
            })
            const response = await sent
            return { status: response.status, body: await response.json() }
          },
          async read(path) {
            const resource = new URL(`${baseUrl}${aisp}${path}`)
            const get = () =>
              oidc.fetchProtectedResource(config, tokens.access_token, resource, 'GET', undefined, undefined, { DPoP })
            const response = await get().catch((error) => {
              if (error instanceof oidc.WWWAuthenticateChallengeError) return error.response
              throw error
            })
            return { status: response.status, body: await response.json() }
          },
        }
      },
    }
  }

  return {
    ...sandbox,
    world,
    base,
    wait: (seconds) => {
      waited += seconds
    },
    askFor,
    async askTo(path, body) {
      const scope = path.includes('/cbpii/') ? 'fundsconfirmations' : 'payments'
      const { access_token: token } = await oidc.clientCredentialsGrant(config, { scope }, { DPoP })
      const [where, text] = [new URL(baseUrl + path), JSON.stringify(body)]
      const made = await oidc.fetchProtectedResource(config, token, where, 'POST', text, sending(), { DPoP })
      const said = (await made.json()) as Json
      if (made.status !== 201) throw new Error(`the consent was refused: ${JSON.stringify(said)}`)
      return askFor(said.Data.ConsentId, { scope: `openid ${scope}` })
    },
    async ask(terms = {}, more = {}) {
      const { access_token: token } = await oidc.clientCredentialsGrant(config, { scope: 'accounts' }, { DPoP })
      const made = await oidc.fetchProtectedResource(
        config,
        token,
        new URL(`${baseUrl}${aisp}/account-access-consents`),
        'POST',
        JSON.stringify({ Data: { Permissions: usual, ...terms }, Risk: {} }),
        new Headers({ 'content-type': 'application/json' }),
        { DPoP },
      )
      const { Data } = (await made.json()) as Json
      return askFor(Data.ConsentId, more)
    },
  }
}
