import { AsyncLocalStorage } from 'node:async_hooks'
import { createHash, hash } from 'node:crypto'
import {
  type Account,
  type AccountClaims,
  type Configuration,
  errors,
  interactionPolicy,
  Provider,
} from 'oidc-provider'
import { loadConsent, withdrawAuthorisation } from '#actions/consents.ts'
import { audienceOf, issuerOf, readGrantId, subjectOf } from '#actions/issuer.ts'
import { oidcItemsOf } from '#actions/oidc-items.ts'
import { findPartner } from '#actions/partners.ts'
import { allows, stateOf } from '#bank/consent.ts'
import type { KeyRing } from '#bank/key-ring.ts'
import { partnerScopes } from '#bank/partner.ts'
import { robotOf } from '#bank/robot.ts'
import type { World } from '#store/world.ts'
import { adapterOf } from './adapter.ts'
import { consentAsked } from './asked.ts'

/** The world that a request is for, as the provider's hooks see it: one provider serves many requests, each with its own instant. */
export const present = new AsyncLocalStorage<World>()

function now(): World {
  const world = present.getStore()
  if (!world) throw new Error('the provider was called outside a request')
  return world
}

/** Lifetimes, in seconds of real time. */
const lives = {
  code: 60,
  pushed: 300,
  accessToken: 3_600,
  clientCredentials: 600,
  interaction: 3_600,
  /** A consent ends on its own, by the world's clock; what hangs on it need not. */
  refreshToken: 10 * 365 * 86_400,
} as const

const acr = 'urn:openbanking:psd2:sca'
const intentClaim = 'openbanking_intent_id'
const refreshClaim = 'http://openbanking.org.uk/refresh_token_expires_at'

