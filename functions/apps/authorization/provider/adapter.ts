import { type Adapter, type AdapterPayload, errors } from 'oidc-provider'
import type { OidcItems, Payload } from '#actions/authorization/oidc-items.ts'
import type { PartnerRecord } from '#bank/partners/partner.ts'
import { lifetimes } from './account.ts'
import { buildClientMetadata } from './client-metadata.ts'

/** The provider's model of a pushed authorization request. */
const pushed = 'PushedAuthorizationRequest'

type AdapterOptions = {
  readonly items: OidcItems
  readonly partner: (id: string) => Promise<PartnerRecord | undefined>
  /** Epoch seconds. */
  readonly now: () => number
  /** Called before a grant is revoked. */
  readonly withdraw: (grantId: string) => Promise<void>
}

/**
 * Creates the provider's storage, one adapter per model. Clients are partners: this adapter only
 * reads them.
 */
export function createAdapter({ items, partner, now, withdraw }: AdapterOptions): (model: string) => Adapter {
  return (model) => ({
    async upsert(id, payload, expiresIn = 0) {
      // A customer has an hour to answer a pushed request. It is stored as long, so that a second
      // use is recognised.
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
      if (model === pushed)
        throw new errors.InvalidRequestUri('another request used this request_uri at the same moment')
      // Two parallel uses count as reuse: the tokens of the first use are revoked.
      const used = await items.find(model, id)
      if (used?.grantId !== undefined) await withdraw(used.grantId)
      throw new errors.InvalidGrant('another request used this grant at the same moment')
    },
    async destroy(id) {
      if (model === 'Grant') await withdraw(id)
      await items.remove(model, id)
    },
    revokeByGrantId: (grantId) => items.removeByGrant(grantId),
  })
}
