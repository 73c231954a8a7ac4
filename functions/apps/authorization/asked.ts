import { errors } from 'oidc-provider'

type Claims = { readonly [member in 'id_token' | 'userinfo']?: Readonly<Record<string, unknown>> | null | undefined }

/** The consent that an authorization request is about: claim `openbanking_intent_id` of its `claims` parameter, for the ID token. */
export function consentAsked(claims: Claims | undefined): { consent: string } {
  const asked = claims?.id_token?.openbanking_intent_id ?? claims?.userinfo?.openbanking_intent_id
  const value = (asked as { value?: unknown } | undefined)?.value
  if (typeof value !== 'string')
    throw new errors.InvalidRequest(
      'say which consent this is for: claims={"id_token":{"openbanking_intent_id":{"value":"aac_...","essential":true}}}',
    )
  return { consent: value }
}
