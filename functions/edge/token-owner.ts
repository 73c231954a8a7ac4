import type { Problem } from '#bank/base/problem.ts'
import { parseToken } from '#bank/consents/token.ts'
import type { PartnerRecord } from '#bank/partners/partner.ts'
import { isExpired, worldExpired } from '#bank/worlds/life.ts'
import { partners, worldDirectory } from '#store/records.ts'
import type { Sandbox } from '#store/world.ts'
import { verifyToken } from './access-token.ts'
import { invalidToken, parseAuthorization } from './authorization-header.ts'

/** The partner that a token belongs to, and its world. */
export type TokenOwner = { readonly partner: PartnerRecord; readonly world: { readonly id: string } }

/**
 * Finds the partner whose token a request carries, to sign an error response. Does not check that
 * the token still admits its caller. Undefined for developer tokens and control keys.
 */
export async function findTokenOwner(
  sandbox: Sandbox,
  authorization: string | undefined,
): Promise<TokenOwner | undefined> {
  const { text } = parseAuthorization(authorization)
  if (parseToken(text) !== null) return undefined
  const { worldId, partnerId } = await verifyToken(sandbox, text)
  const [item] = await sandbox.store.get([partners.key(worldId, partnerId)])
  return item && { world: { id: worldId }, partner: partners.read(item) }
}

/** What a caller can do about a token of a kind that the store does not know. */
export const unknownTokens = {
  dev: 'unknown developer token: check its spelling, or create one with POST /control/worlds/{WorldId}/tokens',
  ctl: 'unknown control key: check its spelling; its world may have been deleted',
  partner: 'the partner of this token is no longer registered',
} as const

/**
 * Builds the problem of a token that is unknown, or whose world is. The directory still knows a
 * world that expired or was deleted a short time ago.
 */
export async function buildUnknownToken(
  { store }: Sandbox,
  { kind, worldId }: { readonly kind: keyof typeof unknownTokens; readonly worldId: string },
): Promise<Problem> {
  const [item] = await store.get([worldDirectory.key(worldId)])
  const entry = item && worldDirectory.read(item)
  if (!entry?.deleted) return invalidToken(unknownTokens[kind])
  const { deleted, expiresAt } = entry
  return expiresAt !== undefined && isExpired(entry, Date.parse(deleted.at))
    ? worldExpired(worldId, expiresAt)
    : invalidToken(`${worldId} was deleted at ${deleted.at}; create another world`)
}
