import { createHash } from 'node:crypto'
import { type Configuration, errors, interactionPolicy, type KoaContextWithOIDC, Provider } from 'oidc-provider'
import { openOidcItems } from '#actions/authorization/oidc-items.ts'
import { withdrawAuthorisation } from '#actions/consents/consents.ts'
import { issuerOf, readGrantId, subjectOf } from '#actions/partners/issuer.ts'
import { findPartner } from '#actions/partners/partners.ts'
import { currentWorld } from '#apps/authorization/http/request-context.ts'
import { parseRobot } from '#bank/authorization/robot.ts'
import { audienceOf } from '#bank/partners/issuer.ts'
import type { KeyRing } from '#bank/partners/key-ring.ts'
import { partnerScopes } from '#bank/partners/partner.ts'
import type { World } from '#store/world.ts'
import { buildTokenClaims, findAccount, lifetimes, refreshTokenExpiryClaim } from './account.ts'
import { createAdapter } from './adapter.ts'
import { checkAssertion } from './client-assertion.ts'
import { cacheClients } from './client-cache.ts'
import { addErrorDetail, answerStoreFailure, explainErrors, explainRedirectMismatch } from './error-description.ts'
import { supportJwtAccessTokens } from './introspection.ts'
import { buildMtlsAliases, buildMutualTls } from './mutual-tls.ts'
import { overrideProvider } from './overrides.ts'
import {
  acr,
  checkAcr,
  checkClientCredentialsScope,
  checkIntent,
  intentClaim,
  readConsentId,
  scopes,
} from './request-claims.ts'

/**
 * Creates the OpenID provider of one world. It is stateless apart from its keys, so one provider
 * serves all requests until the keys rotate.
 */