/** The OpenID provider of one world. It holds no state of its own beyond its keys: the same for every request until they rotate. */
export function providerOf(world: World, ring: KeyRing): Provider {
  const { sandbox, id, record } = world
  const issuer = issuerOf(world)
  const audience = audienceOf(sandbox.baseUrl)
  const items = oidcItemsOf({ id, epoch: record.epoch, sandbox })
  const provider = new Provider(issuer, {
    adapter: adapterOf({
      items,
      partner: (partnerId) => findPartner(now(), partnerId),
      now: () => Math.floor(sandbox.real() / 1000),
    }),
    jwks: { keys: ring.signing.map(({ kid, alg, jwk, x5c }) => ({ ...jwk, kid, alg, use: 'sig', x5c })) as never },
    cookies: {
      keys: [ring.secret],
      short: { signed: true, httpOnly: true, sameSite: 'lax' },
      long: { signed: true, httpOnly: true, sameSite: 'lax' },
    },
    routes: {
      authorization: '/authorize',
      token: '/token',
      pushed_authorization_request: '/par',
      jwks: '/jwks',
      introspection: '/introspect',
      revocation: '/revoke',
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      clientCredentials: { enabled: true },
      // A partner asks about its own tokens only.
      introspection: { enabled: true, allowedPolicy: isOwn },
      revocation: { enabled: true, allowedPolicy: isOwn },
      claimsParameter: { enabled: true, assertClaimsParameter },
      pushedAuthorizationRequests: { enabled: true },
      requestObjects: { enabled: true },
      dPoP: { enabled: true, nonceSecret: createHash('sha256').update(ring.secret).digest() },
      mTLS: {
        enabled: true,
        certificateBoundAccessTokens: true,
        tlsClientAuth: true,
        getCertificate: (ctx) => pemOf(ctx.get(certificateHeader)),
        certificateAuthorized: (ctx) => ctx.get(certificateHeader) !== '',
        certificateSubjectMatches: (ctx, property, expected) =>
          property === 'tls_client_auth_subject_dn' && ctx.get(subjectHeader) === expected,
      },
      fapi: {
        enabled: true,
        profile: (_ctx, client) =>
          client === undefined ? undefined : client.sandbank_profile === 'fapi2' ? '2.0' : '1.0 Final',
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, resource) => {
          if (resource !== audience) throw new errors.InvalidTarget(`the only resource here is ${audience}`)
          return {
            scope: partnerScopes.join(' '),
            audience,
            accessTokenFormat: 'jwt',
            accessTokenTTL: lives.accessToken,
            jwt: { sign: { alg: 'ES256' } },
          }
        },
      },
    },
    extraClientMetadata: { properties: ['sandbank_profile'] },
    scopes: ['openid', 'offline_access', ...partnerScopes],
    claims: { openid: ['sub', 'acr', refreshClaim], [intentClaim]: null, auth_time: null },
    conformIdTokenClaims: false,
    acrValues: [acr, 'urn:openbanking:psd2:ca'],
    subjectTypes: ['pairwise'],
    pairwiseIdentifier: (_ctx, customer, client) => subjectOf(ring.secret, client.clientId, customer),
    responseTypes: ['code id_token', 'code'],
    clientAuthMethods: ['private_key_jwt', 'tls_client_auth'],
    clientDefaults: {
      id_token_signed_response_alg: 'PS256',
      introspection_signed_response_alg: 'PS256',
      authorization_signed_response_alg: 'PS256',
    },
    enabledJWA: {
      clientAuthSigningAlgValues: ['PS256', 'ES256'],
      idTokenSigningAlgValues: ['PS256', 'ES256'],
      requestObjectSigningAlgValues: ['PS256', 'ES256'],
      dPoPSigningAlgValues: ['ES256', 'PS256', 'EdDSA'],
      introspectionSigningAlgValues: ['PS256', 'ES256'],
      authorizationSigningAlgValues: ['PS256', 'ES256'],
    },
    extraParams: {
      robot: (_ctx: unknown, value: string | undefined) => {
        if (value === undefined) return
        try {
          robotOf(value, 'robot')
        } catch (error) {
          throw new errors.InvalidRequest((error as Error).message)
        }
      },
    },
    extraTokenClaims: (_ctx, token) => tokenClaims(now(), token as { grantId?: string; kind: string }),
    findAccount: (_ctx, customer, token) => accountOf(now(), customer, token),
    interactions: { policy: alwaysAsk(), url: (_ctx, { uid }) => `${new URL(issuer).pathname}/interaction/${uid}` },
    loadExistingGrant: async (ctx) => {
      const grantId = ctx.oidc.result?.consent?.grantId
      return grantId === undefined ? undefined : ctx.oidc.provider.Grant.find(grantId)
    },
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: false,
    expiresWithSession: async () => false,
    clientBasedCORS: () => false,
    renderError: (ctx, out) => {
      // The page around this provider makes the text a page for people; see app.ts.
      ctx.type = 'json'
      ctx.body = out
    },
    ttl: {
      AuthorizationCode: lives.code,
      PushedAuthorizationRequest: lives.pushed,
      AccessToken: lives.accessToken,
      ClientCredentials: lives.clientCredentials,
      Interaction: lives.interaction,
      Session: lives.interaction,
      Grant: lives.refreshToken,
      RefreshToken: lives.refreshToken,
      IdToken: lives.accessToken,
    },
  } satisfies Configuration)
  // The provider would look first and write then: two at once would both be the first.
  const unique = (iss: string, jti: string, exp: number) =>
    items.useOnce('ReplayDetection', hash('sha256', `${iss} ${jti}`), exp - sandbox.real() / 1000)
  Object.assign(provider.ReplayDetection, { unique })
  // Hosts and protocols come from configuration, never from who asks.
  provider.proxy = true
  provider.on('grant.revoked', (_ctx, grantId) => withdraw(grantId).catch((error) => failed(sandbox, error)))
  provider.on('server_error', (_ctx, error) => failed(sandbox, error))
  return provider
}

const isOwn = async (_ctx: unknown, client: { clientId: string }, token: { clientId?: string | undefined }) =>
  token.clientId === client.clientId

