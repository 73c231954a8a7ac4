import { X509Certificate } from 'node:crypto'
import { exportJWK, generateKeyPair, importJWK, type JWTPayload, SignJWT } from 'jose'
import * as oidc from 'openid-client'
import { vi } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import type { PartnerRecord } from '#bank/partners/partner.ts'
import { partners, worlds } from '#store/records.ts'
import { sqliteStore } from '#store/sqlite.ts'
import { aisp, type Json, type TestSandbox, testNow, testSandbox, uniqueNames } from './sandbox.ts'

/**
 * Partners of either profile for tests. They call the bank through openid-client, a certified
 * library that is independent of ours. Real time is vitest's fake one, in the product and in the
 * library, so no test sleeps.
 */
export type Bank = TestSandbox & { readonly world: NewWorld }

/**
 * Stops real time at an instant; `passSeconds` advances it. Only Date is replaced, timers still
 * run.
 */
export function stopClock(at: string | number = testNow): void {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(at) })
}
export const passSeconds = (seconds: number): void => void vi.setSystemTime(Date.now() + seconds * 1000)

/** Opens a sandbox with one world, whose clock is paused. Its real time is Date's. */
export async function openBank(world: object = {}): Promise<Bank> {
  const real = () => Date.now()
  const sandbox = await testSandbox({ real, randomText: uniqueNames(), store: sqliteStore({ now: real }) })
  return { ...sandbox, world: await sandbox.createWorld(world) }
}

/** Opens a sandbox and stops real time until the tests of the file have ended. */
export function openBankWithStoppedClock(world?: object): Promise<Bank> {
  stopClock()
  return openBank(world)
}

/** Creates another world in the same sandbox. */
export const openAnotherWorld = async (bank: Bank): Promise<Bank> => ({ ...bank, world: await bank.createWorld() })

export type Partner = {
  readonly bank: Bank
  readonly id: string
  readonly issuer: string
  /** The origin of its calls: another than the sandbox's own if it presents a certificate there. */
  readonly door: string
  readonly isUk: boolean
  readonly redirectUri: string
  /** The key that signs its assertions and request objects. */
  readonly key: CryptoKey
  readonly kid: string
  readonly alg: 'PS256' | 'ES256'
  readonly dpopKeys: CryptoKeyPair
  readonly config: oidc.Configuration
  /** How openid-client authenticates the partner. */
  readonly authentication: oidc.ClientAuth
  /** The options of every call: a DPoP handle, or nothing if its tokens are bound otherwise. */
  readonly with: { DPoP?: oidc.DPoPHandle }
  /** The partner's fetch, which presents its certificate if it has one. */
  readonly fetch: (url: string | URL, init?: RequestInit) => Promise<Response>
}

/** Generates keys for a partner: PS256 for the UK profile, ES256 for FAPI 2.0. */
export const newKeys = (alg: 'PS256' | 'ES256') => generateKeyPair(alg, { extractable: true }) as Promise<CryptoKeyPair>

let joined = 0

/**
 * Registers a partner and connects it. `certificate` (DER in base64) is presented with every call;
 * `keys` fit its profile.
 */
export async function join(
  bank: Bank,
  { certificate, keys, ...more }: Partial<PartnerRecord> & { certificate?: string; keys?: CryptoKeyPair } = {},
): Promise<Partner> {
  const profile = more.profile ?? 'fapi2'
  const isUk = profile === 'obuk-fapi1-advanced'
  const alg = isUk ? 'PS256' : 'ES256'
  const pair = keys ?? (await newKeys(alg))
  const id = `app_${++joined}`
  const kid = `kid_${joined}`
  const record: PartnerRecord = {
    id,
    name: `App ${joined}`,
    profile,
    redirectUris: [`http://localhost:3000/${id}`],
    scopes: ['accounts'],
    jwks: { keys: [{ ...(await exportJWK(pair.publicKey)), kty: isUk ? 'RSA' : 'EC', kid, alg, use: 'sig' }] },
    authentication: 'private_key_jwt',
    binding: isUk ? 'none' : 'dpop',
    createdAt: testNow,
    ...more,
  }
  await bank.store.commit([{ put: partners.key(bank.world.id, record.id), expect: 'absent', value: record }])
  return connectPartner(bank, record, { key: pair.privateKey, kid, certificate })
}

/**
 * Connects a partner that `POST /control/partners` created, with the keys and the certificate that
 * it returned.
 */
