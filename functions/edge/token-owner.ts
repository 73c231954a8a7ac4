import { parseToken } from '#bank/consents/token.ts'
import type { PartnerRecord } from '#bank/partners/partner.ts'
import { partners } from '#store/records.ts'
import type { Sandbox } from '#store/world.ts'
import { verifyToken } from './access-token.ts'
import { parseAuthorization } from './authorization-header.ts'

/** Whose request it is: a partner, of a world. */
export type TokenOwner = { readonly partner: PartnerRecord; readonly world: { readonly id: string } }

/**
 * Whose token came with a request, whatever else is wrong with it: to sign a refusal, never to
 * admit anybody.
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
