import { type InEpoch, oidcItems, oidcPointers } from '#store/records.ts'
import { Conflict, type Item, type Key, type Write } from '#store/store.ts'
import type { World } from '#store/world.ts'

/** An item of the OpenID provider, in its own format. Only these members matter here. */
export type Payload = Record<string, unknown> & { grantId?: string; uid?: string }

/**
 * The stored items of one world's OpenID provider. Lifetimes are seconds of real time, because the
 * clients' clocks are real.
 */
export type OidcItems = {
  put(model: string, id: string, payload: Payload, seconds: number | undefined): Promise<void>
  /**
   * Records that an id was used. Returns false if it was used before. One conditional write decides
   * between two parallel calls.
   */
  useOnce(model: string, id: string, seconds: number): Promise<boolean>
  find(model: string, id: string): Promise<Payload | undefined>
  findByUid(model: string, uid: string): Promise<Payload | undefined>
  /** Marks an item as used. Returns false if another call was first. */
  consume(model: string, id: string, at: number): Promise<boolean>
  remove(model: string, id: string): Promise<void>
  removeByGrant(grantId: string): Promise<void>
}

type EpochContext = InEpoch & { readonly sandbox: World['sandbox'] }

/** Opens the items of one epoch of a world. */
export function openOidcItems(context: EpochContext): OidcItems {
  const { store, real } = context.sandbox
  const expiryAfter = (seconds: number) => ({ expiresAt: Math.floor(real() / 1000) + Math.max(1, Math.ceil(seconds)) })
  const keyOf = (model: string, id: string) => oidcItems.key(context, model, id)
  const pointerKey = (of: 'grant' | 'uid', owner: string, model: string, id: string) =>
    oidcPointers.key(context, of, owner, model, id)

  async function listPointers(of: 'grant' | 'uid', owner: string, model = '') {
    const { partition } = pointerKey(of, owner, '', '')
    const items = await store.list(partition, { prefix: `oidc-of/${of}/${owner}/${model}`, limit: 100 })
    return items.map((item) => ({ key: item.key, ...oidcPointers.read(item) }))
  }

  async function loadItem(model: string, id: string): Promise<Item | undefined> {
    // Callers send arbitrary text as a token or a code. The provider's own ids are never longer and
    // use no other characters.
    if (!/^[\w.:-]{1,128}$/.test(id)) return undefined
    const [item] = await store.get([keyOf(model, id)])
    return item
  }

  return {
    async put(model, id, payload, seconds) {
      const expiresAt = seconds === undefined ? {} : expiryAfter(seconds)
      // The store takes JSON only, and the provider leaves members undefined.
      const value = JSON.parse(JSON.stringify(payload)) as Payload
      const put = (key: Key, what: unknown): Write => ({ put: key, expect: 'anything', value: what, ...expiresAt })
      const writes: Write[] = [put(keyOf(model, id), value)]
      if (payload.grantId !== undefined)
        writes.push(put(pointerKey('grant', payload.grantId, model, id), { model, id }))
      if (model === 'Session' && payload.uid !== undefined)
        writes.push(put(pointerKey('uid', payload.uid, model, id), { model, id }))
      await store.commit(writes)
    },
    async useOnce(model, id, seconds) {
      try {
        await store.commit([{ put: keyOf(model, id), expect: 'absent', value: {}, ...expiryAfter(seconds) }])
        return true
      } catch (error) {
        if (error instanceof Conflict) return false
        throw error
      }
    },
    async find(model, id) {
      const item = await loadItem(model, id)
      // The provider mutates its items; the store's values are shared and frozen.
      return item && structuredClone(oidcItems.read(item))
    },
    async findByUid(model, uid) {
      const [first] = await listPointers('uid', uid, model)
      return first && this.find(model, first.id)
    },
    async consume(model, id, at) {
      const item = await loadItem(model, id)
      if (!item) return false
      const value = oidcItems.read(item)
      if (value.consumed !== undefined) return false
      const { expiresAt } = item
      try {
        await store.commit([
          {
            put: item.key,
            expect: { version: item.version },
            value: { ...value, consumed: at },
            ...(expiresAt !== undefined && { expiresAt }),
          },
        ])
        return true
      } catch (error) {
        if (error instanceof Conflict) return false
        throw error
      }
    },
    async remove(model, id) {
      await store.commit([{ delete: keyOf(model, id), expect: 'anything' }])
    },
    async removeByGrant(grantId) {
      for (;;) {
        const items = await listPointers('grant', grantId)
        if (items.length === 0) return
        const writes = items.slice(0, 50).flatMap(({ key, model, id }): Write[] => [
          { delete: key, expect: 'anything' },
          { delete: keyOf(model, id), expect: 'anything' },
        ])
        await store.commit(writes)
      }
    },
  }
}