export async function joinCreated(bank: Bank, request: object = {}): Promise<Partner> {
  const { status, body: made } = await bank.send('POST', '/control/partners', request, bank.world.controlKey)
  if (status !== 201) throw new Error(`the partner was refused: ${JSON.stringify(made)}`)
  const [jwk] = made.privateJwks.keys
  const key = (await importJWK(jwk, jwk.alg)) as CryptoKey
  const certificate = new X509Certificate(made.transport.certificate).raw.toString('base64')
  return connectPartner(bank, { ...made, id: made.clientId }, { key, kid: jwk.kid, certificate })
}

type Held = { readonly key: CryptoKey; readonly kid: string; readonly certificate?: string | undefined }

type Registered = Pick<PartnerRecord, 'id' | 'profile' | 'authentication' | 'binding' | 'redirectUris'>

/** Connects a registered partner: it discovers the bank and holds its keys. */
export async function connectPartner(
  bank: Bank,
  record: Registered,
  { key, kid, certificate }: Held,
): Promise<Partner> {
  const isUk = record.profile === 'obuk-fapi1-advanced'
  const { baseUrl, mtlsUrl = baseUrl } = bank.sandbox
  const issuer = `${baseUrl}/authorization/${bank.world.id}`
  const door = record.binding === 'mtls' || record.authentication === 'tls_client_auth' ? mtlsUrl : baseUrl
  const fetch: Partner['fetch'] = async (url, init) => {
    const headers = new Headers(init?.headers)
    if (certificate !== undefined) headers.set('client-cert', `:${certificate}:`)
    return bank.fetch(new Request(url, { ...init, headers, redirect: 'manual' }))
  }
  const isTls = record.authentication === 'tls_client_auth'
  const authentication = isTls
    ? oidc.TlsClientAuth()
    : oidc.PrivateKeyJwt(
        { key, kid },
        // The UK profile expects the token endpoint as audience, FAPI 2.0 the issuer alone.
        isUk
          ? { [oidc.modifyAssertion]: (_header, payload) => void Object.assign(payload, { aud: `${issuer}/token` }) }
          : {},
      )
  const config = await oidc.discovery(new URL(issuer), record.id, metadataOf(door !== baseUrl), authentication, {
    execute: [oidc.allowInsecureRequests, ...(isUk ? [oidc.useCodeIdTokenResponseType] : [])],
    [oidc.customFetch]: (url, init) => fetch(url, init as RequestInit),
  })
  if (isUk) oidc.enableDetachedSignatureResponseChecks(config)
  const dpopKeys = await oidc.randomDPoPKeyPair('ES256')
  return {
    bank,
    id: record.id,
    issuer,
    door,
    isUk,
    redirectUri: record.redirectUris[0] as string,
    key,
    kid,
    alg: isUk ? 'PS256' : 'ES256',
    dpopKeys,
    config,
    authentication,
    with: record.binding === 'dpop' ? { DPoP: oidc.getDPoPHandle(config, dpopKeys) } : {},
    fetch,
  }
}

/** Returns the same partner on a connection with another certificate (DER in base64), or none. */
export const withCertificate = (one: Partner, certificate: string | undefined): Partner => ({
  ...one,
  fetch: async (url, init) => {
    const headers = new Headers(init?.headers)
    if (certificate !== undefined) headers.set('client-cert', `:${certificate}:`)
    return one.bank.fetch(new Request(url, { ...init, headers, redirect: 'manual' }))
  },
})

/** Deletes a partner, as the owner of its world does. */
export async function remove({ bank: { send, world }, id }: Partner): Promise<void> {
  const { status } = await send('DELETE', `/control/partners/${id}`, undefined, world.controlKey)
  if (status !== 204) throw new Error(`${id} was not taken away`)
}

const metadataOf = (hasDoor: boolean): Partial<oidc.ClientMetadata> => ({
  id_token_signed_response_alg: 'PS256',
  use_mtls_endpoint_aliases: hasDoor,
})

/** Requests a client-credentials token. */
export const clientToken = ({ config, with: options }: Partner, scope = 'accounts') =>
  oidc.clientCredentialsGrant(config, { scope }, options)

/**
 * Calls the Read/Write API as a correct client does, with a new proof if the token is bound to a
 * key.
 */
