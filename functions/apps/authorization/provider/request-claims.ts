import { errors } from 'oidc-provider'
import { findConsent } from '#actions/consents/consents.ts'
import { allowsAction, stateOf } from '#bank/consents/consent.ts'
import { partnerScopes } from '#bank/partners/partner.ts'
import type { World } from '#store/world.ts'

/** The claim by which an authorization request names its consent. */
export const intentClaim = 'openbanking_intent_id'

type Claims = { readonly [member in 'id_token' | 'userinfo']?: Readonly<Record<string, unknown>> | null | undefined }

/**
 * Reads the consent id of an authorization request: `openbanking_intent_id` in its `claims`
 * parameter.
 */
export function readConsentId(claims: Claims | undefined): string {
  const asked = claims?.id_token?.[intentClaim] ?? claims?.userinfo?.[intentClaim]
  const value = (asked as { value?: unknown } | undefined)?.value
  if (typeof value !== 'string')
    throw new errors.InvalidRequest(
      'claims: must name the consent, such as claims={"id_token":{"openbanking_intent_id":{"value":"aac_...","essential":true}}}',
    )
  return value
}

/** Reads the partner and the consent of a request whose claims were already parsed once. */
export function readIntent({ params }: { readonly params: object }): { partner: string; consent: string } {
  const { client_id: partner, claims } = params as { client_id: string; claims?: string }
  return { partner, consent: readConsentId(claims === undefined ? undefined : JSON.parse(claims)) }
}

/** All scopes. */
export const scopes = ['openid', 'offline_access', ...partnerScopes]

/**
 * Rejects an unknown scope in a client-credentials request (RFC 6749, section 5.2). In an
 * authorization request OpenID Connect requires to ignore it (Core, section 3.1.2.1).
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
    throw new errors.InvalidScope(`scope: must be among ${scopes.join(', ')}`, unknown.slice(0, 60))
}

/** The authentication context of every customer: strong customer authentication. */
export const acr = 'urn:openbanking:psd2:sca'

/**
 * Rejects a request that requires another authentication context (OpenID Connect Core, section
 * 5.5.1.1).
 */
export function checkAcr(claims: Claims): void {
  const asked = (claims.id_token?.acr ?? {}) as { essential?: unknown; value?: unknown; values?: unknown }
  const accepted = asked.value === undefined ? asked.values : [asked.value]
  if (asked.essential === true && Array.isArray(accepted) && !accepted.includes(acr))
    throw new errors.UnmetAuthenticationRequirements(`acr: must be ${acr}`)
}

/**
 * Rejects a request whose consent does not exist, is not the client's own, or is not open. Pushed
 * requests are checked when they are pushed.
 */
export async function checkIntent(
  world: World,
  { partner, consent: consentId }: { readonly partner: string; readonly consent: string },
): Promise<void> {
  const found = await findConsent(world, consentId)
  if (found?.consent.partner !== partner)
    throw new errors.InvalidRequest(`${intentClaim} ${consentId.slice(0, 60)} is not a consent of this client`)
  if (!allowsAction(found.consent, 'authorise', world.now))
    throw new errors.InvalidRequest(
      `${consentId} is ${stateOf(found.consent, world.now).state} and cannot be authorised`,
    )
}