export function createProvider(world: World, ring: KeyRing): Provider {
  const { sandbox, id, record } = world
  const issuer = issuerOf(world)
  const audience = audienceOf(sandbox.baseUrl)
  const items = openOidcItems({ id, record, sandbox })
  const provider = new Provider(issuer, {
    adapter: createAdapter({
      items,
      partner: (partnerId) => findPartner(currentWorld(), partnerId),
      now: () => Math.floor(sandbox.real() / 1000),
      withdraw,
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
      // A partner may only introspect its own tokens.
      introspection: { enabled: true, allowedPolicy: isOwnToken },
      revocation: { enabled: true, allowedPolicy: isOwnToken },
      claimsParameter: { enabled: true, assertClaimsParameter: ignoreUserinfoClaims },
      pushedAuthorizationRequests: { enabled: true },
      requestObjects: { enabled: true },
      jwtResponseModes: { enabled: true },
      dPoP: { enabled: true, nonceSecret: createHash('sha256').update(ring.secret).digest() },
      mTLS: buildMutualTls(ring, sandbox.real),
      fapi: {
        enabled: true,
        profile: (_ctx, client) =>
          client === undefined ? undefined : client.sandbank_profile === 'fapi2' ? '2.0' : '1.0 Final',
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: (ctx, resource) => {
          // The only hook that sees a client-credentials request.
          checkClientCredentialsScope(ctx.oidc.params as Parameters<typeof checkClientCredentialsScope>[0])
          if (resource !== audience) throw new errors.InvalidTarget(`resource: must be ${audience}`)
          return {
            scope: partnerScopes.join(' '),
            audience,
            accessTokenFormat: 'jwt',
            accessTokenTTL: lifetimes.accessToken,
            jwt: { sign: { alg: 'ES256' } },
          }
        },
      },
    },
    extraClientMetadata: { properties: ['sandbank_profile'] },
    scopes,
    claims: { openid: ['sub', 'acr', refreshTokenExpiryClaim], [intentClaim]: null, auth_time: null },
    conformIdTokenClaims: false,
    acrValues: [acr],
    discovery: { registration_endpoint: `${issuer}/register`, ...buildMtlsAliases(issuer, sandbox) },
    subjectTypes: ['pairwise'],
    sectorIdentifierUriValidate: () => false,
    pairwiseIdentifier: (_ctx, customer, client) => subjectOf(ring.secret, client.clientId, customer),
    responseTypes: ['code id_token', 'code'],
    clientAuthMethods: ['private_key_jwt', 'tls_client_auth'],
    assertJwtClientAuthClaimsAndHeader: async (ctx, claims, _header, client) =>
      checkAssertion(claims, client.sandbank_profile === 'fapi2' ? ctx.oidc.issuer : undefined, sandbox.real()),
    clientDefaults: {
      id_token_signed_response_alg: 'PS256',
      introspection_signed_response_alg: 'PS256',
      authorization_signed_response_alg: 'PS256',
    },
    enabledJWA: {
      clientAuthSigningAlgValues: ['PS256', 'ES256'],
      idTokenSigningAlgValues: ['PS256'],
      requestObjectSigningAlgValues: ['PS256', 'ES256'],
      dPoPSigningAlgValues: ['ES256', 'PS256', 'EdDSA'],
      introspectionSigningAlgValues: ['PS256'],
      authorizationSigningAlgValues: ['PS256'],
    },
    extraParams: { robot: checkAuthorizationRequest },
    extraTokenClaims: (_ctx, token) => buildTokenClaims(currentWorld(), token as { grantId?: string; kind: string }),
    findAccount: (_ctx, customer, token) => findAccount(currentWorld(), customer, token),
    interactions: {
      policy: buildInteractionPolicy(),
      url: (_ctx, { uid }) => `${new URL(issuer).pathname}/interaction/${uid}`,
    },
    loadExistingGrant: async (ctx) => {
      const grantId = ctx.oidc.result?.consent?.grantId
      return grantId === undefined ? undefined : ctx.oidc.provider.Grant.find(grantId)
    },
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: false,
    allowOmittingSingleRegisteredRedirectUri: false,
    expiresWithSession: async () => false,
    clientBasedCORS: () => false,
    renderError: (ctx, out, error) => {
      // http/provider-request.ts turns this JSON into a page for browsers.
      ctx.type = 'json'
      ctx.body = addErrorDetail(out, explainRedirectMismatch(ctx, error) ?? error)
      answerStoreFailure(ctx, error)
    },
    ttl: {
      AuthorizationCode: lifetimes.code,
      PushedAuthorizationRequest: lifetimes.pushed,
      AccessToken: lifetimes.accessToken,
      ClientCredentials: lifetimes.clientCredentials,
      Interaction: lifetimes.interaction,
      Session: lifetimes.interaction,
      Grant: lifetimes.refreshToken,
      RefreshToken: lifetimes.refreshToken,
      IdToken: lifetimes.accessToken,
    },
  } satisfies Configuration)
  overrideProvider(provider, items, sandbox)
  cacheClients(provider)
  supportJwtAccessTokens(provider)
  explainErrors(provider)
  return provider
}

/**
 * Withdraws the authorisation of a revoked grant, and with it the access tokens. A grant is revoked
 * with its refresh token, or when its code is used twice.
 */
async function withdraw(grantId: string): Promise<void> {
  const grant = readGrantId(grantId)
  if (grant) await withdrawAuthorisation(currentWorld(), grant.consent, grant.authorisation)
}

const isOwnToken = async (_ctx: unknown, client: { clientId: string }, token: { clientId?: string | undefined }) =>
  token.clientId === client.clientId

/**
 * Builds the policy that asks the customer in every authorization request. No earlier session
 * counts.
 */
function buildInteractionPolicy(): interactionPolicy.Prompt[] {
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

/**
 * Checks every authorization request, pushed or not: the robot must be well formed, and the consent
 * named and open. This is the only hook that sees them all.
 */
async function checkAuthorizationRequest(
  ctx: KoaContextWithOIDC,
  robot: string | undefined,
  client: { clientId: string },
) {
  if (robot !== undefined) {
    try {
      parseRobot(robot, 'robot')
    } catch (error) {
      throw new errors.InvalidRequest((error as Error).message)
    }
  }
  const { claims: text } = ctx.oidc.params as { claims?: string }
  const claims = text === undefined ? {} : JSON.parse(text)
  await checkIntent(currentWorld(), { partner: client.clientId, consent: readConsentId(claims) })
  checkAcr(claims)
}

/**
 * Drops the userinfo claims of UK requests. The provider would reject them, because it has no
 * userinfo endpoint.
 */
async function ignoreUserinfoClaims(_ctx: unknown, claims: { userinfo?: unknown }) {
  delete claims.userinfo
}