export async function call(
  partner: Partner,
  token: string,
  path: string,
  { method = 'GET', body, more = {} }: { method?: string; body?: unknown; more?: Record<string, string> } = {},
): Promise<{ status: number; body: Json; headers: Headers }> {
  const headers = new Headers({ ...(body !== undefined && { 'content-type': 'application/json' }), ...more })
  const url = new URL(partner.door + (path.startsWith('/') ? path : `${aisp}/${path}`))
  const isBound = partner.with.DPoP !== undefined
  headers.set('authorization', `${isBound ? 'DPoP' : 'Bearer'} ${token}`)
  if (isBound) headers.set('dpop', await proofFor(partner, token, method, url.href))
  const response = await partner.fetch(url, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
}

/**
 * Creates a DPoP proof, valid or invalid: `payload` and `header` override its members, and
 * undefined removes one.
 */
export async function proofFor(
  { dpopKeys }: Pick<Partner, 'dpopKeys'>,
  token: string | undefined,
  htm: string,
  url: string,
  { payload = {}, header = {}, key }: { payload?: object; header?: object; key?: CryptoKey } = {},
): Promise<string> {
  const jwk = await exportJWK(dpopKeys.publicKey)
  const { origin, pathname } = new URL(url)
  const digest = token && (await crypto.subtle.digest('SHA-256', Buffer.from(token)))
  const ath = digest && Buffer.from(digest).toString('base64url')
  const whole = { htm, htu: origin + pathname, iat: seconds(), jti: crypto.randomUUID(), ath, ...payload }
  return new SignJWT(withoutUndefined(whole))
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk, ...header } as never)
    .sign(key ?? dpopKeys.privateKey)
}

/** Returns real time in epoch seconds. */
export const seconds = (): number => Math.floor(Date.now() / 1000)

/** Removes the members that are undefined. */
const withoutUndefined = (members: object) => JSON.parse(JSON.stringify(members)) as JWTPayload

/** Creates a client assertion, valid or invalid. */
export function assertionOf(
  partner: Partner,
  {
    payload = {},
    header = {},
    key = partner.key,
  }: { payload?: object; header?: object; key?: CryptoKey | Uint8Array } = {},
): Promise<string> {
  const { id, issuer, kid, alg } = partner
  const whole = { iss: id, sub: id, aud: issuer, iat: seconds(), exp: seconds() + 60, jti: crypto.randomUUID() }
  return new SignJWT(withoutUndefined({ ...whole, ...payload })).setProtectedHeader({ alg, kid, ...header }).sign(key)
}

/** Creates a request object, valid or invalid. */
export function requestObjectOf(
  partner: Partner,
  parameters: object,
  { payload = {}, header = {}, key = partner.key }: { payload?: object; header?: object; key?: CryptoKey } = {},
): Promise<string> {
  const { id, issuer, kid, alg } = partner
  const whole = { iss: id, aud: issuer, iat: seconds(), nbf: seconds(), exp: seconds() + 300, client_id: id }
  return new SignJWT(withoutUndefined({ ...whole, ...parameters, ...payload }))
    .setProtectedHeader({ alg, kid, ...header })
    .sign(key)
}

/**
 * Posts a form to an endpoint of the authorization server. Only the client's authentication is
 * added.
 */
export async function post(
  partner: Partner,
  endpoint: 'token' | 'par' | 'introspect' | 'revoke',
  form: Record<string, string>,
  { assertion, dpop, headers = {} }: { assertion?: string | null; dpop?: string | null; headers?: object } = {},
): Promise<{ status: number; body: Json; headers: Headers }> {
  const url = `${partner.door}${new URL(partner.issuer).pathname}/${endpoint}`
  const body = new URLSearchParams(form)
  if (assertion !== null) {
    body.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
    body.set('client_assertion', assertion ?? (await assertionOf(partner)))
  }
  const sent = new Headers({ ...headers, 'content-type': 'application/x-www-form-urlencoded' })
  const isBound = partner.with.DPoP !== undefined && endpoint === 'token'
  const proof =
    dpop === null ? undefined : (dpop ?? (isBound ? await proofFor(partner, undefined, 'POST', url) : undefined))
  if (proof !== undefined) sent.set('dpop', proof)
  const response = await partner.fetch(url, { method: 'POST', headers: sent, body })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
}

/** Returns an OAuth error in short: `400 invalid_grant`. */
export const errorOf = ({ status, body }: { status: number; body: Json }): string => `${status} ${body?.error}`

export const permissions = ['ReadAccountsDetail', 'ReadBalances', 'ReadTransactionsDetail', 'ReadTransactionsCredits']