/** Set by app.ts from what the host knows of the connection; whatever a caller sends under these names is dropped. */
export const certificateHeader = 'x-sandbank-certificate'
export const subjectHeader = 'x-sandbank-certificate-subject'

const pemOf = (der: string): string | undefined =>
  der === '' ? undefined : `-----BEGIN CERTIFICATE-----\n${der}\n-----END CERTIFICATE-----`

const failed = (sandbox: World['sandbox'], error: unknown) =>
  sandbox.log({ level: 'error', message: 'the authorization server failed', error })

/** Every authorization request asks the customer: no session of an earlier one answers for it. */
function alwaysAsk(): interactionPolicy.Prompt[] {
  const { Check, Prompt } = interactionPolicy
  const isAnswered = (result: unknown) => (result ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT)
  return [
    new Prompt(
      { name: 'login', requestable: true },
      new Check('customer', 'the customer must sign in', ({ oidc }) => isAnswered(oidc.result?.login)),
    ),
    new Prompt(
      { name: 'consent', requestable: true },
      new Check('consent', 'the customer must approve', ({ oidc }) => isAnswered(oidc.result?.consent)),
    ),
  ]
}

/** The intent must be there, be the client's own, and still be open. Told at once, also at the pushed authorization request. */
const assertClaimsParameter: NonNullable<
  NonNullable<NonNullable<Configuration['features']>['claimsParameter']>['assertClaimsParameter']
> = async (_ctx, claims, client) => {
  const world = now()
  const { consent: consentId } = consentAsked(claims)
  const found = await loadConsent(world, consentId)
  if (!found || found.consent.partner !== client.clientId)
    throw new errors.InvalidRequest(`${intentClaim} ${consentId.slice(0, 60)} is no consent of this client`)
  if (!allows(found.consent, 'authorise', world.now))
    throw new errors.InvalidRequest(
      `${consentId} is ${stateOf(found.consent, world.now).state} and cannot be authorised`,
    )
}

/** What our own resource server wants to know beside the standard claims: which consent, and until when by the world's clock. */
function tokenClaims(world: World, { grantId, kind }: { grantId?: string; kind: string }) {
  const seconds = kind === 'ClientCredentials' ? lives.clientCredentials : lives.accessToken
  const { rate } = world.record.clock
  return {
    ...(grantId !== undefined && readGrantId(grantId)),
    epoch: world.record.epoch,
    // A clock that runs fast must not outrun its tokens; one that is moved forward leaves them behind.
    world_exp: Math.floor(world.now / 1000) + Math.ceil(seconds * Math.max(1, rate)),
  }
}

/** The customer behind a token, as long as the consent is authorised by the world's clock. */
async function accountOf(world: World, customer: string, token: unknown): Promise<Account | undefined> {
  const grantId = (token as { grantId?: string } | undefined)?.grantId
  const grant = grantId === undefined ? undefined : readGrantId(grantId)
  const found = grant && (await loadConsent(world, grant.consent))
  if (
    grant &&
    (!found || stateOf(found.consent, world.now).state !== 'AUTH' || found.consent.aliveFrom > grant.authorisation)
  )
    return undefined
  return {
    accountId: customer,
    async claims(_use, _scope, claims): Promise<AccountClaims> {
      const asked = (claims as Record<string, { value?: string } | null>)[intentClaim]?.value
      const consent = found?.consent ?? (asked === undefined ? undefined : (await loadConsent(world, asked))?.consent)
      return {
        sub: customer,
        ...(consent && {
          [intentClaim]: consent.id,
          // Zero says that it does not expire.
          [refreshClaim]: consent.expiresAt === undefined ? 0 : Math.floor(consent.expiresAt / 1000),
        }),
      }
    },
  }
}

/** A partner that gives a refresh token back gives back all that hangs on it, access tokens too. */
async function withdraw(grantId: string): Promise<void> {
  const grant = readGrantId(grantId)
  if (grant) await withdrawAuthorisation(now(), grant.consent, grant.authorisation)
}
