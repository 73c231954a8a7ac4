import { type Account, type AccountClaims, errors } from 'oidc-provider'
import { findConsent } from '#actions/consents/consents.ts'
import { readGrantId } from '#actions/partners/issuer.ts'
import { stateOf } from '#bank/consents/consent.ts'
import { iso } from '#bank/time/clock.ts'
import type { World } from '#store/world.ts'
import { intentClaim } from './request-claims.ts'

/** Lifetimes, in seconds of real time. */
export const lifetimes = {
  code: 60,
  pushed: 60,
  accessToken: 3_600,
  clientCredentials: 600,
  interaction: 3_600,
  /** The consent expires by the world's clock. Its refresh token need not expire as well. */
  refreshToken: 10 * 365 * 86_400,
} as const

/** The claim of the UK profile for the instant when the customer must authorise again. */
export const refreshTokenExpiryClaim = 'http://openbanking.org.uk/refresh_token_expires_at'

/**
 * Builds the extra claims of an access token for our resource server: the consent, the expiry by
 * the world's clock, and a counter. By the counter a reader detects that a partner was deleted
 * since.
 */
export function buildTokenClaims(world: World, { grantId, kind }: { grantId?: string; kind: string }) {
  const seconds = kind === 'ClientCredentials' ? lifetimes.clientCredentials : lifetimes.accessToken
  const { rate } = world.record.clock
  return {
    ...(grantId !== undefined && readGrantId(grantId)),
    epoch: world.record.epoch,
    partners_gone: world.record.partnersGone ?? 0,
    // A fast clock gets a longer expiry. A clock that is moved forward expires its tokens.
    world_exp: Math.floor(world.now / 1000) + Math.ceil(seconds * Math.max(1, rate)),
  }
}

/**
 * Finds the customer of a code or a refresh token. Rejects the token unless its consent is
 * authorised by the world's clock.
 */
export async function findAccount(world: World, customer: string, token: unknown): Promise<Account | undefined> {
  const grantId = (token as { grantId?: string } | undefined)?.grantId
  const grant = grantId === undefined ? undefined : readGrantId(grantId)
  const found = grant && (await findConsent(world, grant.consent))
  if (grant) {
    if (!found) throw consentEndedError(grant.consent, 'was deleted')
    const { state, since } = stateOf(found.consent, world.now)
    if (state !== 'AUTH') throw consentEndedError(grant.consent, `has been ${state} since ${iso(since)}`)
    if (found.consent.aliveFrom > grant.authorisation)
      throw consentEndedError(grant.consent, 'was authorised again, or this authorisation was revoked')
  }
  return {
    accountId: customer,
    async claims(_use, _scope, claims): Promise<AccountClaims> {
      const asked = (claims as Record<string, { value?: string } | null>)[intentClaim]?.value
      const consent = found?.consent ?? (asked === undefined ? undefined : (await findConsent(world, asked))?.consent)
      return {
        sub: customer,
        ...(consent && {
          [intentClaim]: consent.id,
          // Zero means that it does not expire.
          [refreshTokenExpiryClaim]: consent.expiresAt === undefined ? 0 : Math.floor(consent.expiresAt / 1000),
        }),
      }
    },
  }
}

/** A custom error, because the provider's own invalid_grant error hides the reason. */
const consentEndedError = (consent: string, why: string) =>
  new errors.CustomOIDCProviderError('invalid_grant', `the consent ${consent} ${why}`)