/** Creates a consent with a client-credentials token. Returns its id. */
export async function lodge(partner: Partner, data: object = {}, own?: string): Promise<string> {
  const token = own ?? (await clientToken(partner)).access_token
  const asked = { Data: { Permissions: permissions, ...data }, Risk: {} }
  const { status, body } = await call(partner, token, 'account-access-consents', { method: 'POST', body: asked })
  if (status !== 201) throw new Error(`the consent was refused: ${JSON.stringify(body)}`)
  return body.Data.ConsentId
}

/** An authorization in progress: what the partner must store of it. */
type Asked = { readonly url: URL; readonly verifier: string; readonly state: string; readonly nonce: string }

export const claimsFor = (consent: string): object => ({
  id_token: {
    openbanking_intent_id: { value: consent, essential: true },
    acr: { essential: true, values: ['urn:openbanking:psd2:sca', 'urn:openbanking:psd2:ca'] },
  },
})

/**
 * Builds the authorization URL with openid-client: pushed for FAPI 2.0, with a signed request
 * object for the UK profile.
 */
export async function ask(partner: Partner, consent: string, more: Record<string, string> = {}): Promise<Asked> {
  const { config, isUk, redirectUri } = partner
  const [verifier, nonce] = [oidc.randomPKCECodeVerifier(), oidc.randomNonce()]
  const { state = oidc.randomState() } = more
  const parameters = {
    redirect_uri: redirectUri,
    scope: 'openid accounts',
    state,
    nonce,
    claims: JSON.stringify(claimsFor(consent)),
    ...(isUk
      ? { response_type: 'code id_token' }
      : {
          code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
        }),
    ...more,
  }
  const url = isUk
    ? await oidc.buildAuthorizationUrlWithJAR(config, parameters, { key: partner.key, kid: partner.kid })
    : await oidc.buildAuthorizationUrlWithPAR(config, parameters, partner.with)
  return { url, verifier, state, nonce }
}

/** Sends the customer's browser to a URL; a robot decides for the customer. */
export function visit(
  { fetch }: Pick<Partner, 'fetch'>,
  url: URL | string,
  { robot = 'approve', headers = {} }: { robot?: string | undefined; headers?: Record<string, string> } = {},
): Promise<Response> {
  const to = new URL(url)
  if (robot !== '') to.searchParams.set('robot', robot)
  return fetch(to, { headers })
}

/** Returns the parameters of the redirect to the partner, from the query or the fragment. */
export function callbackOf(response: Response): URLSearchParams {
  const to = new URL(response.headers.get('location') ?? 'nowhere:')
  return new URLSearchParams(to.hash === '' ? to.search : to.hash.slice(1))
}

type Tokens = Awaited<ReturnType<typeof oidc.authorizationCodeGrant>>

/** Exchanges the code for tokens, with every check of openid-client. */
export function exchange(
  { config, with: options, isUk }: Partner,
  { verifier, state, nonce }: Asked,
  response: Response,
): Promise<Tokens> {
  const back = new URL(response.headers.get('location') as string)
  const checks = { expectedState: state, expectedNonce: nonce, idTokenExpected: true }
  return oidc.authorizationCodeGrant(
    config,
    back,
    isUk ? checks : { ...checks, pkceCodeVerifier: verifier },
    undefined,
    options,
  )
}

/**
 * Performs a whole authorization: creates a consent, lets the robot authorise it, exchanges the
 * code.
 */
export async function connect(
  partner: Partner,
  { data = {}, robot = 'approve', consent }: { data?: object; robot?: string; consent?: string } = {},
): Promise<{ consent: string; tokens: Tokens; token: string }> {
  const lodged = consent ?? (await lodge(partner, data))
  const asked = await ask(partner, lodged)
  const tokens = await exchange(partner, asked, await visit(partner, asked.url, { robot }))
  return { consent: lodged, tokens, token: tokens.access_token }
}

export const refresh = ({ config, with: options }: Partner, refreshToken: string) =>
  oidc.refreshTokenGrant(config, refreshToken, undefined, options)

/** Sets the robot of a world, as its owner's call does. */
export async function declareForWorld({ store, world }: Bank, robot: string): Promise<void> {
  const [item] = await store.get([worlds.key(world.id)])
  if (!item) throw new Error('there is no such world')
  await store.commit([{ put: item.key, expect: { version: item.version }, value: { ...worlds.read(item), robot } }])
}
