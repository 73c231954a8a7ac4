import type { Provider } from 'oidc-provider'
import { findPartner } from '#actions/partners/partners.ts'
import { currentWorld } from '#apps/authorization/http/request-context.ts'
import type { PartnerRecord } from '#bank/partners/partner.ts'

/**
 * Whoever was a client is the same one for as long as its partner's record is the same. The
 * provider would write out and hash all of its metadata with each request to find that out.
 */
export function cacheClients({ Client }: Provider): void {
  type Found = Awaited<ReturnType<typeof Client.find>>
  const known = new WeakMap<PartnerRecord, Found>()
  const findAnew = Client.find.bind(Client)
  Client.find = async (id) => {
    const partner = await findPartner(currentWorld(), id)
    if (!partner) return undefined
    const client = known.get(partner) ?? (await findAnew(id))
    known.set(partner, client)
    return client
  }
}
