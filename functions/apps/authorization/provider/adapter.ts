import { type Adapter, type AdapterPayload, errors } from 'oidc-provider'
import type { OidcItems, Payload } from '#actions/authorization/oidc-items.ts'
import type { PartnerRecord } from '#bank/partners/partner.ts'
import { lifetimes } from './account.ts'
import { buildClientMetadata } from './client-metadata.ts'

/** What the provider calls a pushed request. */
const pushed = 'PushedAuthorizationRequest'

type Source = {
  readonly items: OidcItems
  readonly partner: (id: string) => Promise<PartnerRecord | undefined>
  /** Epoch seconds. */
  readonly now: () => number
  /** Called when a grant is taken back, before anybody is told so. */
  readonly withdraw: (grantId: string) => Promise<void>
}

/**
 * The provider's storage, by model, on our store. Clients are partners: they are read here and
 * written elsewhere.
 */
export function createAdapter({ items, partner, now, withdraw }: Source): (model: string) => Adapter {
  return (model) => ({
    async upsert(id, payload, expiresIn = 0) {
      // Whoever came with a pushed request in time has an hour to answer it, and it is known for as
      // long that it was answered.
      const kept = model === pushed ? expiresIn + lifetimes.interaction : expiresIn
      await items.put(model, id, payload as Payload, kept || undefined)
    },
    async find(id) {
      if (model !== 'Client') return items.find(model, id) as Promise<AdapterPayload | undefined>
      const found = await partner(id)
      return found && buildClientMetadata(found)
    },
    findByUid: (uid) => items.findByUid(model, uid) as Promise<AdapterPayload | undefined>,
    // The device flow is not offered.
    findByUserCode: async () => undefined,
    async consume(id) {
      if (await items.consume(model, id, now())) return
      if (model === pushed) throw new errors.InvalidRequestUri('request_uri was used at the same moment')
      // Two at once are two uses: what the other one is given dies, as if this one had come later.
      const used = await items.find(model, id)
      if (used?.grantId !== undefined) await withdraw(used.grantId)
      throw new errors.InvalidGrant('this was used at the same moment')
    },
    async destroy(id) {
      if (model === 'Grant') await withdraw(id)
      await items.remove(model, id)
    },
    revokeByGrantId: (grantId) => items.removeByGrant(grantId),
  })
}
