import { errors } from 'oidc-provider'
import { findConsent } from '#actions/consents/consents.ts'
import { allowsAction, stateOf } from '#bank/consents/consent.ts'
import { partnerScopes } from '#bank/partners/partner.ts'
import type { World } from '#store/world.ts'

/** The claim by which an authorization request says which consent it is about. */
export const intentClaim = 'openbanking_intent_id'

type Claims = { readonly [member in 'id_token' | 'userinfo']?: Readonly<Record<string, unknown>> | null | undefined }

/**
 * The consent that an authorization request is about: claim `openbanking_intent_id` of its `claims`
 * parameter, for the ID token.
 */
export function readConsentId(claims: Claims | undefined): string {
  const asked = claims?.id_token?.[intentClaim] ?? claims?.userinfo?.[intentClaim]
  const value = (asked as { value?: unknown } | undefined)?.value
  if (typeof value !== 'string')
    throw new errors.InvalidRequest(
      'say which consent this is for: claims={"id_token":{"openbanking_intent_id":{"value":"aac_...","essential":true}}}',
    )
  return value
}

/**
 * Which partner a customer was sent by, and for which consent. Whoever comes this far sent its
 * claims as JSON.
 */
export function readIntent({ params }: { readonly params: object }): { partner: string; consent: string } {
  const { client_id: partner, claims } = params as { client_id: string; claims?: string }
  return { partner, consent: readConsentId(claims === undefined ? undefined : JSON.parse(claims)) }
}

/** Every scope there is. */
export const scopes = ['openid', 'offline_access', ...partnerScopes]

/**
 * Refuses a scope that there is not where a client asks for a token of its own (RFC 6749, section
 * 5.2). Where it asks a customer, OpenID Connect has us ignore it (Core, section 3.1.2.1).
 */
export function checkClientCredentialsScope({
  grant_type: grant,
  scope = '',
}: {
  grant_type?: string
  scope?: string
}): void {
  if (grant !== 'client_credentials') return
  const unknown = scope.split(' ').find((one) => one !== '' && !scopes.includes(one))
  if (unknown !== undefined)
    throw new errors.InvalidScope(`that scope is not known; there are ${scopes.join(', ')}`, unknown.slice(0, 60))
}

/** How a customer is authenticated here: by strong customer authentication, always. */
export const acr = 'urn:openbanking:psd2:sca'

/**
 * Refuses a request that insists on another way of authentication (OpenID Connect Core, section
 * 5.5.1.1).
 */
export function checkAcr(claims: Claims): void {
  const asked = (claims.id_token?.acr ?? {}) as { essential?: unknown; value?: unknown; values?: unknown }
  const accepted = asked.value === undefined ? asked.values : [asked.value]
  if (asked.essential === true && Array.isArray(accepted) && !accepted.includes(acr))
    throw new errors.UnmetAuthenticationRequirements(`customers are authenticated by ${acr} here`)
}

/**
 * Refuses a request whose consent is not there, not the client's own, or not open. Told at once,
 * also when the request is pushed.
 */
export async function checkIntent(
  world: World,
  { partner, consent: consentId }: { readonly partner: string; readonly consent: string },
): Promise<void> {
  const found = await findConsent(world, consentId)
  if (found?.consent.partner !== partner)
    throw new errors.InvalidRequest(`${intentClaim} ${consentId.slice(0, 60)} is no consent of this client`)
  if (!allowsAction(found.consent, 'authorise', world.now))
    throw new errors.InvalidRequest(
      `${consentId} is ${stateOf(found.consent, world.now).state} and cannot be authorised`,
    )
}
