import { importJWK, SignJWT } from 'jose'
import { issuerOf } from '#actions/partners/issuer.ts'
import { loadKeyRing } from '#actions/partners/key-ring.ts'
import { findPartner, openBankingUrlOf } from '#actions/partners/partners.ts'
import { boundedCache } from '#bank/base/bounded-cache.ts'
import { perObject } from '#bank/base/per-object.ts'
import type { Message } from '#bank/events/message.ts'
import { buildTokenClaims, spoilClaims, tokenType } from '#bank/events/security-event-token.ts'
import type { PartnerSubscription } from '#bank/events/subscription.ts'
import type { SigningKey } from '#bank/partners/key-ring.ts'
import { bankId } from '#bank/partners/software.ts'
import type { MessageFlaw } from '#bank/scenarios/scenario.ts'
import { recordedAtOf, type StoredEvent } from '#store/events/log.ts'
import type { Sandbox, World } from '#store/world.ts'

/**
 * Signs the security event tokens of some events for a partner, by the newest PS256 key that the
 * world's authorization server publishes. The events must be ones that the subscription wants.
 */
export async function signTokens(
  world: World,
  { partner, eventTypes }: PartnerSubscription,
  found: readonly StoredEvent[],
  flaw?: MessageFlaw,
): Promise<string[]> {
  if (found.length === 0) return []
  const [sign, owner] = await Promise.all([loadTokenSigner(world), findPartner(world, partner)])
  const base = openBankingUrlOf(world, owner)
  const parties = { issuer: issuerOf(world), audience: partner, base, names: eventTypes }
  return Promise.all(
    found.map(({ id, event }) =>
      sign(spoilClaims(buildTokenClaims({ id, recordedAt: recordedAtOf(id), event }, parties), flaw)),
    ),
  )
}

/**
 * Builds the notification of an event to a partner's callback URL: POST /event-notifications, with
 * a signed token as the body. The official file requires the bank's id in `x-fapi-financial-id`.
 * Throws for a subscription without a URL: it polls.
 */
export async function buildNotification(
  world: World,
  subscription: PartnerSubscription,
  stored: StoredEvent,
  flaw?: MessageFlaw,
): Promise<Message> {
  const { id, callbackUrl: url } = subscription
  if (url === undefined) throw new Error(`the subscription ${id} has no callback URL`)
  const [token] = (await signTokens(world, subscription, [stored], flaw)) as [string]
  const headers = {
    'content-type': 'application/jwt',
    'x-fapi-financial-id': bankId,
    'x-fapi-interaction-id': world.sandbox.newInteractionId(),
  }
  return { url, headers, body: flaw === 'wrong-signature' ? spoilSignature(token) : token }
}

/** Changes the signature of a token, so that it no longer verifies. */
const spoilSignature = (token: string): string => {
  const [header, claims, signature = ''] = token.split('.')
  return [header, claims, [...signature].reverse().join('')].join('.')
}

/** Signs the claims of a token. */
type TokenSigner = (claims: object) => Promise<string>

/** How long a signer is cached, in milliseconds of real time. A rotated key verifies for days. */
const cachedForMs = 600_000

const signersOf = perObject((_: Sandbox) => boundedCache<TokenSigner>(500))

async function loadTokenSigner(world: World): Promise<TokenSigner> {
  const { sandbox, id } = world
  const known = signersOf(sandbox)
  const name = `${id}/${Math.floor(sandbox.real() / cachedForMs)}`
  const before = known.get(name)
  if (before) return before
  const { ring } = await loadKeyRing(world)
  const { kid, jwk } = ring.signing.find(({ alg }) => alg === 'PS256') as SigningKey
  const key = await importJWK(jwk, 'PS256')
  const header = { alg: 'PS256', typ: tokenType, kid }
  return known(name, () => (claims) => new SignJWT({ ...claims }).setProtectedHeader(header).sign(key))
}
