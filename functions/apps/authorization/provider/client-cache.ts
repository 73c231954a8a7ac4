import type { Provider } from 'oidc-provider'
import { findPartner } from '#actions/partners/partners.ts'
import { currentWorld } from '#apps/authorization/http/request-context.ts'
import type { PartnerRecord } from '#bank/partners/partner.ts'

/**
 * Caches the provider's clients by partner record. The provider would serialise and hash all
 * metadata with each request to see whether a client has changed.
 *
 * Without this cache a token costs up to 6 % more CPU, measured 2026-11-30 (docs/decisions/0028).
 */
export function cacheClients({ Client }: Provider): void {
  type Found = Awaited<ReturnType<typeof Client.find>>
  const known = new WeakMap<PartnerRecord, Found>()
  const findUncached = Client.find.bind(Client)
  Client.find = async (id) => {
    const partner = await findPartner(currentWorld(), id)
    if (!partner) return undefined
    const client = known.get(partner) ?? (await findUncached(id))
    known.set(partner, client)
    return client
  }
}
