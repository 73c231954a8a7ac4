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
  /** A consent ends on its own, by the world's clock; what hangs on it need not. */
  refreshToken: 10 * 365 * 86_400,
} as const

/** What the UK profile calls the instant until which a customer need not come back. */
export const refreshTokenExpiryClaim = 'http://openbanking.org.uk/refresh_token_expires_at'

/**
 * What our own resource server wants to know beside the standard claims: which consent, until when
 * by the world's clock, and what tells it that nobody has taken the partner away since.
 */
export function buildTokenClaims(world: World, { grantId, kind }: { grantId?: string; kind: string }) {
  const seconds = kind === 'ClientCredentials' ? lifetimes.clientCredentials : lifetimes.accessToken
  const { rate } = world.record.clock
  return {
    ...(grantId !== undefined && readGrantId(grantId)),
    epoch: world.record.epoch,
    partners_gone: world.record.partnersGone ?? 0,
    // A clock that runs fast must not outrun its tokens; one that is moved forward leaves them
    // behind.
    world_exp: Math.floor(world.now / 1000) + Math.ceil(seconds * Math.max(1, rate)),
  }
}

/**
 * The customer behind a code or a refresh token, as long as its consent is authorised by the
 * world's clock.
 */
export async function findAccount(world: World, customer: string, token: unknown): Promise<Account | undefined> {
  const grantId = (token as { grantId?: string } | undefined)?.grantId
  const grant = grantId === undefined ? undefined : readGrantId(grantId)
  const found = grant && (await findConsent(world, grant.consent))
  if (grant) {
    if (!found) throw over(grant.consent, 'was deleted')
    const { state, since } = stateOf(found.consent, world.now)
    if (state !== 'AUTH') throw over(grant.consent, `is ${state} since ${iso(since)}`)
    if (found.consent.aliveFrom > grant.authorisation)
      throw over(grant.consent, 'was authorised anew, or this authorisation was given back')
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
          // Zero says that it does not expire.
          [refreshTokenExpiryClaim]: consent.expiresAt === undefined ? 0 : Math.floor(consent.expiresAt / 1000),
        }),
      }
    },
  }
}

/** The provider's own error of this name would keep the reason to itself. */
const over = (consent: string, why: string) =>
  new errors.CustomOIDCProviderError('invalid_grant', `the consent ${consent} ${why}`)
