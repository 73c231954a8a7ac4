import { parseToken } from '#bank/consents/token.ts'
import type { PartnerRecord } from '#bank/partners/partner.ts'
import { partners } from '#store/records.ts'
import type { Sandbox } from '#store/world.ts'
import { verifyToken } from './access-token.ts'
import { parseAuthorization } from './authorization-header.ts'

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
